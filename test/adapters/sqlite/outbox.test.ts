import { describe, expect, it } from "vitest"
import type { OwedCard } from "../../../src/model/delivery.ts"
import type { IncidentId } from "../../../src/model/ids.ts"
import { alertId, incidentId } from "../../../src/model/ids.ts"
import type { Level } from "../../../src/model/level.ts"
import type { Store } from "../../../src/ports/store.ts"
import { CHANNEL, CONTOSO, makeAlert, makeBatch, makeNote, mergeInto, NOW } from "./make-rows.ts"
import { openIncident, openTemporaryStore } from "./temporary-store.ts"

const POSTED = { threadId: "19:thread", activityId: "1700000000000" }
const DELIVERED = makeNote({ kind: "delivery" })

const dueOf = async (store: Store, now = NOW) => store.outbox.due(now, 10)

async function firstDue(store: Store) {
  const [card] = await dueOf(store)
  if (card === undefined) throw new Error("nothing is due")
  return card
}

const touch = (store: Store, id: IncidentId) =>
  store.incidents.change(id, (incident) => ({ incident, notes: [] }))

/** Opens one incident per name, in this order, each with one card. */
async function openIncidents(store: Store, ...subjects: string[]): Promise<void> {
  for (const subject of subjects) {
    const alert = makeAlert({ id: alertId(`alr_${subject}`), subject })
    await store.records.saveBatch(makeBatch({ alerts: [alert] }), mergeInto())
  }
}

/** One more alert about something that has an incident. */
const repeat = (store: Store, subject: string) =>
  store.records.saveBatch(
    makeBatch({ alerts: [makeAlert({ id: alertId("alr_repeat"), subject })] }),
    mergeInto(),
  )

describe("due()", () => {
  it("gives what a card owes and where", async () => {
    const { store } = openTemporaryStore()
    const id = await openIncident(store, "customer")

    expect(await dueOf(store)).toEqual([
      {
        incidentId: id,
        tenantId: CONTOSO,
        face: "customer",
        channel: CHANNEL,
        wanted: 1,
        sent: 0,
        attempts: 0,
      },
    ])
  })

  it("gives the longest owed first; a card that is wanted again keeps its place", async () => {
    const { store } = openTemporaryStore()
    await openIncidents(store, "a", "b", "c")

    await touch(store, incidentId(1))

    expect((await dueOf(store)).map((card) => card.incidentId)).toEqual([1, 2, 3])
    expect(await store.outbox.due(NOW, 2)).toHaveLength(2)
  })

  it("gives what is worst before what waits longer", async () => {
    const { store } = openTemporaryStore()
    await openIncidents(store, "a", "b", "c")
    const setLevel = (id: number, level: Level) =>
      store.incidents.change(incidentId(id), (incident) => ({ incident: { ...incident, level }, notes: [] }))

    await setLevel(1, "low")
    await setLevel(2, "low")
    await setLevel(3, "critical")

    expect((await dueOf(store)).map((card) => card.incidentId)).toEqual([3, 1, 2])
  })

  it.each([
    ["a change", (store: Store) => touch(store, incidentId(1))],
    ["a repeat", (store: Store) => repeat(store, "a")],
  ])("puts a card that is owed again through %s behind those that wait", async (_, owe) => {
    const { store } = openTemporaryStore()
    await openIncidents(store, "a", "b")
    await store.outbox.sent(await firstDue(store), POSTED, NOW, DELIVERED)

    await owe(store)

    expect((await dueOf(store)).map((card) => card.incidentId)).toEqual([2, 1])
  })
})

