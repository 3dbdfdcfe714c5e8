/** What customers are called, beside since when they are watched. */
import { z } from "zod"
import type { CustomerName, CustomerNames } from "../../ports/customer-names.ts"
import { type Db, immediately } from "./database.ts"
import { openReadOnly } from "./open-read-only.ts"
import { tenantIdSchema } from "./schemas.ts"
import { fromRow } from "./stored-json.ts"

const rowSchema = z.object({ id: tenantIdSchema, name: z.string(), displayName: z.string() })

export function sqliteCustomerNames(db: Db): CustomerNames {
  const keep = db.prepare<[string, string, string]>(
    "UPDATE watched_tenant SET name = ?, display_name = ? WHERE tenant_id = ?",
  )
  return {
    keep: async (customers) =>
      immediately(db, () => {
        for (const { id, name, displayName } of customers) keep.run(name, displayName, id)
      }),
  }
}

const customerNames = (db: Db): readonly CustomerName[] =>
  db
    .prepare<[], object>(
      `SELECT tenant_id AS id, name, display_name AS displayName FROM watched_tenant
       UNION SELECT tenant_id, name, customer FROM erasure
         WHERE tenant_id NOT IN (SELECT tenant_id FROM watched_tenant) ORDER BY name, id`,
    )
    .all()
    .map((row) => fromRow(rowSchema, row, { table: "watched_tenant", row: "" }))

/**
 * Everybody who was ever watched, also who was erased, and beside the running product. Throws a ConfigError with one sentence
 * when the file is missing or isn't a database of Watchpost's.
 */
export const readCustomerNames = (path: string): readonly CustomerName[] =>
  openReadOnly(path, (db) => {
    const names = customerNames(db)
    db.close()
    return names
  })
