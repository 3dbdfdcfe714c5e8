/**
 * The same blobs through floors and product, a fresh database each time. Every time includes closing the database,
 * so that what a write-ahead log only put off is paid as well.
 */
import { monitorEventLoopDelay } from "node:perf_hooks"
import Database from "better-sqlite3"
import { openStore } from "../src/adapters/sqlite/open-store.ts"
import type { AuditRecord } from "../src/model/audit-record.ts"
import type { StoragePolicy } from "../src/model/storage-policy.ts"
import { normalizeRecord } from "../src/normalize/normalize-record.ts"
import { readRaw } from "../src/normalize/read-raw.ts"
import type { RawBatch } from "../src/source/run-ingest.ts"
import { COMPACT } from "./bench-store.ts"
import { decideContext, NO_RULES, openCore, type Stages } from "./core.ts"
import type { BenchTenant } from "./customers.ts"
import type { FeedAddress } from "./feed.ts"
import { type BenchBlob, type Feed, usualSignIns } from "./generate.ts"
import { addCost, type Cost, collectGarbage, NO_COST, perSecond, timed } from "./measure.ts"
import { openCollector } from "./product.ts"

/** What every variant works on. */
export type Ground = {
  readonly feed: Feed
  readonly tenants: readonly BenchTenant[]
  readonly stages: Stages
  /** A path for a new database. */
  newDatabase(): string
}

/** One round of one variant. */
export type Run = {
  readonly perSecond: number
  /** CPU time of a record, microseconds. */
  readonly cpuMicros: number
  /** The database that it left, when it left one. */
  readonly database?: string
  /** Milliseconds. */
  readonly loopDelayMax?: number
  readonly loopDelayP99?: number
}

const costOf = ({ records }: Feed, { wall, cpu }: Cost): Pick<Run, "perSecond" | "cpuMicros"> => ({
  perSecond: perSecond(records, wall),
  cpuMicros: (cpu / records) * 1000,
})

/** JSON.parse of the decoded bytes, and nothing else: what no JavaScript on one core can beat. */
export async function parseOnly({ feed }: Ground): Promise<Run> {
  const took = await timed(() => {
    for (const blob of feed.blobs) JSON.parse(blob.bytes.toString("utf8"))
  })
  return { ...costOf(feed, took) }
}

/** F1: parse, and one bare insert of id and raw text, with the product's own durability. */
export async function bareInsert({ feed, newDatabase }: Ground): Promise<Run> {
  const database = newDatabase()
  const db = new Database(database)
  for (const pragma of ["page_size = 8192", "journal_mode = WAL", "synchronous = FULL"]) db.pragma(pragma)
  db.exec("CREATE TABLE bare (id TEXT PRIMARY KEY, raw TEXT NOT NULL) STRICT")
  const insert = db.prepare<[string, string]>("INSERT INTO bare (id, raw) VALUES (?, ?)")
  const insertAll = db.transaction((records: readonly { Id: string }[]) => {
    for (const record of records) insert.run(record.Id, JSON.stringify(record))
  })
  const took = await timed(() => {
    for (const blob of feed.blobs) insertAll.immediate(JSON.parse(blob.bytes.toString("utf8")))
    db.close()
  })
  return { ...costOf(feed, took), database }
}

/**
 * F2: parse, and insert into the product's own tables, without HTTP, normalizing and rules. The records to insert are
 * made beforehand and not counted, so that this is a floor and not the product.
 */
export async function productInsert({ feed, tenants, stages, newDatabase }: Ground): Promise<Run> {
  const database = newDatabase()
  const store = openStore(database, { storage: COMPACT, readRaw })
  const nothing = () => ({ incidents: [] })
  let took = NO_COST
  for (const blob of feed.blobs) {
    const records = normalizeBlob(blob, tenants, stages)
    const { source: _source, bytes: _bytes, ...where } = batchOf(blob)
    const cost = await timed(async () => {
      JSON.parse(blob.bytes.toString("utf8"))
      await store.records.saveBatch({ ...where, records, rejected: [], alerts: [] }, nothing)
    })
    took = addCost(took, cost)
  }
  took = addCost(took, await timed(() => store.close()))
  return { ...costOf(feed, took), database }
}

function normalizeBlob(blob: BenchBlob, tenants: readonly BenchTenant[], stages: Stages): AuditRecord[] {
  const tenant = tenants.find((one) => one.id === blob.tenantId)
  if (tenant === undefined) throw new Error("a blob names no tenant")
  const { source } = decideContext(stages, tenant, blob.contentType)
  const raw: unknown[] = JSON.parse(blob.bytes.toString("utf8"))
  return raw.flatMap((one, index) => {
    const made = normalizeRecord(one, { tenantId: tenant.id, source, position: index + 1 })
    return "record" in made ? [made.record] : []
  })
}

export const batchOf = (blob: BenchBlob): RawBatch & { readonly bytes: Uint8Array } => ({
  tenantId: blob.tenantId,
  source: blob.contentType,
  contentId: blob.contentId,
  publishedAt: blob.createdAt,
  fetchedAt: Date.now(),
  bytes: blob.bytes,
})

/** Blob bytes → decided → stored, matched and owed. */
export const pipeline = (ground: Ground): Promise<Run> => ingestAll(ground, ground.stages)

export const pipelineWithoutRules = (ground: Ground): Promise<Run> =>
  ingestAll(ground, { ...ground.stages, rules: NO_RULES })

/** All rules, and no correlation that would have to remember a record for later: what records cost that are judged one by one. */
export const pipelineWithoutCorrelations = (ground: Ground): Promise<Run> =>
  ingestAll(ground, { ...ground.stages, rules: { ...ground.stages.rules, feedsOf: () => [] } })

async function ingestAll({ feed, tenants, newDatabase }: Ground, stages: Stages): Promise<Run> {
  const database = newDatabase()
  const core = await openCore(database, tenants, stages)
  const took = await timed(async () => {
    for (const blob of feed.blobs) await core.ingest.blob(batchOf(blob))
    await core.close()
  })
  return { ...costOf(feed, took), database }
}

/** From the practice Activity API over HTTP, listings and ledger included, while this thread's delays are watched. */
export async function collect(ground: Ground, address: FeedAddress, storage: StoragePolicy): Promise<Run> {
  const { feed, tenants, newDatabase } = ground
  const database = newDatabase()
  const types = ["Audit.Exchange", "Audit.AzureActiveDirectory"] as const
  const collector = await openCollector({ database, feed: address, tenants, types, storage })
  const usual = usualSignIns(tenants, Date.now())
  for (const blob of usual) await collector.core.ingest.blob(batchOf(blob))
  collectGarbage()
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const took = await timed(async () => {
    await collector.poll(tenants, tenants.length)
    // Nobody clicks on a product that is being closed.
    delay.disable()
    await collector.close()
  })
  return {
    ...costOf(feed, took),
    database,
    loopDelayMax: delay.max / 1e6,
    loopDelayP99: delay.percentile(99) / 1e6,
  }
}
