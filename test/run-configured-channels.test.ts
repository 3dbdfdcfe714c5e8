/** Channels that come and go with the configuration file, from one start to the next. Against a real store. */
import { describe, expect, it } from "vitest"
import { LINKED_CARDS, movedCards, owedOnLink } from "../src/command/linked-cards.ts"
import type { Config } from "../src/config/config.ts"
import { BLIND_SUBJECT } from "../src/model/alert.ts"
import type { Channel } from "../src/model/delivery.ts"
import { alertId, type TenantId } from "../src/model/ids.ts"
import type { Notice } from "../src/model/notice.ts"
import type { RoutedCard } from "../src/model/route.ts"
import type { Store } from "../src/ports/store.ts"
import { cardChannels } from "../src/route-cards.ts"
import { settleChannels } from "../src/run-configured-channels.ts"
import { makeAlert, makeBatch, makeIncident, makeNote } from "./adapters/sqlite/make-rows.ts"
import { openRaw, openTemporaryStore } from "./adapters/sqlite/temporary-store.ts"
import { CONTOSO, config, FABRIKAM, MSP, NOW } from "./command/make.ts"

const HERE: Channel = {
  conversationId: "19:fabrikam-own@thread.tacv2",
  serviceUrl: "https://teams.example/",
  teamsTenantId: MSP,
}

/** A configuration in which HERE is this customer's, or nobody's. */
const named = (owner?: TenantId): Config => ({
  ...config,
  customers: config.customers.map(({ channel: _channel, ...one }) =>
    one.id === owner ? { ...one, channel: HERE } : one,
  ),
})

const start = (store: Store, with_: Config) => settleChannels({ config: with_, store, now: () => NOW })

/** Opens incidents; none has a card unless told. */
async function open(
  store: Store,
  numbers: readonly number[],
  tenantId: TenantId = FABRIKAM,
  channels: readonly RoutedCard[] = [],
  kind = "forwarding:",
): Promise<void> {
  for (const number of numbers) {
    const alert = makeAlert({ id: alertId(`alr_${number}`), tenantId, subject: `${kind}${number}` })
    const incident = { ...makeIncident({ alert }), tenantId }
    const batch = { ...makeBatch({ alerts: [alert], records: [], rejected: [] }), tenantId }
    await store.records.saveBatch(batch, () => ({
      incidents: [{ incident, channels, notes: [], newAlerts: [alert] }],
    }))
  }
}

const owed = async (store: Store) =>
  (await store.outbox.due(NOW + 1e9, 100)).map(({ incidentId, face, channel, activityId }) => [
    incidentId,
    face,
    channel.conversationId,
    ...(activityId === undefined ? [] : [activityId]),
  ])

async function posted(store: Store): Promise<void> {
  for (const card of await store.outbox.due(NOW + 1e9, 100))
    await store.outbox.sent(card, { threadId: "t", activityId: `a${card.incidentId}` }, NOW, makeNote())
}

const link = (store: Store, tenantId: TenantId) => {
  const made = { tenantId, channel: HERE, by: "Kim Vega", at: NOW }
  const cardsOf = (incident: Parameters<typeof cardChannels>[1]) =>
    cardChannels(named(), incident, [made], NOW)
  return store.channels.link(made, makeNote(), {
    owe: (found) => owedOnLink({ ...found, link: made, cardsOf }),
    moved: (incident) => movedCards(incident, cardsOf(incident), config.triageChannel),
  })
}

const inTriage = (id: number) => [id, "technician", config.triageChannel.conversationId]
const newest = async (store: Store) => (await store.incidents.list({ limit: 1 }))[0]?.id ?? never()
const escalation: Notice = {
  key: "escalation 1",
  kind: "escalation",
  to: { kind: "channel", channel: HERE },
  title: "Nobody has taken this incident",
  lines: [],
  data: {},
  at: NOW,
}
const ONE_TOO_MANY = Array.from({ length: LINKED_CARDS + 1 }, (_one, index) => index + 1)
const ONE = [1, "customer", HERE.conversationId]

