import Database from "better-sqlite3"
import { describe, expect, it } from "vitest"
import { openStore } from "../../../src/adapters/sqlite/open-store.ts"
import {
  EVERY_TENANT,
  type MemoryEntry,
  type MemoryGroup,
  type MemoryWrites,
} from "../../../src/model/detect-memory.ts"
import { alertId, recordId } from "../../../src/model/ids.ts"
import { CONTOSO, FABRIKAM, makeAlert, makeBatch, mergeInto, NOW } from "./make-rows.ts"
import { countOf, openTemporaryStore, temporaryPath } from "./temporary-store.ts"

const GROUP: MemoryGroup = { scope: CONTOSO, rule: "c0", key: "k0" }
const DAY = 86_400_000

const entry = (override: Partial<MemoryEntry> = {}): MemoryEntry => ({
  ...GROUP,
  id: "r1",
  listed: "failed",
  at: NOW,
  tenantId: CONTOSO,
  group: ["anna@contoso.example"],
  value: 3,
  keepUntil: NOW + DAY,
  about: {
    actor: { kind: "user", id: "anna@contoso.example" },
    actorName: "anna@contoso.example",
    target: { kind: "other", id: "x", name: "x" },
    ip: "203.0.113.9",
    operation: "UserLoginFailed",
    silent: true,
    kind: "sign-in",
    level: "low",
    subject: "sign-in:anna@contoso.example",
    object: {},
    sentence: "Anna failed.",
    facts: ["IsVipTarget"],
    records: { count: 2, ids: [recordId("a"), recordId("b")], from: 1, to: 2 },
  },
  ...override,
})

const writes = (override: Partial<MemoryWrites> = {}): MemoryWrites => ({
  entries: [],
  bursts: [],
  traces: [],
  names: [],
  ...override,
})
const batchOf = (memory: MemoryWrites) => makeBatch({ memory, alerts: [], records: [] })

