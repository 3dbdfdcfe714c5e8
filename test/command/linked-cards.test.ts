/** What is open when a channel is linked: its cards come there, once, whatever happens in between. Against a real store. */
import { describe, expect, it } from "vitest"
import { LINKED_CARDS } from "../../src/command/linked-cards.ts"
import { parseCommand } from "../../src/command/parse-command.ts"
import { runLink } from "../../src/command/run-link.ts"
import type { Config } from "../../src/config/config.ts"
import { BLIND_SUBJECT, type Incident } from "../../src/model/alert.ts"
import { alertId, type IncidentId, type TenantId } from "../../src/model/ids.ts"
import type { Store } from "../../src/ports/store.ts"
import { cardChannels } from "../../src/route-cards.ts"
import { makeAlert, makeBatch, makeIncident, makeNote } from "../adapters/sqlite/make-rows.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { CONTOSO, caller, config, FABRIKAM, NOW } from "./make.ts"

const HERE = "19:fabrikam-alerts@thread.tacv2"

async function say(store: Store, text: string, with_: Config = config) {
  const command = parseCommand(text)
  if (command.kind !== "link" && command.kind !== "unlink") throw new Error(`${text} isn't about links`)
  let woken = 0
  const answer = await runLink(command, caller({ conversationId: HERE }), {
    store,
    config: with_,
    teamIdOf: async () => undefined,
    cardsOf: (incident, links) => cardChannels(with_, incident, links, NOW),
    wakeOutbox: () => {
      woken += 1
    },
    now: () => NOW,
  })
  return { text: answer.lines.join(" "), woken }
}

let alerts = 0
/** Opens an incident that has no card yet. */
async function open(
  store: Store,
  over: Partial<Incident> = {},
  tenantId: TenantId = FABRIKAM,
): Promise<IncidentId> {
  alerts += 1
  const subject = `forwarding:${alerts}@fabrikam.example`
  const alert = makeAlert({ id: alertId(`alr_${alerts}`), tenantId, subject, ...over.alert })
  const incident = { ...makeIncident({ alert, ...over }), tenantId }
  const saved = await store.records.saveBatch(
    { ...makeBatch({ alerts: [alert], records: [], rejected: [] }), tenantId },
    () => ({
      incidents: [{ incident, channels: [], notes: [], newAlerts: [alert] }],
    }),
  )
  const [id] = saved.incidents
  if (id === undefined) throw new Error("nothing was opened")
  return id
}
const opened = async (store: Store, count: number): Promise<IncidentId[]> => {
  const ids: IncidentId[] = []
  for (let index = 0; index < count; index += 1) ids.push(await open(store))
  return ids
}
const owed = async (store: Store) =>
  (await store.outbox.due(NOW + 1e9, 100)).map(({ incidentId, face, channel }) => [
    incidentId,
    face,
    channel.conversationId,
  ])
const messages = async (store: Store) => store.notices.due(NOW + 1e9, 100)
const posted = async (store: Store): Promise<void> => {
  for (const card of await store.outbox.due(NOW + 1e9, 100))
    await store.outbox.sent(
      card,
      { threadId: `t${card.incidentId}`, activityId: `a${card.incidentId}` },
      NOW,
      makeNote(),
    )
}

