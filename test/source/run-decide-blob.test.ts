/** A blob that is too large to be decided at once, with the product's own rules and store. */

import { describe, expect, it, onTestFinished } from "vitest"
import { readRules } from "../../src/adapters/files/read-rules.ts"
import { openStore } from "../../src/adapters/sqlite/open-store.ts"
import { compileRuleSet } from "../../src/detect/rule-set.ts"
import { recordId } from "../../src/model/ids.ts"
import { DEFAULT_STORAGE } from "../../src/model/storage-policy.ts"
import { readRaw } from "../../src/normalize/read-raw.ts"
import type { RecordStore } from "../../src/ports/record-store.ts"
import { CONTOSO, NOW } from "../adapters/sqlite/make-rows.ts"
import { storedEvents } from "../adapters/sqlite/stored-events.ts"
import { temporaryPath } from "../adapters/sqlite/temporary-store.ts"
import { batchOf, bytesOf, forwards, offer, openBlobs, recordNumber, timeText } from "../make/feed-blob.ts"
import { makeIngest } from "../make/make-ingest.ts"

const rules = compileRuleSet(readRules())
const BATCH = batchOf()

const mailRead = (number: number) => ({
  Id: recordNumber(number),
  CreationTime: timeText(NOW - number * 10),
  RecordType: 50,
  Workload: "Exchange",
  Operation: "MailItemsAccessed",
  UserType: 0,
  UserId: "ada@contoso.example",
  MailboxOwnerUPN: "bob@contoso.example",
  Padding: "x".repeat(10_000),
})

/** Ten megabytes: several parts. */
const between = (from: number) => Array.from({ length: 500 }, (_, index) => mailRead(from + index))
const forwarding = (number: number) => forwards(number, NOW - 60_000 + number * 1000)
const LARGE = [forwarding(1), ...between(1_000), { Id: "broken" }, ...between(2_000), forwarding(2)]

async function openRig(spoil: (records: RecordStore) => RecordStore = (records) => records) {
  const path = temporaryPath()
  const store = openStore(path, { storage: DEFAULT_STORAGE, readRaw })
  onTestFinished(() => store.close())
  await offer(store.feed)
  const ingest = makeIngest(path, { ...store, records: spoil(store.records) }, rules)
  const open = () => openBlobs(store.feed)
  return { path, store, ingest, open }
}

const incidentsOf = (store: Awaited<ReturnType<typeof openRig>>["store"]) =>
  store.incidents.list({ limit: 10 })

describe("decideBlob()", () => {
  it("takes an act whose records lie in two parts for one alert, and stores every record once", async () => {
    const { path, store, ingest, open } = await openRig()

    await ingest.blob({ ...BATCH, bytes: bytesOf(LARGE) })

    expect(storedEvents(path)).toHaveLength(1_002)
    expect(await open()).toEqual([])
    const [incident, ...others] = await incidentsOf(store)
    expect(others).toEqual([])
    expect(incident?.alert).toMatchObject({ count: 2, recordIds: [recordNumber(1), recordNumber(2)] })
  })

  it("keeps whole what the app of the customer's backup wrote into a mailbox, and nothing else of that kind", async () => {
    const { store, ingest } = await openRig()
    const app = "b7d1c1a2-5f64-4d0c-9a3e-2c8f1e6d7a90"
    const reading = { version: "v8", product: "8.3", installation: "one", clockAheadMs: 0 } as const
    await store.backups.saveReading(
      "vb365-01",
      { ...reading, apps: [{ tenantId: CONTOSO, appId: app }] },
      NOW,
    )
    await ingest.blob({ ...BATCH, contentId: "before", bytes: bytesOf([mailRead(9)]) })
    const made = (number: number, ClientAppId: string) => ({
      ...mailRead(number),
      ...{ RecordType: 2, Operation: "Create", ClientAppId, Padding: "" },
    })

    await ingest.blob({ ...BATCH, bytes: bytesOf([made(1, app), made(2, "")]) })

    const kept = async (number: number) =>
      (await store.records.record(CONTOSO, recordId(recordNumber(number))))?.raw
    expect(await kept(1)).toMatchObject({ ClientAppId: app })
    expect(await kept(2)).toEqual({})
  })

  it("decides the same as when the blob comes in one part", async () => {
    const [large, normal] = [await openRig(), await openRig()]
    const slim = LARGE.map((record) => ({ ...record, Padding: "" }))

    await large.ingest.blob({ ...BATCH, bytes: bytesOf(LARGE) })
    await normal.ingest.blob({ ...BATCH, bytes: bytesOf(slim) })

    expect(await incidentsOf(large.store)).toEqual(await incidentsOf(normal.store))
    expect(await large.store.feed.health()).toEqual(await normal.store.feed.health())
  })

  it("finds the alerts again when the process dies between its parts and what follows from them", async () => {
    let deaths = 0
    const { path, store, ingest, open } = await openRig((records) => ({
      ...records,
      saveBatch: (...all) => {
        deaths += 1
        return deaths === 1 ? Promise.reject(new Error("killed")) : records.saveBatch(...all)
      },
    }))

    await expect(ingest.blob({ ...BATCH, bytes: bytesOf(LARGE) })).rejects.toThrow("killed")
    expect([storedEvents(path).length, (await open()).length]).toEqual([1_002, 1])
    expect(await incidentsOf(store)).toEqual([])
    await ingest.blob({ ...BATCH, bytes: bytesOf(LARGE) })

    expect(storedEvents(path)).toHaveLength(1_002)
    expect(await incidentsOf(store)).toHaveLength(1)
    expect(await open()).toEqual([])
  })
})
