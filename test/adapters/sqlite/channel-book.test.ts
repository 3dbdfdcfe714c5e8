import { describe, expect, it } from "vitest"
import type { Notice } from "../../../src/model/notice.ts"
import { CHANNEL, CONTOSO, makeNote, NOW } from "./make-rows.ts"
import { openIncident, openTemporaryStore } from "./temporary-store.ts"

const link = { tenantId: CONTOSO, channel: CHANNEL, by: "Kim Vega", at: NOW }

describe("link()", () => {
  it("gives a channel one owner, and survives a restart", async () => {
    const { store, path } = openTemporaryStore()

    expect(await store.channels.link(link, makeNote())).toBe(true)
    expect(await store.channels.link({ ...link, by: "Sam Ortiz" }, makeNote())).toBe(false)
    store.close()

    expect(await openTemporaryStore(path).store.channels.linked()).toEqual([link])
  })

  it("keeps the team where it is known", async () => {
    const { channels } = openTemporaryStore().store
    const known = { ...link, channel: { ...CHANNEL, teamId: "0a0b0c0d-1111-4222-8333-444455556666" } }

    await channels.link(known, makeNote())

    expect(await channels.linked()).toEqual([known])
  })
})

const message = (key: string): Notice => ({
  key,
  kind: "report",
  to: { kind: "channel", channel: CHANNEL },
  title: "November",
  lines: [],
  data: {},
  at: NOW,
})

describe("link() and unlink()", () => {
  it.each(["link", "unlink"] as const)(
    "%s ends what the channel was owed before, and that it was lost, and says nothing twice",
    async (step) => {
      const { channels, notices } = openTemporaryStore().store
      if (step === "unlink") await channels.link(link, makeNote())
      await notices.owe([message("said"), message("owed")])
      await notices.done("said", NOW, makeNote())
      await channels.noteLost(CHANNEL, "It was deleted.", { ...message("lost"), to: { kind: "webhook" } })

      if (step === "link") await channels.link(link, makeNote())
      else await channels.unlink(CHANNEL.conversationId, makeNote())

      expect(await channels.lost()).toEqual([])
      await notices.owe([message("said")])
      expect((await notices.due(NOW, 10)).map(({ key }) => key)).toEqual(["lost"])
    },
  )
})

describe("noteFound()", () => {
  it("lets what waits for the channel go at once, and nothing of another", async () => {
    const { store } = openTemporaryStore()
    await openIncident(store, "customer")
    const [card] = await store.outbox.due(NOW, 10)
    if (card === undefined) throw new Error("no card is owed")
    await store.channels.noteLost(CHANNEL, "It was deleted.", { ...message("lost"), to: { kind: "webhook" } })
    await store.outbox.failed(card, NOW + 3_600_000, "It was deleted.")

    await store.channels.noteFound({ conversationId: "19:other@thread.tacv2" })
    expect(await store.outbox.due(NOW, 10)).toEqual([])
    await store.channels.noteFound(CHANNEL)

    expect(await store.outbox.due(NOW, 10)).toHaveLength(1)
    expect(await store.channels.lost()).toEqual([])
  })
})

describe("unlink()", () => {
  it("leaves nothing that could reach the channel, also when its incidents change later", async () => {
    const { store } = openTemporaryStore()
    await store.channels.link(link, makeNote())
    const id = await openIncident(store, "customer")

    const [card] = await store.outbox.due(NOW, 10)
    if (card === undefined) throw new Error("no card is owed")
    expect(await store.outbox.isOwed(card)).toBe(true)
    expect(await store.channels.unlink(CHANNEL.conversationId, makeNote())).toEqual(link)
    expect(await store.outbox.isOwed(card)).toBe(false)
    await store.incidents.change(id, (incident) => ({ incident, notes: [] }))

    expect(await store.outbox.due(NOW + 1e9, 10)).toEqual([])
  })

  it("changes nothing and writes no trail where nothing was linked", async () => {
    const { store } = openTemporaryStore()

    expect(await store.channels.unlink("19:other@thread.tacv2", makeNote())).toBeUndefined()
    expect(await store.trail.read(0, 10)).toEqual([])
  })
})

describe("change()", () => {
  it("routes by the channels that are linked in its own transaction", async () => {
    const { store } = openTemporaryStore()
    await store.channels.link(link, makeNote())
    const id = await openIncident(store, "technician")

    await store.incidents.change(id, (incident) => ({
      incident,
      notes: [],
      cards: (links) => links.map(({ channel }) => ({ face: "customer", channel })),
    }))

    expect((await store.outbox.due(NOW, 10)).map(({ face }) => face)).toEqual(["technician", "customer"])
  })
})
