/** What accounts are called, by their object ids. */
import type { AccountName, DetectMemory } from "../../model/detect-memory.ts"
import type { Db } from "./database.ts"

type Row = { readonly upn: string; readonly at: number }

export function accountNameReader(db: Db): DetectMemory["accountName"] {
  const name = db.prepare<[string, string], Row>(
    "SELECT upn, named_at AS at FROM account_name WHERE tenant_id = ? AND object_id = ?",
  )
  return (tenantId, objectId) => {
    const row = name.get(tenantId, objectId)
    return row === undefined ? undefined : { tenantId, objectId, ...row }
  }
}

/** The latest word counts, in whatever order records come. The callers have opened the transaction. */
export function accountNameWriter(db: Db): (name: AccountName) => void {
  const keep = db.prepare<[string, string, string, number]>(
    `INSERT INTO account_name (tenant_id, object_id, upn, named_at) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET upn = excluded.upn, named_at = excluded.named_at WHERE excluded.named_at >= named_at`,
  )
  return ({ tenantId, objectId, upn, at }) => void keep.run(tenantId, objectId, upn, at)
}
