/** Reads a stored record again: our reading of it isn't kept where the vendor's record is. */
import type { AuditRecord, RecordSource } from "../model/audit-record.ts"
import type { TenantId } from "../model/ids.ts"
import type { JsonObject } from "../model/json.ts"
import { normalizeRecord } from "./normalize-record.ts"

/** Undefined for a record that an earlier version could read and this one can't. */
export function readRaw(
  raw: JsonObject,
  from: { readonly tenantId: TenantId; readonly source: RecordSource },
): AuditRecord | undefined {
  const read = normalizeRecord(raw, { ...from, position: 1 })
  return "record" in read ? read.record : undefined
}
