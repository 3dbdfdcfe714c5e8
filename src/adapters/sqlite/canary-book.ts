/** The canaries of each customer: some dozens of rows, of which the newest that arrived is never forgotten. */
import { z } from "zod"
import { CANARY_DAYS_MS, type Canary } from "../../model/canary.ts"
import type { TenantId } from "../../model/ids.ts"
import type { CanaryBook } from "../../ports/canary-book.ts"
import type { Batch } from "../../ports/record-store.ts"
import { type Db, immediately } from "./database.ts"
import { openReadOnly } from "./open-read-only.ts"
import { tenantIdSchema } from "./schemas.ts"
import { fromRow } from "./stored-json.ts"
import { trailRows } from "./trail-rows.ts"
import { wholeRows } from "./whole-rows.ts"

const rowSchema = z
  .object({
    tenantId: tenantIdSchema,
    marker: z.string(),
    at: z.number(),
    writtenAt: z.number().nullable(),
    problem: z.string().nullable(),
    arrivedAt: z.number().nullable(),
  })
  .transform(
    ({ writtenAt, problem, arrivedAt, ...rest }): Canary => ({
      ...rest,
      ...(writtenAt === null ? {} : { writtenAt }),
      ...(problem === null ? {} : { problem }),
      ...(arrivedAt === null ? {} : { arrivedAt }),
    }),
  )

const NEWEST_ARRIVED = `SELECT COALESCE(MAX(at), 0) FROM canary
  WHERE tenant_id = @tenant AND arrived_at IS NOT NULL`

export function sqliteCanaryBook(db: Db): CanaryBook {
  const insert = db.prepare<[string, string, number]>(
    "INSERT INTO canary (tenant_id, marker, at) VALUES (?, ?, ?)",
  )
  const forget = db.prepare<[{ tenant: string; before: number }]>(
    `DELETE FROM canary WHERE tenant_id = @tenant AND at < @before AND at <> (${NEWEST_ARRIVED})`,
  )
  const finish = db.prepare<[number | null, string | null, string, string]>(
    "UPDATE canary SET written_at = ?, problem = ? WHERE tenant_id = ? AND marker = ?",
  )
  const trail = trailRows(db)
  return {
    ...canaryReader(db),
    begin: async ({ tenantId, marker, at }, note) =>
      immediately(db, () => {
        forget.run({ tenant: tenantId, before: at - CANARY_DAYS_MS })
        insert.run(tenantId, marker, at)
        trail.append(note)
      }),
    end: async ({ tenantId, marker }, end, note) =>
      immediately(db, () => {
        const [writtenAt, problem] = "writtenAt" in end ? [end.writtenAt, null] : [null, end.problem]
        finish.run(writtenAt, problem, tenantId, marker)
        trail.append(note)
      }),
  }
}

function canaryReader(db: Db): Pick<CanaryBook, "canaries" | "newestArrived"> {
  const newest = db
    .prepare<[number], number | null>("SELECT MAX(at) FROM canary WHERE arrived_at IS NOT NULL AND at <= ?")
    .pluck()
  const rows = db.prepare<[{ tenant: string; from: number }], object>(
    `SELECT tenant_id AS tenantId, marker, at, written_at AS writtenAt, problem, arrived_at AS arrivedAt FROM canary
     WHERE tenant_id = @tenant AND (at >= @from OR at = (${NEWEST_ARRIVED})) ORDER BY at, marker`,
  )
  return {
    canaries: async (tenant: TenantId, from: number) =>
      wholeRows(db, rows.all({ tenant, from }), (row) =>
        fromRow(rowSchema, row, { table: "canary", row: tenant }),
      ),
    newestArrived: async (now) => newest.get(now) ?? undefined,
  }
}

/** Marks those that a batch brings, each once, and tells the trail. The caller has opened the transaction. */
export function canaryArrivals(db: Db): (batch: Batch) => void {
  const arrived = db.prepare<[number, string, string]>(
    "UPDATE canary SET arrived_at = ? WHERE tenant_id = ? AND marker = ? AND arrived_at IS NULL",
  )
  const trail = trailRows(db)
  return ({ tenantId, fetchedAt, canaries = [] }) => {
    for (const { marker, note } of canaries)
      if (arrived.run(fetchedAt, tenantId, marker).changes > 0) trail.append(note)
  }
}

/** Throws a ConfigError with one sentence when the file is missing or isn't a database of Watchpost's. */
export function openCanariesForReading(path: string): ReturnType<typeof canaryReader> & { close(): void } {
  return openReadOnly(path, (db) => ({ ...canaryReader(db), close: () => void db.close() }))
}
