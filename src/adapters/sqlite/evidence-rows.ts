/** Records that an alert or a note in the trail rests on, whole. The callers have opened the transaction. */
import { z } from "zod"
import type { AuditRecord } from "../../model/audit-record.ts"
import type { TenantId } from "../../model/ids.ts"
import type { Arrival, RecordKey } from "../../ports/record-store.ts"
import type { Db } from "./database.ts"
import { recordBodySchema } from "./schemas.ts"
import { fromJson, fromRow, jsonObjectSchema } from "./stored-json.ts"

const rowSchema = z.object({ body: z.string(), raw: z.string() })

export function evidenceRows(db: Db) {
  const known = db
    .prepare<[string, string, number], number>(
      "SELECT 1 FROM evidence WHERE tenant_id = ? AND id = ? AND happened_at = ?",
    )
    .pluck()
  const insert = db.prepare<[string, string, number, number | null, number, string, string]>(
    `INSERT INTO evidence (tenant_id, id, happened_at, published_at, fetched_at, body, raw)
     VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id, id, happened_at) DO NOTHING`,
  )
  const byId = db.prepare<[string, string], object>(
    "SELECT body, raw FROM evidence WHERE tenant_id = ? AND id = ? ORDER BY happened_at LIMIT 1",
  )
  return {
    has: (tenant: TenantId, { id, happenedAt }: RecordKey): boolean =>
      known.get(tenant, id, happenedAt) !== undefined,
    /** True when it is new. */
    add: ({ publishedAt, fetchedAt }: Arrival, record: AuditRecord): boolean => {
      const { raw, ...body } = record
      const { tenantId, id, happenedAt } = record
      const texts = [JSON.stringify(body), JSON.stringify(raw)] as const
      return insert.run(tenantId, id, happenedAt, publishedAt ?? null, fetchedAt, ...texts).changes === 1
    },
    find: (tenant: TenantId, id: string): AuditRecord | undefined => {
      const found = byId.get(tenant, id)
      if (found === undefined) return undefined
      const place = { table: "evidence", row: id }
      const { body, raw } = fromRow(rowSchema, found, place)
      return { ...fromJson(recordBodySchema, body, place), raw: fromJson(jsonObjectSchema, raw, place) }
    },
  }
}
