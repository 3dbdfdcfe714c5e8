/**
 * What detection remembers, in the main database: written in the transaction that stores the alerts, so that neither
 * knows of anything that the other has lost. A row of the same identity is replaced, so that a batch may come again.
 */
import { z } from "zod"
import { createMemo } from "../../lib/remembered.ts"
import { sha256Hex } from "../../lib/sha256.ts"
import { DAY } from "../../lib/time-units.ts"
import type {
  DetectMemory,
  EntryMark,
  MemoryEntry,
  MemoryGroup,
  MemoryWrites,
  Trace,
} from "../../model/detect-memory.ts"
import { recordId, type TenantId, tenantId } from "../../model/ids.ts"
import { accountNameReader, accountNameWriter } from "./account-names.ts"
import { alertRows } from "./alert-rows.ts"
import { burstReader, burstWriter } from "./burst-rows.ts"
import { type Db, readTogether } from "./database.ts"
import { packBody, unpackBody } from "./entry-body.ts"
import { groupKey } from "./group-key.ts"
import { judgedReader } from "./judged-alerts.ts"
import { fromJson } from "./stored-json.ts"
import { wholeRow, wholeRows } from "./whole-rows.ts"

/** Longer than any entry that could still join the alert of a burst. */
const BURST_KEPT_MS = 60 * DAY
/** Longer than anything takes to be new again. */
const TRACE_KEPT_MS = 400 * DAY

type MarkRow = {
  readonly at: number
  readonly id: string
  readonly listed: string
  readonly tenant_id: string
  readonly value: string | number | null
}
type EntryRow = MarkRow & { readonly keep_until: number; readonly body: string }
type TraceRow = { readonly first_at: number; readonly first_record: string; readonly last_at: number }

/** Traces are asked for several times with every sign-in. What is written is forgotten here, and read again when it is stored. */
const TRACES_AT_HAND = 50_000
const atHand = new WeakMap<Db, Map<string, Trace | null>>()

function tracesAtHand(db: Db): Map<string, Trace | null> {
  const known = atHand.get(db) ?? new Map<string, Trace | null>()
  atHand.set(db, known)
  return known
}

/**
 * 72 bits. The first sixteen are those of the key's first part, which is the tenant: what one batch writes lies together.
 * Among a billion traces of five thousand tenants two would share one with a chance of one in seven hundred.
 */
const traceHash = (key: string): string => {
  const tenant = key.slice(0, key.indexOf(" "))
  return tenantsBefore(tenant, () => tracePrefix(tenant)) + sha256Hex(key).slice(0, 14)
}

/** Begins the keys of all traces of a tenant, and of those few others whose hash begins alike. */
export const tracePrefix = (tenant: string): string => sha256Hex(tenant).slice(0, 4)

const tenantsBefore = createMemo<string>()

export function sqliteDetectMemory(db: Db): DetectMemory {
  const some = "FROM detect_entry WHERE group_key = ? AND at BETWEEN ? AND ?"
  const marks = db.prepare<[number, number, number], MarkRow>(
    `SELECT at, id, listed, tenant_id, value ${some}`,
  )
  const entries = db.prepare<[number, number, number], EntryRow>(
    `SELECT at, id, listed, tenant_id, value, keep_until, body ${some}`,
  )
  const trace = db.prepare<[string], TraceRow>(
    "SELECT first_at, first_record, last_at FROM detect_trace WHERE key = ?",
  )
  const alerts = alertRows(db)
  const known = tracesAtHand(db)
  return {
    entries: (group, from, to) =>
      wholeRows(db, entries.all(groupKey(group), from, to), (row) => entryOf(group, row)),
    marks: (group, from, to) => marks.all(groupKey(group), from, to).map((row) => markOf(group, row)),
    ...burstReader(db),
    trace: (key): Trace | undefined => {
      const before = known.get(key)
      if (before !== undefined) return before ?? undefined
      const row = trace.get(traceHash(key))
      const found = row === undefined ? null : traceOf(key, row)
      if (known.size >= TRACES_AT_HAND) known.clear()
      known.set(key, found)
      return found ?? undefined
    },
    mailboxNamed: mailboxFinder(db),
    accountName: accountNameReader(db),
    judged: judgedReader(db),
    alert: (id) => alerts.findWhole(id),
    readTogether: (work) => readTogether(db, work),
  }
}

const namesSchema = z.looseObject({ names: z.array(z.string()) })