describe("sent()", () => {
  it("ends the debt, keeps where the card lives and notes it in the trail", async () => {
    const { store } = openTemporaryStore()
    const id = await openIncident(store, "technician")

    await store.outbox.sent(await firstDue(store), POSTED, NOW + 900, DELIVERED)

    expect(await dueOf(store)).toEqual([])
    expect((await store.trail.read(1, 10)).map((entry) => entry.kind)).toEqual(["delivery"])
    await touch(store, id)
    expect(await dueOf(store)).toMatchObject([{ ...POSTED, wanted: 2, sent: 1 }])
  })

  it("doesn't lose a change that came while the card was on its way", async () => {
    const { store } = openTemporaryStore()
    const id = await openIncident(store, "technician")
    const onItsWay = await firstDue(store)
    await touch(store, id)

    await store.outbox.sent(onItsWay, POSTED, NOW, DELIVERED)

    expect(await dueOf(store)).toMatchObject([{ wanted: 2, sent: 1 }])
  })

  it("sets the time of the first posting once", async () => {
    const { store } = openTemporaryStore()
    const id = await openIncident(store, "technician", "customer")
    const [first, second] = await dueOf(store)
    if (first === undefined || second === undefined) throw new Error("two cards are owed")

    await store.outbox.sent(first, POSTED, NOW + 1, DELIVERED)
    await store.outbox.sent(second, POSTED, NOW + 2, DELIVERED)

    expect((await store.incidents.incident(id))?.times.postedAt).toBe(NOW + 1)
  })

  it("writes nothing for a card that nobody owes", async () => {
    const { store } = openTemporaryStore()
    await openIncident(store, "technician")
    const stranger = { ...(await firstDue(store)), face: "customer" as const }

    await expect(store.outbox.sent(stranger, POSTED, NOW, DELIVERED)).rejects.toThrow(/Nothing is owed/)

    expect(await store.trail.read(1, 10)).toEqual([])
  })
})

describe("sending()", () => {
  it("remembers the first begin until it is known what became of the card, and holds it back meanwhile", async () => {
    const { store } = openTemporaryStore()
    await openIncident(store, "technician")
    const card = await firstDue(store)

    await store.outbox.sending(card, NOW, NOW + 5_000)
    await store.outbox.sending(card, NOW + 5_000, NOW + 10_000)

    expect(await dueOf(store, NOW + 9_999)).toEqual([])
    expect(await dueOf(store, NOW + 10_000)).toMatchObject([{ sendingSince: NOW }])
  })

  it.each([
    ["sent", (store: Store, card: OwedCard) => store.outbox.sent(card, POSTED, NOW, DELIVERED)],
    ["refused", (store: Store, card: OwedCard) => store.outbox.notSent(card)],
  ])("is over once the card is %s", async (_, end) => {
    const { store } = openTemporaryStore()
    const id = await openIncident(store, "technician")
    const card = await firstDue(store)
    await store.outbox.sending(card, NOW, NOW)

    await end(store, card)

    await touch(store, id)
    expect((await firstDue(store)).sendingSince).toBeUndefined()
  })
})

describe("failed()", () => {
  it("holds the card back until its next attempt and counts; success starts anew", async () => {
    const { store } = openTemporaryStore()
    const id = await openIncident(store, "technician")

    await store.outbox.failed(await firstDue(store), NOW + 30_000, "throttled")

    expect(await dueOf(store, NOW + 29_999)).toEqual([])
    expect(await store.outbox.nextDue()).toBe(NOW + 30_000)
    const [again] = await dueOf(store, NOW + 30_000)
    expect(again).toMatchObject({ attempts: 1, wanted: 1, sent: 0 })
    if (again) await store.outbox.sent(again, POSTED, NOW + 30_000, DELIVERED)
    await touch(store, id)
    expect(await dueOf(store)).toMatchObject([{ attempts: 0 }])
  })
})

describe("nextDue()", () => {
  it("is at once for a new card, and never when nothing is owed", async () => {
    const { store } = openTemporaryStore()
    expect(await store.outbox.nextDue()).toBeUndefined()

    await openIncident(store, "technician")

    expect(await store.outbox.nextDue()).toBeLessThanOrEqual(NOW)
  })
})