describe("sqliteDetectMemory()", () => {
  it("gives back what a batch left, also after a restart", async () => {
    const path = temporaryPath()
    const first = openStore(path)
    const burst = { ...GROUP, alertId: alertId("alr_1"), from: NOW, to: NOW + 5 }
    const trace = { key: "m", firstAt: 5, firstRecord: recordId("r"), lastAt: 9 }
    await first.records.saveBatch(
      batchOf(writes({ entries: [entry()], bursts: [burst], traces: [trace] })),
      mergeInto(),
    )
    first.close()

    const { memory } = openTemporaryStore(path).store

    expect(memory.entries(GROUP, NOW, NOW)).toEqual([entry()])
    const { id, listed, at, tenantId, value } = entry()
    expect(memory.marks(GROUP, NOW, NOW)).toEqual([{ id, listed, at, tenantId, value }])
    expect(memory.bursts(GROUP, NOW + 5, NOW + 9)).toEqual([burst])
    expect(memory.trace("m")).toEqual(trace)
    expect(memory.trace("n")).toBeUndefined()
  })

  it("knows after a restart what an account is called, by the latest record, at its own customer", async () => {
    const path = temporaryPath()
    const first = openStore(path)
    const named = { tenantId: CONTOSO, objectId: "b2f0c1d4-7a31-4c58-9e0d-5a6b7c8d9e01" }
    const names = [
      { ...named, upn: "anna.smit@contoso.example", at: NOW },
      { ...named, upn: "anna.berg@contoso.example", at: NOW - 1 },
    ]
    await first.records.saveBatch(batchOf(writes({ names })), mergeInto())
    first.close()

    const { memory } = openTemporaryStore(path).store

    expect(memory.accountName(CONTOSO, named.objectId)).toEqual(names[0])
    expect(memory.accountName(FABRIKAM, named.objectId)).toBeUndefined()
  })

  it("gives only what is asked for: the group and the time", async () => {
    const { store } = openTemporaryStore()
    const burst = { ...GROUP, alertId: alertId("alr_1"), from: NOW, to: NOW + 5 }
    await store.records.saveBatch(batchOf(writes({ entries: [entry()], bursts: [burst] })), mergeInto())

    expect(store.memory.entries({ ...GROUP, key: "k1" }, 0, NOW * 2)).toEqual([])
    expect(store.memory.entries({ ...GROUP, scope: "*" }, 0, NOW * 2)).toEqual([])
    expect(store.memory.entries(GROUP, NOW + 1, NOW + DAY)).toEqual([])
    expect(store.memory.bursts(GROUP, NOW + 6, NOW + DAY)).toEqual([])
  })

  it("gives bursts in the order they began", async () => {
    const { store } = openTemporaryStore()
    const later = { ...GROUP, alertId: alertId("alr_1"), from: NOW + 9, to: NOW + 9 }
    const earlier = { ...GROUP, alertId: alertId("alr_2"), from: NOW, to: NOW + 5 }
    await store.records.saveBatch(batchOf(writes({ bursts: [later, earlier] })), mergeInto())

    expect(store.memory.bursts(GROUP, NOW, NOW + 9)).toEqual([earlier, later])
  })

  it("knows for which bursts of a customer something has waited since when, until it is told", async () => {
    const { store } = openTemporaryStore()
    const counted = { at: NOW, entries: 80 }
    const waits = {
      ...{ ...GROUP, alertId: alertId("alr_1"), from: NOW, to: NOW + 5, counted },
      waiting: { entries: 3, to: NOW + 9 },
    }
    const { waiting: _waiting, ...told } = waits
    const others = { ...told, key: "k1", alertId: alertId("alr_2") }
    await store.records.saveBatch(batchOf(writes({ bursts: [waits, others] })), mergeInto())

    expect(store.memory.waitingBursts(GROUP.scope, NOW)).toEqual([waits])
    expect(store.memory.bursts(GROUP, NOW + 9, NOW + 9)).toEqual([waits])
    expect(store.memory.bursts(GROUP, NOW + 10, NOW + 99)).toEqual([])
    expect(store.memory.waitingBursts(GROUP.scope, NOW - 1)).toEqual([])
    expect(store.memory.waitingBursts(FABRIKAM, NOW)).toEqual([])
    await store.records.saveBatch(batchOf(writes({ bursts: [told] })), mergeInto())
    expect(store.memory.waitingBursts(GROUP.scope, NOW)).toEqual([])
  })

  it("keeps one row however often the same comes, with what was said last", async () => {
    const { store, path } = openTemporaryStore()
    await store.records.saveBatch(batchOf(writes({ entries: [entry()] })), mergeInto())
    await store.records.saveBatch(batchOf(writes({ entries: [entry({ at: NOW - 7 })] })), mergeInto())

    expect(countOf(path, "detect_entry")).toBe(1)
    expect(store.memory.entries(GROUP, 0, NOW).map(({ at }) => at)).toEqual([NOW - 7])
  })

  it("answers of one moment while a batch is decided", async () => {
    const { store, path } = openTemporaryStore()
    await store.records.saveBatch(batchOf(writes({ entries: [entry()] })), mergeInto())
    const known = (): number => store.memory.marks(GROUP, NOW, NOW).length
    const other = new Database(path)

    const seen = store.memory.readTogether(() => {
      const before = known()
      other.exec("DELETE FROM detect_entry")
      return [before, known()]
    })
    other.close()

    expect(seen).toEqual([1, 1])
    expect(known()).toBe(0)
  })

  it("tells the records of several customers apart, though they share group, time and id", async () => {
    const { store } = openTemporaryStore()
    const everywhere = { ...GROUP, scope: EVERY_TENANT } as const
    const { records: _records, ...about } = entry().about
    const shared = { ...everywhere, about }
    await store.records.saveBatch(
      batchOf(writes({ entries: [entry(shared), entry({ ...shared, tenantId: FABRIKAM })] })),
      mergeInto(),
    )

    const marks = store.memory.marks(everywhere, NOW, NOW)

    expect(marks.map(({ tenantId }) => tenantId).sort()).toEqual([CONTOSO, FABRIKAM].sort())
    expect(store.memory.entries(everywhere, NOW, NOW)).toHaveLength(2)
  })

  it("leaves nothing when the batch isn't stored", async () => {
    const { store, path } = openTemporaryStore()
    const memory = writes({ entries: [entry()], traces: [] })
    const dying = (): never => {
      throw new Error("the power went out")
    }

    await expect(store.records.saveBatch(makeBatch({ memory }), dying)).rejects.toThrow("power")

    expect(countOf(path, "detect_entry")).toBe(0)
  })

  it("forgets what nobody can ask for any more", async () => {
    const { store, path } = openTemporaryStore()
    const old = { ...GROUP, alertId: alertId("alr_1"), from: 0, to: NOW }
    const trace = { key: "m", firstAt: 5, firstRecord: recordId("r"), lastAt: NOW }
    await store.records.saveBatch(
      batchOf(writes({ entries: [entry()], bursts: [old], traces: [trace] })),
      mergeInto(),
    )

    await store.records.dropOld(NOW + DAY)
    expect(countOf(path, "detect_entry")).toBe(1)
    await store.records.dropOld(NOW + DAY + 1)
    expect([countOf(path, "detect_entry"), countOf(path, "detect_burst")]).toEqual([0, 1])
    await store.records.dropOld(NOW + 401 * DAY)
    expect([countOf(path, "detect_burst"), countOf(path, "detect_trace")]).toEqual([0, 0])
  })
})

describe("saveBatch()", () => {
  it("replaces an alert that has grown, and tells merge what it was and who holds it", async () => {
    const { store } = openTemporaryStore()
    await store.records.saveBatch(makeBatch(), mergeInto())
    const grown = makeAlert({ count: 3 })
    const seen: unknown[] = []

    await store.records.saveBatch(makeBatch({ alerts: [grown] }), (alerts, incidents, before) => {
      seen.push(alerts, incidents.length, before.get(grown.id)?.count)
      return { incidents: [] }
    })

    expect(seen).toEqual([[grown], 1, 1])
    expect(await store.records.alert(grown.id)).toMatchObject({ count: 3 })
  })

  it("never makes an alert smaller", async () => {
    const { store } = openTemporaryStore()
    await store.records.saveBatch(makeBatch({ alerts: [makeAlert({ count: 3 })] }), mergeInto())

    await store.records.saveBatch(makeBatch(), () => {
      throw new Error("there is nothing to merge")
    })

    expect(await store.records.alert(makeAlert().id)).toMatchObject({ count: 3 })
  })
})
