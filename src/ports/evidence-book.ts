/** What was told about restores beside the backup server: Explorer logs, audit mails, and what people said. */
import type { TenantId } from "../model/ids.ts"
import type { AuditMail, Declaration, ExplorerRun, RestoreEvidence } from "../model/restore-evidence.ts"

/** Evidence that nothing else keeps. Sign-ins lie among the audit records. */
export type BookedEvidence = ExplorerRun | AuditMail | Declaration

export interface EvidenceBook {
  /** What has the same id is replaced, as a log grows. False: it was known like this, and nothing changed. */
  keep(tenant: TenantId, evidence: BookedEvidence, now: number): Promise<boolean>
  /** Whatever says something about a time in [from, to), milliseconds UTC, in order of its beginning. */
  between(tenant: TenantId, from: number, to: number): Promise<readonly RestoreEvidence[]>
}
