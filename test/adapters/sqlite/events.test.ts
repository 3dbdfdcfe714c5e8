/** What is kept of records by the storage policy, and what can still be asked of it. */
import { existsSync, statSync } from "node:fs"
import { describe, expect, it, onTestFinished } from "vitest"
import { shelfPath } from "../../../src/adapters/sqlite/event-shelf.ts"
import { openStore } from "../../../src/adapters/sqlite/open-store.ts"
import type { AuditRecord } from "../../../src/model/audit-record.ts"
import { recordId } from "../../../src/model/ids.ts"
import { DEFAULT_STORAGE, type Keeping, type StoragePolicy } from "../../../src/model/storage-policy.ts"
import { normalizeRecord } from "../../../src/normalize/normalize-record.ts"
import { readRaw } from "../../../src/normalize/read-raw.ts"
import { CONTOSO, FABRIKAM, makeAlert, makeBatch, makeRecord, mergeInto, NOW } from "./make-rows.ts"
import { storedEvents } from "./stored-events.ts"
import { openRaw, temporaryPath } from "./temporary-store.ts"

const DAY = 86_400_000
const ALL = { from: 0, to: Number.MAX_SAFE_INTEGER }

const keeping = (keep: Keeping): StoragePolicy => ({
  mailItems: { keep, days: 30 },
  signIns: { keep, days: 30 },
  files: { keep, days: 30 },
  changes: { keep: keep === "compact" ? "whole" : keep, days: 30 },
})

function openWith(storage: StoragePolicy) {
  const path = temporaryPath()
  const store = openStore(path, { storage, readRaw })
  onTestFinished(() => store.close())
  return { path, records: store.records, store }
}