describe("link", () => {
  it("owes the customer's card of every open incident, newest first, and rings nobody", async () => {
    const { store } = openTemporaryStore()
    const ids = await opened(store, 3)

    const { text, woken } = await say(store, "link fabrikam")

    expect(await owed(store)).toEqual(ids.toReversed().map((id) => [id, "customer", HERE]))
    expect(await messages(store)).toEqual([])
    expect([text, woken]).toEqual([expect.stringContaining("3 incidents are open: their cards are here"), 1])
  })

  it("says so when nothing is open", async () => {
    const { store } = openTemporaryStore()
    await open(store, { state: "fixed" })

    expect((await say(store, "link fabrikam")).text).toContain("No incident is open now.")
    expect(await owed(store)).toEqual([])
  })

  it("posts the newest ones and names the others in one message, with how to see them", async () => {
    const { store } = openTemporaryStore()
    const ids = await opened(store, LINKED_CARDS + 3)

    const { text } = await say(store, "link fabrikam")

    const newest = ids.toReversed()
    expect((await owed(store)).map(([id]) => id)).toEqual(newest.slice(0, LINKED_CARDS))
    const [message, ...others] = await messages(store)
    expect(others).toEqual([])
    expect(message).toMatchObject({
      title: "3 older incidents are open, too",
      to: { kind: "channel", channel: { conversationId: HERE } },
      tenantId: FABRIKAM,
    })
    expect(message?.lines).toHaveLength(1)
    expect(message?.lines[0]).toContain(`Without a card here: ${newest.slice(LINKED_CARDS).join(", ")}.`)
    expect(message?.lines[0]).toContain("“alerts” lists all that are open")
    expect(message?.mentions).toBeUndefined()
    expect(text).toContain("13 incidents are open: the 10 newest")
  })

  it("brings nothing of another customer, of our own sight, or of what is routed elsewhere", async () => {
    const { store } = openTemporaryStore()
    await open(store, {}, CONTOSO)
    await open(store, { subject: `${BLIND_SUBJECT}x` })
    const low = await open(store, { level: "low" })
    await open(store, { level: "medium" })
    const routed: Config = { ...config, routes: [{ levels: ["medium"], to: ["triage"] }] }

    await say(store, "link fabrikam", routed)

    expect((await owed(store)).map(([id]) => id)).toEqual([low])
  })

  it("lets what can wait until the morning wait for it", async () => {
    const { store } = openTemporaryStore()
    await open(store, { level: "low" })
    const quiet: Config = {
      ...config,
      quietHours: { from: 0, to: 24 * 60 - 1, weekend: true, levels: ["low"] },
    }

    expect((await say(store, "link fabrikam", quiet)).text).toContain("come in the morning")

    expect(await owed(store)).toEqual([])
    expect(await store.notices.held(NOW + 7 * 86_400_000)).toHaveLength(1)
  })

  it("is whole after a death right behind it: link, cards and message are one transaction", async () => {
    const { store, path } = openTemporaryStore()
    await opened(store, LINKED_CARDS + 1)
    await say(store, "link fabrikam")
    store.close()

    const next = openTemporaryStore(path).store

    expect([(await owed(next)).length, (await messages(next)).length]).toEqual([LINKED_CARDS, 1])
  })

  it("owes nothing and links nothing when what is owed can't be said", async () => {
    const { store } = openTemporaryStore()
    await open(store)
    const channel = { conversationId: HERE, serviceUrl: "https://teams.example/", teamsTenantId: FABRIKAM }
    const link = { tenantId: FABRIKAM, channel, by: "Kim", at: NOW }

    await expect(
      store.channels.link(link, makeNote(), {
        owe: () => {
          throw new Error("died")
        },
        moved: () => [],
      }),
    ).rejects.toThrow("died")

    expect([await store.channels.linked(), await owed(store), await store.trail.read(0, 10)]).toMatchObject([
      [],
      [],
      [],
    ])
  })

  it("owes nothing a second time when it is said again", async () => {
    const { store } = openTemporaryStore()
    await opened(store, 2)
    await say(store, "link fabrikam")
    await posted(store)

    await say(store, "link fabrikam")

    expect(await owed(store)).toEqual([])
  })

  it("goes on with the cards that an earlier link left in the channel: they are edited, not posted again", async () => {
    const { store } = openTemporaryStore()
    const ids = await opened(store, LINKED_CARDS)
    await say(store, "link fabrikam")
    await posted(store)
    await say(store, "unlink")
    const later = await open(store)

    await say(store, "link fabrikam")

    const due = await store.outbox.due(NOW + 1e9, 100)
    expect(due.map(({ incidentId }) => incidentId).toSorted((a, b) => a - b)).toEqual([...ids, later])
    expect(
      due.filter(({ activityId }) => activityId === undefined).map(({ incidentId }) => incidentId),
    ).toEqual([later])
    expect(due.find(({ incidentId }) => incidentId === ids[0])).toMatchObject({
      activityId: `a${ids[0]}`,
      threadId: `t${ids[0]}`,
    })
    expect(await messages(store)).toEqual([])
  })

  it("takes the message back with the link: the channel may be another customer's next", async () => {
    const { store } = openTemporaryStore()
    await opened(store, LINKED_CARDS + 1)
    await say(store, "link fabrikam")

    await say(store, "unlink")

    expect([await owed(store), await messages(store)]).toEqual([[], []])
  })
})
