/** What tells who restored something, kept for as long as the restores are. */
import type { TenantId } from "../model/ids.ts"
import type { RestoreEvidence } from "../model/restore-evidence.ts"

export interface EvidenceBook {
  /** What has the same id is replaced, as a log grows. False: it was known like this, and nothing changed. */
  keep(tenant: TenantId, evidence: RestoreEvidence, now: number): Promise<boolean>
  /** Whatever says something about a time in [from, to), milliseconds UTC, in order of its beginning. */
  between(tenant: TenantId, from: number, to: number): Promise<readonly RestoreEvidence[]>
}
