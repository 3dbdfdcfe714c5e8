/** The jobs put together: what nobody takes reaches the channel, the person on call and the provider's own system. */
import { describe, expect, it } from "vitest"
import { unknownNotices } from "../../src/alert/customer-unknown.ts"
import { tellPeople } from "../../src/jobs/tell-people.ts"
import type { RenderedCard } from "../../src/model/delivery.ts"
import { DeliveryError } from "../../src/model/errors.ts"
import { CHANNEL, makeBatch, mergeInto, NOW } from "../adapters/sqlite/make-rows.ts"
import { openIncident, openRaw, openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { groundOf, peopleConfig } from "./people-rig.ts"

const KIM = "51a7c0de-0000-4000-8000-000000000007"
const config = peopleConfig(
  `technicians: [{ name: Kim Vega, objectId: ${KIM} }]`,
  "routes: [{ to: [customer] }]",
  `escalation: { onCall: [${KIM}], webhook: https://pager.northwind.example/hook, high: { mention: 5, message: 10, webhook: 15 } }`,
)
const LATER = NOW + 16 * 60_000

describe("tellPeople()", () => {
  it("mentions, writes and calls what came due while it was off; routed to no technicians, the triage channel is told", async () => {
    const { store } = openTemporaryStore()
    await store.records.saveBatch(makeBatch(), mergeInto())
    const stopping = new AbortController()
    const told: string[] = []
    const tell = (text: string, card?: RenderedCard): { threadId: string; activityId: string } => {
      told.push(
        `${text} ${JSON.stringify(card?.content ?? "").includes("<at>Kim Vega</at>") ? "mentions" : ""}`,
      )
      if (told.length === 3) stopping.abort()
      return { threadId: "t", activityId: "1" }
    }
    const ground = groundOf(store, tell, { config, now: LATER })

    await tellPeople(ground, { times: new Map(), wakeOutbox: () => {} }, stopping.signal)

    expect(told.toSorted()).toEqual(
      ["19:triage@thread.tacv2 mentions", `${KIM} `, '"incident.unclaimed" '].toSorted(),
    )
    expect(await store.notices.due(NOW + 1e9, 10)).toEqual([])
    expect((await store.trail.read(0, 10)).filter(({ kind }) => kind === "delivery")).toHaveLength(3)
  })

  it("tells that a channel is lost where it takes no message", async () => {
    const { store } = openTemporaryStore()
    const to = { kind: "channel", channel: CHANNEL } as const
    await store.notices.owe([{ key: "x", kind: "digest", to, title: "x", lines: [], data: {}, at: NOW }])
    const stopping = new AbortController()
    const tell = (text: string) => {
      if (text === CHANNEL.conversationId)
        throw new DeliveryError("ERR_DELIVERY_REFUSED", "The bot was removed.", { lostChannel: true })
      stopping.abort()
      return { threadId: "t", activityId: "1" }
    }

    const ground = groundOf(store, tell, { config, now: LATER })
    await tellPeople(ground, { times: new Map(), wakeOutbox: () => {} }, stopping.signal)

    expect(await store.channels.lost()).toMatchObject([{ conversationId: CHANNEL.conversationId }])
    expect((await store.trail.read(0, 9)).at(-1)?.what).toContain("No card reaches")
  })

  it("calls for an incident that is damaged: nobody knows that somebody has taken it", async () => {
    const { store, path } = openTemporaryStore()
    const id = await openIncident(store)
    const about = { kind: "hand-over", title: "x", lines: [], data: {}, incidents: [id], at: NOW } as const
    await store.notices.owe([{ ...about, key: "x", to: { kind: "channel", channel: CHANNEL } }])
    openRaw(path).exec("UPDATE incident SET body = 'torn'")
    const stopping = new AbortController()
    const tell = () => {
      stopping.abort()
      return { threadId: "t", activityId: "1" }
    }

    const ground = groundOf(store, tell, { config, now: LATER })
    await tellPeople(ground, { times: new Map(), wakeOutbox: () => {} }, stopping.signal)

    expect(await store.notices.due(NOW + 1e9, 10)).toEqual([])
  })

  it("calls the webhook for what Teams takes no card of, and for nothing that it took meanwhile", async () => {
    const withWebhook = peopleConfig(
      `technicians: [{ name: Kim Vega, objectId: ${KIM} }]`,
      "escalation: { webhook: https://pager.northwind.example/hook, undelivered: 1, high: {} }",
    )
    const { store, path } = openTemporaryStore()
    await openIncident(store, "technician")
    const told: string[] = []
    const deliveries = async () => (await store.trail.read(0, 99)).filter(({ kind }) => kind === "delivery")
    const round = async (count: number) => {
      const stopping = new AbortController()
      let clock = LATER
      const tell = (text: string) => {
        told.push(text)
        return { threadId: "t", activityId: "1" }
      }
      const still = groundOf(store, tell, { config: withWebhook, now: LATER })
      // Each look at the clock is a minute later: the first one after a start is the outbox's.
      const ground = { ...still, now: () => (clock += 60_000) }
      const running = tellPeople(ground, { times: new Map(), wakeOutbox: () => {} }, stopping.signal)
      await expect.poll(deliveries, { timeout: 20_000 }).toHaveLength(count)
      stopping.abort()
      await running
    }

    await round(1)
    expect(told).toEqual(['"incident.undelivered"'])

    openRaw(path).exec("UPDATE notice SET done_at = NULL; UPDATE card SET sent_at = 9e15")
    await round(2)
    expect(told).toEqual(['"incident.undelivered"'])
  })

  it("tells what the customer doesn't know though somebody has it and nobody is on call, and no more once it is closed", async () => {
    const { escalation: _, ...withoutCalls } = config
    const { store } = openTemporaryStore()
    const id = await openIncident(store)
    const warn = (at: number) =>
      store.incidents.change(id, (incident) => {
        const claimed = { ...incident, state: "claimed", owner: "Kim Vega" } as const
        const channels = [{ ...CHANNEL, conversationId: `19:triage-${at}` }]
        const warning = { by: "Anna Berg", customer: "Contoso Ltd", channels, now: NOW + at }
        return { incident: claimed, notes: [], notices: unknownNotices(claimed, warning) }
      })
    const told: string[] = []
    const round = async () => {
      const stopping = new AbortController()
      const ground = groundOf(
        store,
        (text) => {
          told.push(text)
          return { threadId: "t", activityId: "1" }
        },
        { config: withoutCalls, now: LATER },
      )
      const running = tellPeople(ground, { times: new Map(), wakeOutbox: () => {} }, stopping.signal)
      await expect.poll(() => store.notices.due(NOW + 1e9, 10), { timeout: 20_000 }).toEqual([])
      stopping.abort()
      await running
    }

    await warn(1)
    await round()
    await warn(2)
    await store.incidents.change(id, (incident) => ({
      incident: { ...incident, state: "not-a-threat" },
      notes: [],
    }))
    await round()

    expect(told).toEqual(["19:triage-1"])
  })
})
