/** What a stored batch leaves in the main database beside its alerts: how new, what was refused, which blob is done. */
import { sha256Hex } from "../../lib/sha256.ts"
import { DAY } from "../../lib/time-units.ts"
import type { AuditRecord } from "../../model/audit-record.ts"
import type { Batch } from "../../ports/record-store.ts"
import type { Db } from "./database.ts"

/** The callers have opened the transaction. */
export function batchRows(db: Db) {
  const newest = db.prepare<[string, string, number]>(
    `INSERT INTO newest_record (tenant_id, source, happened_at) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET happened_at = MAX(happened_at, excluded.happened_at)`,
  )
  const reject = db.prepare<[string, string, number, string, string, string, number]>(
    `INSERT INTO rejected (tenant_id, content_id, position, raw_hash, reason, raw, fetched_at)
     VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id, content_id, position, raw_hash) DO NOTHING`,
  )
  const done = db.prepare<[number, string, string]>(
    "UPDATE content SET done_at = ?, problem = NULL WHERE tenant_id = ? AND content_id = ? AND done_at IS NULL",
  )
  return {
    /** Once a batch and source: a write for each record would cost a tenth of everything. */
    noteNewest: (records: readonly AuditRecord[]): void => {
      const latest = new Map<string, AuditRecord>()
      for (const record of records) {
        const known = latest.get(record.source)
        if (known === undefined || known.happenedAt < record.happenedAt) latest.set(record.source, record)
      }
      for (const { tenantId, source, happenedAt } of latest.values()) newest.run(tenantId, source, happenedAt)
    },
    addRejected: (batch: Batch, { position, reason, raw }: Batch["rejected"][number]): void => {
      const contentId = batch.contentId ?? ""
      reject.run(batch.tenantId, contentId, position, sha256Hex(raw), reason, raw, batch.fetchedAt)
    },
    markDone: (batch: Batch): void => {
      if (batch.contentId !== undefined) done.run(batch.fetchedAt, batch.tenantId, batch.contentId)
    },
  }
}

/**
 * What is dropped is gone, and a clock that is a year ahead would drop all of it: nobody believes it to be later than when
 * something last arrived, by Microsoft's clock. Where nothing ever arrived, the clock is all that there is.
 */
export function believedNow(db: Db, now: number): number {
  const arrived = db
    .prepare<[], number | null>(
      `SELECT MAX((SELECT MAX(created_at) FROM content AS c
         WHERE c.tenant_id = f.tenant_id AND c.content_type = f.content_type)) FROM feed_cursor AS f`,
    )
    .pluck()
    .get()
  return Math.min(now, arrived ?? now)
}

/**
 * Blobs can be listed for seven days, and silence is judged by the arrivals of a fortnight before the newest one: a
 * blob that is done and older than this is in nobody's question any more.
 */
const KEPT_AFTER_NEWEST_MS = 15 * DAY
/** Rows in one transaction: the bot's thread never waits for a long one. */
const AT_ONCE = 500

/** Forgets done blobs of each tenant and content type; `now` is milliseconds UTC. */
export function pruneContent(db: Db, now: number): void {
  const feeds = db
    .prepare<[], { tenant: string; type: string }>(
      "SELECT tenant_id AS tenant, content_type AS type FROM feed_cursor",
    )
    .all()
  const newest = db
    .prepare<[string, string], number | null>(
      "SELECT MAX(created_at) FROM content WHERE tenant_id = ? AND content_type = ?",
    )
    .pluck()
  const forget = db.prepare<[string, string, number, number]>(
    `DELETE FROM content WHERE rowid IN (SELECT rowid FROM content WHERE tenant_id = ? AND content_type = ?
       AND created_at < ? AND done_at IS NOT NULL LIMIT ?)`,
  )
  for (const { tenant, type } of feeds) {
    // A clock that is ahead forgets nothing: it counts from what arrived.
    const before = Math.min(now, newest.get(tenant, type) ?? now) - KEPT_AFTER_NEWEST_MS
    while (forget.run(tenant, type, before, AT_ONCE).changes === AT_ONCE);
  }
}
