/** What a customer's monthly report, and the question what was done there, need of the store. */
import type { Incident } from "../model/alert.ts"
import type { IncidentId, TenantId } from "../model/ids.ts"
import type { Period } from "../model/period.ts"
import type { Remediation } from "../model/remediation.ts"

export type MailboxAudit = {
  readonly total: number
  /** Names of those that aren't audited, in order. */
  readonly withoutAudit: readonly string[]
  /** Of their addresses, lower case. */
  readonly domains: readonly string[]
}

export type BackupRead = { readonly server: string; readonly readAt: number }

/** An incident with all runs of fixes that were asked for on it. */
export type Worked = { readonly incident: Incident; readonly runs: readonly Remediation[] }

export interface MonthReader {
  /** Incidents of what happened in that time, oldest first. */
  incidents(tenant: TenantId, time: Period): Promise<readonly Incident[]>
  /** Incidents that somebody worked on, or that something was written down of, in that time, whenever they happened. */
  worked(tenant: TenantId, time: Period): Promise<readonly Worked[]>
  /** Incidents that the customer has a card of. */
  told(tenant: TenantId): Promise<ReadonlySet<IncidentId>>
  /** Backup servers that hold something of the tenant, each with when it was last read, milliseconds UTC. */
  backupReads(tenant: TenantId): Promise<readonly BackupRead[]>
  /** Mailboxes of the newest reading; undefined without a reading. */
  mailboxAudit(tenant: TenantId): Promise<MailboxAudit | undefined>
}