describe("settleChannels()", () => {
  it("owes a channel that is new in the configuration the cards of what is open, once", async () => {
    const { store } = openTemporaryStore()
    await start(store, named())
    await open(store, [1])
    await open(store, [2], CONTOSO)

    await start(store, named(FABRIKAM))
    expect(await owed(store)).toEqual([ONE])

    await posted(store)
    await start(store, named(FABRIKAM))
    expect(await owed(store)).toEqual([])
  })

  it("names what is more than a few in one message, as a link does", async () => {
    const { store } = openTemporaryStore()
    await open(store, ONE_TOO_MANY)

    await start(store, named(FABRIKAM))

    expect((await owed(store)).length).toBe(LINKED_CARDS)
    expect(await store.notices.due(NOW, 10)).toMatchObject([
      { title: "1 older incident is open, too", asks: [{ ask: "alerts" }], to: { channel: HERE } },
    ])
  })

  it("asks nothing of who has a webhook only: nobody can answer there", async () => {
    const { store } = openTemporaryStore()
    await open(store, ONE_TOO_MANY)
    const customers = named().customers.map((one) =>
      one.id === FABRIKAM ? { ...one, hasWebhook: true } : one,
    )

    await start(store, { ...config, customers })

    expect((await owed(store)).length).toBe(LINKED_CARDS)
    const [message] = await store.notices.due(NOW, 10)
    expect(message?.lines).toEqual(["Without a card here: 1."])
    expect(message?.asks).toBeUndefined()
  })

  it("leaves a channel that is gone, and goes on with its cards when it comes back", async () => {
    const { store } = openTemporaryStore()
    await open(store, [1])
    await start(store, named(FABRIKAM))
    await posted(store)

    await start(store, named())
    await store.incidents.change(await newest(store), (incident) => ({ incident, notes: [] }))
    expect(await owed(store)).toEqual([])

    await start(store, named(FABRIKAM))
    expect(await owed(store)).toEqual([[...ONE, "a1"]])
  })

  it("gives a channel that changes hands nothing more of who had it", async () => {
    const { store } = openTemporaryStore()
    await open(store, [1])
    await open(store, [2], CONTOSO)
    await start(store, named(FABRIKAM))

    await start(store, named(CONTOSO))

    expect(await owed(store)).toEqual([[2, "customer", HERE.conversationId]])
  })

  it("changes nothing for a channel that was linked to the same customer in chat, when it comes and when it goes", async () => {
    const { store } = openTemporaryStore()
    await open(store, [1])
    await link(store, FABRIKAM)
    await posted(store)

    await start(store, named(FABRIKAM))
    await start(store, named())

    expect(await owed(store)).toEqual([])
    await store.incidents.change(await newest(store), (incident) => ({ incident, notes: [] }))
    expect(await owed(store)).toEqual([[...ONE, "a1"]])
    expect(await store.channels.linked()).toHaveLength(1)
  })

  it.each<[string, Config]>([
    ["another customer", named(CONTOSO)],
    ["technicians, as the triage channel", { ...named(), triageChannel: HERE }],
    ["technicians, by a route", { ...named(), routes: [{ to: ["triage", HERE] }] }],
  ])(
    "ends a link in chat of a channel that the configuration names for %s, and says so",
    async (_who, next) => {
      const { store } = openTemporaryStore()
      await open(store, [1])
      await link(store, FABRIKAM)

      await start(store, next)

      expect(await store.channels.linked()).toEqual([])
      expect(await owed(store)).toEqual([])
      expect((await store.trail.read(0, 10)).at(-1)).toMatchObject({
        who: "watchpost",
        tenantId: FABRIKAM,
        what: expect.stringContaining("Ended a link"),
      })
    },
  )

  it.each<[string, (store: Store) => Promise<unknown>]>([
    ["in the configuration", (store) => start(store, named(FABRIKAM))],
    ["in chat", (store) => link(store, FABRIKAM)],
  ])(
    "ends technicians' cards of everybody in a channel that becomes a customer's %s, and posts them in the triage channel",
    async (_where, give) => {
      const { store } = openTemporaryStore()
      const technicians = [{ face: "technician", channel: HERE }] as const
      await start(store, { ...named(), routes: [{ to: ["triage", HERE] }] })
      await open(store, [1], FABRIKAM, technicians)
      await open(store, [2], CONTOSO, technicians)
      await posted(store)

      await give(store)
      for (const { id } of await store.incidents.list({ limit: 10 }))
        await store.incidents.change(id, (incident) => ({ incident, notes: [] }))

      expect(await owed(store)).toEqual([[...ONE, "a1"], inTriage(1), inTriage(2)])
    },
  )

  it("posts no second technicians' card where they have one elsewhere, or where it has ended", async () => {
    const { store } = openTemporaryStore()
    const here = { face: "technician", channel: HERE } as const
    await open(store, [1], CONTOSO, [here, { face: "technician", channel: config.triageChannel }])
    await open(store, [2], CONTOSO, [here])
    await store.incidents.change(await newest(store), (incident) => ({
      incident: { ...incident, state: "fixed" },
      notes: [],
    }))
    await posted(store)

    await start(store, named(FABRIKAM))

    expect(await owed(store)).toEqual([])
  })

  it("posts them where the routes send technicians' cards now; what concerns ourselves goes to the triage channel alone", async () => {
    const { store } = openTemporaryStore()
    const technicians = [{ face: "technician", channel: HERE }] as const
    await open(store, [1], CONTOSO, technicians)
    await open(store, [2], CONTOSO, technicians, BLIND_SUBJECT)
    await posted(store)
    const second = { ...HERE, conversationId: "19:second-line@thread.tacv2" }

    await start(store, { ...named(FABRIKAM), routes: [{ to: [second] }] })

    expect(await owed(store)).toEqual([[1, "technician", second.conversationId], inTriage(2)])
  })

  it("posts what is open anew when the triage channel was replaced, sends there what it was owed, and goes back to its cards with it", async () => {
    const { store } = openTemporaryStore()
    const replaced = { ...named(), triageChannel: HERE }
    await start(store, replaced)
    await open(store, [1], CONTOSO, [{ face: "technician", channel: HERE }])
    await posted(store)
    await store.notices.owe([escalation])

    await start(store, named())
    expect(await owed(store)).toEqual([inTriage(1)])
    expect(await store.notices.due(NOW, 10)).toMatchObject([{ to: { channel: config.triageChannel } }])

    await posted(store)
    await start(store, replaced)
    expect(await owed(store)).toEqual([[1, "technician", HERE.conversationId, "a1"]])
  })

  it("posts none in another channel that becomes a customer's in the same moment", async () => {
    const { store } = openTemporaryStore()
    const other = { ...HERE, conversationId: "19:contoso-own@thread.tacv2" }
    const technicians = [HERE, other].map((channel) => ({ face: "technician" as const, channel }))
    await open(store, [1], MSP, technicians)
    await posted(store)
    const next = named(FABRIKAM)

    await start(store, {
      ...next,
      customers: next.customers.map((one) => (one.id === CONTOSO ? { ...one, channel: other } : one)),
    })

    expect(await owed(store)).toEqual([inTriage(1)])
  })

  it("gives a channel to its customer although an incident of theirs is damaged", async () => {
    const { store, path } = openTemporaryStore()
    await open(store, [1, 2], FABRIKAM)
    openRaw(path).exec("UPDATE incident SET body = 'torn' WHERE id = 2")

    await start(store, named(FABRIKAM))

    expect(await owed(store)).toEqual([ONE])
  })

  it("leaves other links alone", async () => {
    const { store } = openTemporaryStore()
    await link(store, FABRIKAM)

    await start(store, named())

    expect(await store.channels.linked()).toHaveLength(1)
  })
})

function never(): never {
  throw new Error("there is no incident")
}