/** By the newest reading of each mailbox. Several mailboxes of one name are nobody's. */
function mailboxFinder(db: Db): DetectMemory["mailboxNamed"] {
  const bodies = db
    .prepare<[string, string], string | null>(
      `SELECT (SELECT body FROM mailbox_state AS state WHERE state.tenant_id = name.tenant_id
         AND state.mailbox = name.mailbox ORDER BY since DESC LIMIT 1)
       FROM mailbox_name AS name WHERE tenant_id = ? AND name = ?`,
    )
    .pluck()
  return (tenant, name) => {
    const folded = name.toLowerCase()
    const found = bodies.all(tenant, folded).flatMap((body) => {
      if (body === null) return []
      const place = { table: "mailbox_state", row: tenant }
      const names = wholeRow(db, () => fromJson(namesSchema, body, place))?.names ?? []
      return names.includes(folded) ? [names.find((one) => one.includes("@")) ?? folded] : []
    })
    return found.length === 1 ? found[0] : undefined
  }
}

const traceOf = (key: string, row: TraceRow): Trace => ({
  key,
  firstAt: row.first_at,
  firstRecord: recordId(row.first_record),
  lastAt: row.last_at,
})

function markOf({ scope }: MemoryGroup, { id, listed, at, tenant_id, value }: MarkRow): EntryMark {
  const mark = { id, listed, at, tenantId: tenant_id === "" ? tenantId(scope) : tenantId(tenant_id) }
  return value === null ? mark : { ...mark, value }
}

function entryOf(group: MemoryGroup, row: EntryRow): MemoryEntry {
  const { scope, rule, key } = group
  const place = { table: "detect_entry", row: row.id }
  const keepUntil = row.keep_until
  return { scope, rule, key, ...markOf(group, row), keepUntil, ...unpackBody(row.body, place) }
}

/** The callers have opened the transaction. */
export function memoryRows(db: Db) {
  const addEntry = db.prepare<
    [number, number, string, string, string, string | number | null, number, number, string]
  >(
    `INSERT INTO detect_entry (group_key, at, id, listed, tenant_id, value, keep_until, owner, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET value = excluded.value, keep_until = excluded.keep_until, body = excluded.body`,
  )
  const dropFiring = db.prepare<[number, string]>("DELETE FROM detect_entry WHERE group_key = ? AND id = ?")
  const addBurst = burstWriter(db)
  const addName = accountNameWriter(db)
  const addTrace = db.prepare<[string, number, string, number]>(
    `INSERT INTO detect_trace (key, first_at, first_record, last_at) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET
       first_at = excluded.first_at, first_record = excluded.first_record, last_at = excluded.last_at`,
  )
  const known = tracesAtHand(db)
  const ownerNumber = ownerNumbers(db)
  return {
    add: ({ entries, bursts, traces, names }: MemoryWrites): void => {
      const owners = new Map(
        [...new Set(entries.map((one) => one.tenantId))].map((id) => [id, ownerNumber(id)]),
      )
      for (const entry of entries) {
        const { tenantId: tenant, scope, listed, id, at, keepUntil, group, value, about } = entry
        const key = groupKey(entry)
        // A record's time is its own; that of an inner firing moves when a late record completes it earlier.
        if (about.records !== undefined) dropFiring.run(key, id)
        const where = tenant === scope ? "" : tenant
        const owner = owners.get(tenant) ?? 0
        addEntry.run(key, at, id, listed, where, value ?? null, keepUntil, owner, packBody({ group, about }))
      }
      for (const burst of bursts) addBurst(burst)
      for (const name of names) addName(name)
      for (const { key, firstAt, firstRecord, lastAt } of traces) {
        addTrace.run(traceHash(key), firstAt, firstRecord, lastAt)
        known.delete(key)
      }
    },
  }
}

/** Not remembered: a number that was undone with its transaction is nobody's. */
function ownerNumbers(db: Db): (tenant: TenantId) => number {
  const number = db
    .prepare<[string], number>(
      "INSERT INTO detect_owner (tenant_id) VALUES (?) ON CONFLICT DO UPDATE SET tenant_id = tenant_id RETURNING k",
    )
    .pluck()
  return (tenant) => number.get(tenant) ?? 0
}

const PORTION = 2_000

/** Drops what nobody can ask for any more; `now` is milliseconds UTC. */
export function pruneMemory(db: Db, now: number): void {
  const some = db.prepare<[number, number]>(
    "DELETE FROM detect_entry WHERE seq IN (SELECT seq FROM detect_entry WHERE keep_until < ? LIMIT ?)",
  )
  // In portions: between them the bot's thread may write.
  while (some.run(now, PORTION).changes === PORTION);
  db.prepare<[number]>("DELETE FROM detect_burst WHERE to_at < ?").run(now - BURST_KEPT_MS)
  db.prepare<[number]>("DELETE FROM detect_trace WHERE last_at < ?").run(now - TRACE_KEPT_MS)
}
