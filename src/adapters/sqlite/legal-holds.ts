/** Legal holds. A row is never changed but for its end; each change goes with its entry in the trail. */
import Database from "better-sqlite3"
import { z } from "zod"
import { isGuid } from "../../lib/guid.ts"
import { ConfigError } from "../../model/errors.ts"
import type { TenantId } from "../../model/ids.ts"
import type { LegalHold } from "../../model/legal-hold.ts"
import type { TrailNote } from "../../model/trail-entry.ts"
import type { LegalHolds } from "../../ports/legal-holds.ts"
import { BUSY_TIMEOUT } from "./connect.ts"
import { believedNow } from "./content-rows.ts"
import { type Db, immediately } from "./database.ts"
import { openReadOnly } from "./open-read-only.ts"
import { tenantIdSchema } from "./schemas.ts"
import { fromRow } from "./stored-json.ts"
import { trailRows } from "./trail-rows.ts"
import { wholeRows } from "./whole-rows.ts"

const rowSchema = z
  .object({
    // What can't be a tenant's would hold nobody.
    tenantId: tenantIdSchema.refine(isGuid),
    customer: z.string(),
    by: z.string(),
    at: z.number(),
    reason: z.string(),
    until: z.number().nullable(),
  })
  .transform(({ until, ...hold }): LegalHold => (until === null ? hold : { ...hold, until }))

const SELECT = `SELECT tenant_id AS tenantId, customer, held_by AS "by", held_at AS at, reason, until_at AS "until"
  FROM legal_hold WHERE released_at IS NULL ORDER BY id`

/** In SQL: tenants whose records must not go. */
export const HELD = "SELECT tenant_id FROM legal_hold WHERE released_at IS NULL"

const rowsOf = (db: Db): readonly object[] => db.prepare<[], object>(SELECT).all()
const holdOf = (row: object): LegalHold => fromRow(rowSchema, row, { table: "legal_hold", row: "" })

export const sqliteLegalHolds = (db: Db): LegalHolds => ({
  standing: async () => wholeRows(db, rowsOf(db), holdOf),
})

/** A damaged row throws: nothing is dropped then. */
export const standingHolds = (db: Db): readonly LegalHold[] => rowsOf(db).map(holdOf)

const END =
  "UPDATE legal_hold SET released_by = ?, released_at = ? WHERE tenant_id = ? AND released_at IS NULL"

/** Ends those whose time is over; `now` is milliseconds UTC, and not believed where it is ahead of all that arrived. */
export function endHolds(db: Db, now: number): void {
  const believed = believedNow(db, now)
  const over = standingHolds(db).filter(({ until = Number.POSITIVE_INFINITY }) => until <= believed)
  if (over.length === 0) return
  const end = db.prepare<[string, number, string]>(END)
  const trail = trailRows(db)
  immediately(db, () => {
    for (const { tenantId, customer } of over)
      if (end.run("watchpost", now, tenantId).changes > 0)
        trail.append({
          ...{ at: now, kind: "command", who: "watchpost", tenantId, data: {} },
          what: `The legal hold of ${customer} has ended: its time is over.`,
        })
  })
}

/** Beside the running product. Throws a ConfigError with one sentence when the file isn't a database of Watchpost's. */
export const readHolds = (path: string): readonly LegalHold[] =>
  openReadOnly(path, (db) => {
    const holds = standingHolds(db)
    db.close()
    return holds
  })

/** What is half gone can't be held any more: whoever says so must know. */
function refuseBegun(db: Db, tenant: TenantId, customer: string): void {
  const row = db.prepare("SELECT 1 FROM erasure WHERE tenant_id = ? AND entry IS NULL").get(tenant)
  if (row !== undefined)
    throw new ConfigError([`${customer} can't be held: its erasure has begun, and a part of it is gone.`])
}

export type HoldDesk = {
  /** The one that stands is replaced. Throws a ConfigError when the customer is being erased. */
  hold(hold: LegalHold, note: TrailNote): void
  /** False when none stands. */
  release(end: Pick<LegalHold, "tenantId" | "by" | "at">, note: TrailNote): boolean
  standing(): readonly LegalHold[]
  close(): void
}

/** Beside the running product. Throws a ConfigError with one sentence when there is no database of Watchpost's. */
export function openHolds(path: string, now: number): HoldDesk {
  readHolds(path)
  const db = new Database(path, { fileMustExist: true, timeout: BUSY_TIMEOUT })
  db.pragma("synchronous = FULL")
  endHolds(db, now)
  const end = db.prepare<[string, number, string]>(END)
  const add = db.prepare<[string, string, string, number, string, number | null]>(
    "INSERT INTO legal_hold (tenant_id, customer, held_by, held_at, reason, until_at) VALUES (?, ?, ?, ?, ?, ?)",
  )
  const trail = trailRows(db)
  return {
    hold: ({ tenantId, customer, by, at, reason, until = null }, note) =>
      immediately(db, () => {
        refuseBegun(db, tenantId, customer)
        end.run(by, at, tenantId)
        add.run(tenantId, customer, by, at, reason, until)
        trail.append(note)
      }),
    release: ({ tenantId, by, at }, note) =>
      immediately(db, () => {
        if (end.run(by, at, tenantId).changes === 0) return false
        trail.append(note)
        return true
      }),
    standing: () => standingHolds(db),
    close: () => void db.close(),
  }
}
