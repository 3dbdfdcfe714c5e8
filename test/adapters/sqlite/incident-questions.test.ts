import { describe, expect, it } from "vitest"
import { openStore } from "../../../src/adapters/sqlite/open-store.ts"
import { mergeAlerts } from "../../../src/alert/merge-alerts.ts"
import { type Alert, FLOOD_MS, FLOOD_SUBJECT } from "../../../src/model/alert.ts"
import { alertId, recordId } from "../../../src/model/ids.ts"
import type { Store } from "../../../src/ports/store.ts"
import { CONTOSO, FABRIKAM, makeAlert, NOW } from "../../respond/make-case.ts"

/** One batch, as the product stores it; the store tells what was opened before. */
const save = (store: Store, alerts: readonly Alert[], at: number) =>
  store.records.saveBatch(
    { tenantId: alerts[0]?.tenantId ?? CONTOSO, fetchedAt: at, records: [], rejected: [], alerts },
    (fresh, met, before, { recentCounts }) => {
      const context = { now: at, fetchedAt: at, watchedSince: 0, channelsFor: () => [], recentCounts }
      return mergeAlerts(fresh, met, context, before)
    },
  )

const grants = (from: number, count: number, fields: Partial<Alert> = {}): readonly Alert[] =>
  Array.from({ length: count }, (_, offset) => {
    const index = from + offset
    const actor = { kind: "user" as const, id: `a${index}@contoso.example` }
    const subject = `permission:box${index}`
    const own = { id: alertId(`alr_${index}`), recordIds: [recordId(`r${index}`)], actor, subject }
    return makeAlert({ ...own, ...fields })
  })

describe("saveBatch()", () => {
  it("tells of a flood from what earlier batches opened, and keeps every alert with an incident", async () => {
    const store = openStore(":memory:")
    await save(store, grants(0, 9), NOW)
    await save(store, grants(9, 4), NOW + 60_000)

    const incidents = await store.incidents.list({ tenants: [CONTOSO], limit: 100 })
    expect(incidents).toHaveLength(11)
    const summary = incidents.find(({ subject }) => subject === FLOOD_SUBJECT)
    expect(summary?.more).toMatchObject([{ count: 3 }])
    expect(await store.incidents.alertsSince(CONTOSO, 0, 100)).toHaveLength(13)
  })

  it("tells of a burst that comes a record at a time: from the third on one card takes the rest", async () => {
    const store = openStore(":memory:")
    const actor = { kind: "user" as const, id: "Admin@contoso.example" }
    for (let index = 0; index < 15; index += 1) {
      const sameBy = grants(Math.max(0, index - 9), Math.min(index, 9)).map(({ subject }) => subject)
      await save(store, grants(index, 1, { actor, sameBy }), NOW + index)
    }

    const incidents = await store.incidents.list({ tenants: [CONTOSO], limit: 100 })
    expect(incidents).toHaveLength(2)
    expect(incidents[0]).toMatchObject({ count: 14, more: [{ count: 14 }] })
  })

  it("counts neither what was opened long before nor another customer's", async () => {
    const store = openStore(":memory:")
    await save(store, grants(0, 9), NOW)
    await save(store, grants(50, 9, { tenantId: FABRIKAM }), NOW + FLOOD_MS)

    await save(store, grants(9, 9), NOW + FLOOD_MS)

    const incidents = await store.incidents.list({ limit: 100 })
    expect(incidents.filter(({ subject }) => subject === FLOOD_SUBJECT)).toEqual([])
    expect(incidents).toHaveLength(27)
  })
})

describe("alertsSince()", () => {
  it("gives a customer's alerts with their incidents, newest first, from a time on and up to a limit", async () => {
    const store = openStore(":memory:")
    const at = (index: number) => ({ happenedAt: NOW + index })
    await save(store, [...grants(1, 1, at(1)), ...grants(2, 1, at(2)), ...grants(3, 1, at(3))], NOW)

    const found = await store.incidents.alertsSince(CONTOSO, NOW + 2, 10)

    expect(found.map(({ alert }) => alert.id)).toEqual(["alr_3", "alr_2"])
    expect(found.every(({ alert, incident }) => incident.alertIds.includes(alert.id))).toBe(true)
    expect(await store.incidents.alertsSince(CONTOSO, 0, 1)).toHaveLength(1)
    expect(await store.incidents.alertsSince(FABRIKAM, 0, 10)).toEqual([])
  })
})

describe("untaken()", () => {
  it("is what nobody has taken, of these levels and customers, newest first", async () => {
    const store = openStore(":memory:")
    const critical = { level: "critical" } as const
    await save(store, grants(0, 3, critical), NOW)
    await save(store, grants(3, 1), NOW)
    await save(store, grants(4, 1, { ...critical, tenantId: FABRIKAM }), NOW)
    const [one] = await store.incidents.openAbout(CONTOSO, "permission:box1")
    if (one === undefined) throw new Error("no incident was opened")
    await store.incidents.change(one.id, (incident) => ({
      incident: { ...incident, state: "claimed" },
      notes: [],
    }))

    const of = async (limit: number) =>
      (await store.incidents.untaken({ tenants: [CONTOSO], levels: ["critical"], limit })).map(
        ({ subject }) => subject,
      )
    expect(await of(10)).toEqual(["permission:box2", "permission:box0"])
    expect(await of(1)).toEqual(["permission:box2"])
  })
})
