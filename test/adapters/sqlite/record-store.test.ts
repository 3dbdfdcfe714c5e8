import { describe, expect, it, vi } from "vitest"
import { openStore } from "../../../src/adapters/sqlite/open-store.ts"
import { ContractError } from "../../../src/model/errors.ts"
import { alertId, recordId } from "../../../src/model/ids.ts"
import {
  CONTOSO,
  FABRIKAM,
  makeAlert,
  makeBatch,
  makeIncident,
  makeItem,
  makeRecord,
  mergeInto,
  NOW,
} from "./make-rows.ts"
import { storedEvents } from "./stored-events.ts"
import { countOf, openRaw, openTemporaryStore, temporaryPath } from "./temporary-store.ts"

const TABLES = ["evidence", "rejected", "alert", "incident", "card", "trail"] as const

const counts = (path: string) => ({
  events: storedEvents(path).length,
  ...Object.fromEntries(TABLES.map((table) => [table, countOf(path, table)])),
})
const NOTHING = { evidence: 0, rejected: 0, alert: 0, incident: 0, card: 0, trail: 0 }

const LISTING = { items: [makeItem()], window: { from: NOW - 60_000, to: NOW }, at: NOW }
const DUE = { now: NOW, liveSince: NOW - 60_000, limit: 10 }

describe("saveBatch()", () => {
  it("keeps the whole decision: records, rejected ones, alerts, incidents, cards, trail, and the blob is done", async () => {
    const { store, path } = openTemporaryStore()
    await store.feed.saveListing(CONTOSO, "Audit.Exchange", LISTING)

    const result = await store.records.saveBatch(makeBatch(), mergeInto(["technician", "customer"]))

    expect(result).toEqual({ stored: 1, duplicates: 0, incidents: [1] })
    expect(counts(path)).toEqual({
      events: 1,
      evidence: 1,
      rejected: 1,
      alert: 1,
      incident: 1,
      card: 2,
      trail: 1,
    })
    expect(await store.feed.pending(CONTOSO, "Audit.Exchange", DUE)).toEqual([])
    expect(await store.trail.read(0, 1)).toMatchObject([{ seq: 1, kind: "alert", incidentId: 1 }])
  })

  it("changes nothing when the same batch comes again, also after a restart", async () => {
    const path = temporaryPath()
    const first = openStore(path)
    await first.records.saveBatch(makeBatch(), mergeInto())
    first.close()
    const { store } = openTemporaryStore(path)
    const before = counts(path)
    const owed = await store.outbox.due(NOW, 10)

    const result = await store.records.saveBatch(makeBatch(), mergeInto())

    expect(result).toEqual({ stored: 0, duplicates: 1, incidents: [] })
    expect(counts(path)).toEqual(before)
    expect(await store.outbox.due(NOW, 10)).toEqual(owed)
  })

  it("leaves nothing but the records when it dies half way, the blob stays open, and the next try finds its alerts", async () => {
    const { store, path } = openTemporaryStore()
    await store.feed.saveListing(CONTOSO, "Audit.Exchange", LISTING)
    const dying = () => {
      throw new Error("the power went out")
    }

    await expect(store.records.saveBatch(makeBatch(), dying)).rejects.toThrow("the power went out")

    expect(counts(path)).toEqual({ events: 1, ...NOTHING })
    expect(await store.feed.pending(CONTOSO, "Audit.Exchange", DUE)).toMatchObject([makeItem()])
    expect(await store.records.inEvidence(CONTOSO, makeBatch().records)).toEqual(new Set())
    expect(await store.records.saveBatch(makeBatch(), mergeInto())).toEqual({
      stored: 0,
      duplicates: 1,
      incidents: [1],
    })
  })

  it("makes the alert of a record that was stored before without it", async () => {
    const { store } = openTemporaryStore()
    await store.records.saveBatch(makeBatch({ alerts: [] }), mergeInto())

    const result = await store.records.saveBatch(makeBatch(), mergeInto())

    expect(result).toEqual({ stored: 0, duplicates: 1, incidents: [1] })
  })

  it("hands over only alerts that are new, each once, with the open incidents of their subjects", async () => {
    const { store } = openTemporaryStore()
    await store.records.saveBatch(makeBatch(), mergeInto())
    const other = makeAlert({ id: alertId("alr_2") })
    const elsewhere = makeAlert({ id: alertId("alr_3"), subject: "rule of eve" })
    const merge = vi.fn(mergeInto())

    await store.records.saveBatch(makeBatch({ alerts: [makeAlert(), other, other, elsewhere] }), merge)

    expect(merge).toHaveBeenCalledTimes(1)
    const [newAlerts, open] = merge.mock.calls[0] ?? []
    expect(newAlerts).toEqual([other, elsewhere])
    expect(open?.map((incident) => incident.id)).toEqual([1])
  })

  it("offers failed incidents as open, and neither fixed ones nor another tenant's", async () => {
    const { store } = openTemporaryStore()
    const ids: number[] = []
    for (const [index, state] of (["fixed", "not-a-threat", "failed", "working"] as const).entries()) {
      const alert = makeAlert({ id: alertId(`alr_${index}`) })
      const { incidents } = await store.records.saveBatch(makeBatch({ alerts: [alert] }), (newAlerts) => ({
        incidents: [{ incident: makeIncident({ alert, state }), channels: [], notes: [], newAlerts }],
      }))
      ids.push(...incidents)
    }
    const ofFabrikam = makeAlert({ id: alertId("alr_f"), tenantId: FABRIKAM })
    const fabrikam = { tenantId: FABRIKAM, records: [], rejected: [], alerts: [ofFabrikam] }
    await store.records.saveBatch(makeBatch(fabrikam), mergeInto())
    const merge = vi.fn(mergeInto())

    await store.records.saveBatch(makeBatch({ alerts: [makeAlert({ id: alertId("alr_new") })] }), merge)

    expect(merge.mock.calls[0]?.[1].map((incident) => incident.id)).toEqual(ids.slice(2))
  })

  it("keeps an alert that no incident took, so that a replay doesn't bring it again", async () => {
    const { store } = openTemporaryStore()
    await store.records.saveBatch(makeBatch(), () => ({ incidents: [] }))
    const merge = vi.fn(mergeInto())

    await store.records.saveBatch(makeBatch(), merge)

    expect(merge).not.toHaveBeenCalled()
    expect(await store.records.alert(makeAlert().id)).toEqual(makeAlert())
  })

  it("refuses a batch that mixes tenants, whole", async () => {
    const { store, path } = openTemporaryStore()
    const mixed = makeBatch({ records: [makeRecord(), makeRecord({ tenantId: FABRIKAM })] })
    const foreignIncident = () => ({
      incidents: [{ incident: makeIncident({ tenantId: FABRIKAM }), channels: [], notes: [], newAlerts: [] }],
    })

    await expect(store.records.addRecords(mixed, mixed.records)).rejects.toThrow(ContractError)
    await expect(store.records.saveBatch(mixed, mergeInto())).rejects.toThrow(ContractError)
    expect(counts(path)).toEqual({ events: 0, ...NOTHING })
    await expect(store.records.saveBatch(makeBatch(), foreignIncident)).rejects.toThrow(ContractError)
    expect(counts(path)).toEqual({ events: 1, ...NOTHING })
  })

  it("takes the same record id from two tenants", async () => {
    const { store } = openTemporaryStore()
    const ofFabrikam = makeRecord({ tenantId: FABRIKAM, operation: "New-InboxRule" })
    const fabrikam = { tenantId: FABRIKAM, records: [ofFabrikam], rejected: [], alerts: [] }

    await store.records.saveBatch(makeBatch(), mergeInto())
    await store.records.saveBatch(makeBatch(fabrikam), mergeInto())

    expect(await store.records.record(CONTOSO, recordId(ofFabrikam.id))).toEqual(makeRecord())
    expect(await store.records.record(FABRIKAM, recordId(ofFabrikam.id))).toMatchObject({
      tenantId: FABRIKAM,
      operation: "New-InboxRule",
    })
  })

  it("stores a note whose text no JSON standard allows", async () => {
    const { store } = openTemporaryStore()
    const merge = (...given: Parameters<ReturnType<typeof mergeInto>>) => {
      const [write] = mergeInto()(...given).incidents
      if (write === undefined) throw new Error("nothing to write")
      const notes = write.notes.map((note) => ({ ...note, what: "rule \ud800", data: { size: Number.NaN } }))
      return { incidents: [{ ...write, notes }] }
    }

    await store.records.saveBatch(makeBatch(), merge)

    expect(await store.trail.read(0, 1)).toMatchObject([{ what: "rule \ufffd", data: { size: null } }])
  })
})