const rawRead = (number: number, override: object = {}) => ({
  Id: `5e000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
  CreationTime: new Date(NOW - number * 1000).toISOString().slice(0, 19),
  RecordType: 50,
  Workload: "Exchange",
  Operation: "MailItemsAccessed",
  ResultStatus: "Succeeded",
  UserType: 0,
  UserId: "Ada@contoso.example",
  ClientIPAddress: "192.0.2.7",
  MailboxOwnerUPN: "bob@contoso.example",
  OperationProperties: [{ Name: "MailAccessType", Value: "Bind" }],
  Subject: "Grüße – ’24",
  ...override,
})

function readRecord(raw: object): AuditRecord {
  const read = normalizeRecord(raw, { tenantId: CONTOSO, source: "Audit.Exchange", position: 1 })
  if ("rejected" in read) throw new Error(read.rejected.reason)
  return read.record
}

const reads = (count: number): readonly AuditRecord[] =>
  Array.from({ length: count }, (_, index) => readRecord(rawRead(index)))

const arrival = { tenantId: CONTOSO, publishedAt: NOW - 30_000, fetchedAt: NOW }

describe("addRecords()", () => {
  it.each(["whole", "compressed"] as const)(
    "gives back every record as it was when everyday records are kept %s",
    async (keep) => {
      const { records } = openWith(keeping(keep))
      const given = reads(150)
      await records.addRecords(arrival, given.slice(0, 100))
      await records.addRecords(arrival, given.slice(50))

      const found = await records.find(CONTOSO, ALL)

      expect(found).toEqual(given.toReversed())
    },
  )

  it("answers of compact rows who did what to which mailbox, when, from where and how it ended", async () => {
    const { records, path } = openWith(DEFAULT_STORAGE)
    await records.addRecords(arrival, reads(1))

    const [found] = await records.find(CONTOSO, { ...ALL, targets: ["bob@contoso.example"] })

    expect(found).toMatchObject({
      tenantId: CONTOSO,
      id: "5e000000-0000-4000-8000-000000000000",
      source: "Audit.Exchange",
      operation: "MailItemsAccessed",
      happenedAt: NOW,
      outcome: "succeeded",
      actor: { kind: "user", upn: "ada@contoso.example" },
      target: { kind: "mailbox", name: "bob@contoso.example" },
      ip: "192.0.2.7",
      raw: {},
    })
    expect(storedEvents(path)[0]?.raw).toBeNull()
  })

  it("keeps a record whole in which a rule saw something, although its kind is compact", async () => {
    const { records } = openWith(DEFAULT_STORAGE)
    const [first, second] = reads(2)
    if (first === undefined || second === undefined) throw new Error("two records are needed")

    await records.addRecords({ ...arrival, matched: new Set([second.id]) }, [first, second])

    const found = await records.find(CONTOSO, ALL)
    expect(found[0]).toEqual(second)
    expect(found[1]?.raw).toEqual({})
  })

  it("keeps times that can't be true once, in one file of their kind", async () => {
    const { records, path } = openWith(DEFAULT_STORAGE)
    const odd = [
      "1970-01-01T00:00:00",
      "1970-06-01T00:00:00",
      "9999-12-31T23:59:59",
      "2150-01-01T00:00:00",
    ].map((CreationTime, index) => readRecord(rawRead(index, { CreationTime })))

    const added = [await records.addRecords(arrival, odd), await records.addRecords(arrival, odd)]

    expect(added).toEqual([4, 0])
    expect(new Set(storedEvents(path).map((event) => event.shelf))).toEqual(new Set(["odd-mailItems"]))
    expect(await records.find(CONTOSO, { from: 0, to: 1 })).toHaveLength(1)
  })

  it("keeps ids that are no GUIDs, or are written in capitals, as they are", async () => {
    const { records } = openWith(keeping("whole"))
    const ids = ["5E000000-0000-4000-8000-00000000000A", "******", "ü"]

    await records.addRecords(
      arrival,
      ids.map((Id, index) => readRecord(rawRead(index, { Id }))),
    )

    const found = await records.find(CONTOSO, ALL)
    expect(found.map((record) => record.id).toSorted()).toEqual(ids.toSorted())
  })

  it("keeps our own reading of a restore, which the vendor's record alone doesn't make again", async () => {
    const { records } = openWith(DEFAULT_STORAGE)
    const restore = makeRecord({
      source: "Veeam.Restore",
      operation: "Veeam.Restore",
      operationKey: "veeam.restore",
      raw: { session: { id: "s1" } },
    })

    await records.addRecords(arrival, [restore])

    expect(await records.find(CONTOSO, ALL)).toEqual([restore])
  })

  it("lets nobody else on the machine read the event files", async () => {
    const { records, path } = openWith(DEFAULT_STORAGE)

    await records.addRecords(arrival, reads(1))

    expect(statSync(shelfPath(path, "2026-W47-mailItems")).mode & 0o077).toBe(0)
  })
})

describe("find()", () => {
  it("finds by mailbox, by person and by operation, newest first and limited, over several weeks and kinds", async () => {
    const { records } = openWith(DEFAULT_STORAGE)
    const changes = [0, 7, 14, 21].map((days) =>
      makeRecord({ id: recordId(`change ${days}`), happenedAt: NOW - days * DAY, operation: "Set-Mailbox" }),
    )
    await records.addRecords(arrival, [...changes, ...reads(2)])

    const newest = { ...ALL, newestFirst: true }
    const idsOf = async (query: object) =>
      (await records.find(CONTOSO, { ...newest, ...query })).map(({ id }) => id)

    expect(await idsOf({ operations: ["set-mailbox"], limit: 3 })).toEqual([
      "change 0",
      "change 7",
      "change 14",
    ])
    expect(await idsOf({ targets: ["bob@contoso.example"], from: NOW - 8 * DAY })).toHaveLength(4)
    expect(await idsOf({ actors: ["ada@contoso.example"], to: NOW - 8 * DAY })).toEqual([
      "change 14",
      "change 21",
    ])
    expect(await idsOf({ actors: ["nobody@contoso.example"] })).toEqual([])
  })

  it("never shows another tenant's records, also where the names are the same", async () => {
    const { records } = openWith(DEFAULT_STORAGE)
    await records.addRecords(arrival, [makeRecord()])

    const query = { ...ALL, targets: ["bob@contoso.example"], actors: ["ada@contoso.example"] }

    expect(await records.find(FABRIKAM, query)).toEqual([])
    await records.addRecords({ ...arrival, tenantId: FABRIKAM }, [makeRecord({ tenantId: FABRIKAM })])
    expect((await records.find(FABRIKAM, query)).map((one) => one.tenantId)).toEqual([FABRIKAM])
  })

  it.each([
    ["a tenant's time", "tenant = 1 AND at > 5"],
    ["a mailbox", "target = 1 AND at > 5"],
    ["a person", "actor = 1 AND at > 5"],
  ])("can find %s by an index", async (_, where) => {
    const { records, path } = openWith(DEFAULT_STORAGE)
    await records.addRecords(arrival, [makeRecord()])

    const plan = openRaw(shelfPath(path, "2026-W47-changes"))
      .prepare(`EXPLAIN QUERY PLAN SELECT ip FROM event WHERE ${where}`)
      .all()

    expect(plan).toEqual([
      expect.objectContaining({ detail: expect.stringMatching(/^SEARCH event USING INDEX .*at>\?/) }),
    ])
  })
})

describe("saveBatch() evidence", () => {
  it("keeps records of earlier batches whole when an alert comes to name them, and no other", async () => {
    const { store, records } = openWith(DEFAULT_STORAGE)
    const [first, second, third] = reads(3)
    if (first === undefined || second === undefined || third === undefined)
      throw new Error("three are needed")
    await records.addRecords({ ...arrival, matched: new Set([first.id]) }, [first, second])
    const alert = makeAlert({ recordIds: [first.id, third.id] })

    await store.records.saveBatch(
      makeBatch({ records: [third], alerts: [alert], earlier: [first], rejected: [] }),
      mergeInto(),
    )

    expect(await records.inEvidence(CONTOSO, [first, second, third])).toEqual(new Set([first, third]))
    await records.dropOld(NOW + 60 * DAY)
    expect(await records.record(CONTOSO, first.id)).toEqual(first)
    expect(await records.record(CONTOSO, third.id)).toEqual(third)
    expect(await records.record(CONTOSO, second.id)).toBeUndefined()
  })
})

describe("dropOld()", () => {
  it("removes the files whose records are all past the days of their kind, and nothing that an alert rests on", async () => {
    const { store, records, path } = openWith(DEFAULT_STORAGE)
    const old = [...reads(2), makeRecord()]
    const alert = makeAlert({ recordIds: [makeRecord().id, ...reads(1).map(({ id }) => id)] })
    await store.records.saveBatch(makeBatch({ records: old, alerts: [alert] }), mergeInto())
    const later = NOW + 60 * DAY

    expect(await records.dropOld(NOW + 20 * DAY)).toEqual([])
    expect(await records.dropOld(later)).toEqual(["2026-W47-mailItems"])

    expect(existsSync(shelfPath(path, "2026-W47-mailItems"))).toBe(false)
    expect((await records.find(CONTOSO, ALL)).map(({ operation }) => operation)).toEqual(["Set-Mailbox"])
    expect(await records.record(CONTOSO, reads(1)[0]?.id ?? recordId(""))).toEqual(reads(1)[0])
    await records.addRecords({ ...arrival, fetchedAt: later }, reads(1))
    expect(await records.find(CONTOSO, { ...ALL, operations: ["mailitemsaccessed"] })).toHaveLength(1)
  })

  it("drops times that can't be true when nothing came to them for the days of their kind", async () => {
    const { records } = openWith(DEFAULT_STORAGE)
    await records.addRecords(arrival, [readRecord(rawRead(1, { CreationTime: "9999-12-31T23:59:59" }))])

    expect(await records.dropOld(NOW + 29 * DAY)).toEqual([])
    expect(await records.dropOld(NOW + 31 * DAY)).toEqual(["odd-mailItems"])
  })
})
