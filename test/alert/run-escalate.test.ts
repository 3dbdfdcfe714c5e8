/** From an incident that nobody takes to messages that are owed, in a real store. */
import { describe, expect, it } from "vitest"
import { tellMorning } from "../../src/alert/run-digest.ts"
import { escalate } from "../../src/alert/run-escalate.ts"
import type { EscalationPolicy } from "../../src/model/escalation.ts"
import { alertId } from "../../src/model/ids.ts"
import type { QuietHours } from "../../src/model/quiet-hours.ts"
import type { Store } from "../../src/ports/store.ts"
import { CHANNEL, CONTOSO, makeAlert, makeBatch, mergeInto, NOW } from "../adapters/sqlite/make-rows.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"

const MINUTE = 60_000
const KIM = { objectId: "51a7c0de-0000-4000-8000-000000000007", name: "Kim Vega" }
const steps = { mention: 5 * MINUTE, message: 10 * MINUTE, webhook: 15 * MINUTE }
const policy: EscalationPolicy = {
  onCall: [KIM],
  webhookUrl: "https://pager.northwind.example/hook",
  after: { high: steps, critical: steps, medium: steps },
}
const tenantOf = () => ({ displayName: "Contoso Ltd", timeZone: "Europe/Vienna" })

const look = (store: Store, minutes: number, quietHours?: QuietHours) =>
  escalate({
    quietHours,
    incidents: store.incidents,
    notices: store.notices,
    policy,
    channelsOf: () => [CHANNEL],
    tenantOf,
    now: () => NOW + minutes * MINUTE,
  })

async function open(store: Store, subjects: readonly string[], heldUntil?: number): Promise<void> {
  for (const subject of subjects) {
    const alert = makeAlert({ id: alertId(`alr_${subject}`), subject })
    await store.records.saveBatch(makeBatch({ alerts: [alert] }), (alerts, open) => {
      const { incidents } = mergeInto()(alerts, open)
      return {
        incidents: incidents.map((write) => ({
          ...write,
          channels: write.channels.map((card) => (heldUntil === undefined ? card : { ...card, heldUntil })),
        })),
      }
    })
  }
}

const owed = async (store: Store) => store.notices.due(NOW + 1e9, 100)

describe("escalate()", () => {
  it("mentions, then writes, then calls the webhook, each once", async () => {
    const { store } = openTemporaryStore()
    await open(store, ["a"])

    for (const minutes of [4, 5, 6, 10, 11, 15, 16, 400]) await look(store, minutes)

    expect((await owed(store)).map(({ to }) => to.kind)).toEqual(["channel", "person", "webhook"])
  })

  it("goes on where a fix ran by itself, and says so", async () => {
    const { store } = openTemporaryStore()
    await open(store, ["a", "b"])
    const [newest] = await store.incidents.list({ limit: 1 })
    const standing = [
      { action: "stop-forwarding", fixedAt: NOW + MINUTE, undoable: true, automatic: true },
    ] as const
    if (newest === undefined) throw new Error("no incident was opened")
    await store.incidents.change(newest.id, (incident) => ({
      incident: { ...incident, standing },
      notes: [],
    }))

    await look(store, 5)

    const [told] = await owed(store)
    expect(
      told?.lines.filter((line) => line.endsWith("· open for 5 min · a fix ran by itself")),
    ).toHaveLength(1)
    expect(told?.lines.filter((line) => line.endsWith("· open for 5 min"))).toHaveLength(1)
  })

  it("says that nobody knows how long, where the clock was ahead when it was opened", async () => {
    const { store } = openTemporaryStore()
    await open(store, ["a"])

    await look(store, -24 * 60)
    await look(store, -24 * 60 + 1)

    const told = await owed(store)
    expect(told.map(({ to }) => to.kind).toSorted()).toEqual(["channel", "person", "webhook"])
    expect(told[0]?.lines[0]).toMatch(/open for an unknown time$/)
  })

  it("takes no step again after a restart", async () => {
    const { store, path } = openTemporaryStore()
    await open(store, ["a"])
    await look(store, 5)
    store.close()
    const { store: again } = openTemporaryStore(path)

    await look(again, 6)

    expect(await owed(again)).toHaveLength(1)
  })

  it("calls nobody in the customer's quiet hours for what waits for the morning", async () => {
    const { store } = openTemporaryStore()
    await open(store, ["a"])
    const level = (await store.incidents.list({ limit: 1 }))[0]?.level ?? "low"
    // From 10 to 12 in Vienna; it is half past ten there.
    const quiet = { levels: [level], from: 600, to: 720, weekend: false }

    await look(store, 30, quiet)
    expect(await owed(store)).toEqual([])

    await look(store, 200, quiet)
    expect((await owed(store)).map(({ to }) => to.kind)).toEqual(["channel", "person", "webhook"])
  })

  it("rings once for incidents that come due together, and names the people on call", async () => {
    const { store } = openTemporaryStore()
    await open(store, ["a", "b", "c"])

    await look(store, 5)

    const [notice, ...others] = await owed(store)
    expect(others).toEqual([])
    expect(notice?.title).toBe("Nobody has taken 3 incidents")
    expect(notice?.mentions).toEqual([KIM])
    expect(notice?.lines.filter((line) => line.includes("Contoso Ltd"))).toHaveLength(3)
  })
})

describe("tellMorning()", () => {
  const MORNING = NOW + 10 * 60 * MINUTE
  const morning = (store: Store, now: number, wakes: string[] = []) =>
    tellMorning({
      incidents: store.incidents,
      notices: store.notices,
      tenantOf,
      wake: () => void wakes.push("outbox"),
      now: () => now,
    })

  it("holds cards back until the quiet is over, and then owes one digest before them", async () => {
    const { store } = openTemporaryStore()
    await open(store, ["a", "b"], MORNING)
    const [first] = await store.incidents.list({ tenants: [CONTOSO], limit: 9 })
    if (first === undefined) throw new Error("there are incidents")
    await store.incidents.change(first.id, (incident) => ({
      incident: { ...incident, state: "not-a-threat" },
      notes: [],
    }))

    await morning(store, MORNING - 1)
    expect(await store.outbox.due(MORNING, 10)).toEqual([])
    expect(await store.outbox.nextDue()).toBeUndefined()
    await morning(store, MORNING)

    expect((await owed(store)).map(({ title }) => title)).toEqual([
      "2 incidents of low urgency waited for the morning",
    ])
    expect(await store.outbox.due(MORNING, 10)).toHaveLength(2)
    const [digest] = await owed(store)
    expect(digest?.lines.join()).toMatch(/· not a threat/)
    expect(digest?.lines.join()).not.toMatch(/not-a-threat/)
    await morning(store, MORNING + 1)
    expect(await owed(store)).toHaveLength(1)
  })

  it("needs no digest for a single card", async () => {
    const { store } = openTemporaryStore()
    await open(store, ["a"], MORNING)
    const wakes: string[] = []

    await morning(store, MORNING, wakes)

    expect(await owed(store)).toEqual([])
    expect(await store.outbox.due(MORNING, 10)).toHaveLength(1)
    expect(wakes).toEqual(["outbox"])
  })

  it("lets a card go at once when its incident has become worse", async () => {
    const { store } = openTemporaryStore()
    await open(store, ["a"], MORNING)

    await store.records.saveBatch(
      makeBatch({ alerts: [makeAlert({ id: alertId("alr_worse"), subject: "a" })] }),
      mergeInto(),
    )

    expect(await store.outbox.due(NOW, 10)).toHaveLength(1)
  })
})