describe("record()", () => {
  it("gives back the record as it was, its raw form whole", async () => {
    const { store } = openTemporaryStore()
    await store.records.saveBatch(makeBatch(), mergeInto())

    const record = await store.records.record(CONTOSO, makeRecord().id)

    expect(JSON.stringify(record?.raw)).toBe(JSON.stringify(makeRecord().raw))
    expect(record).toEqual(makeRecord())
    expect(await store.records.record(FABRIKAM, makeRecord().id)).toBeUndefined()
  })

  it("answers a damaged row with an error that names it, while its neighbors stay readable", async () => {
    const { store, path } = openTemporaryStore()
    const neighbor = makeRecord({ id: recordId("neighbor") })
    const alert = makeAlert({ recordIds: [makeRecord().id, neighbor.id] })
    await store.records.saveBatch(
      makeBatch({ records: [makeRecord(), neighbor], alerts: [alert] }),
      mergeInto(),
    )
    openRaw(path).prepare("UPDATE evidence SET body = '{\"tenantId\":7}' WHERE id = ?").run(makeRecord().id)

    const damaged = store.records.record(CONTOSO, makeRecord().id)

    await expect(damaged).rejects.toThrow(ContractError)
    await expect(damaged).rejects.toThrow(/row 5e000000-0000-4000-8000-000000000001 in table evidence/)
    expect(await store.records.record(CONTOSO, neighbor.id)).toEqual(neighbor)
  })
})
