/** What a customer's monthly report needs of the store and nobody else asks for. */
import type { Incident } from "../model/alert.ts"
import type { IncidentId, TenantId } from "../model/ids.ts"
import type { Period } from "../model/period.ts"

export type MailboxAudit = {
  readonly total: number
  /** Names of those that aren't audited, in order. */
  readonly withoutAudit: readonly string[]
  /** Of their addresses, lower case. */
  readonly domains: readonly string[]
}

export type BackupRead = { readonly server: string; readonly readAt: number }

export interface MonthReader {
  /** Incidents of what happened in that time, oldest first. */
  incidents(tenant: TenantId, time: Period): Promise<readonly Incident[]>
  /** Incidents that the customer has a card of. */
  told(tenant: TenantId): Promise<ReadonlySet<IncidentId>>
  /** Backup servers that hold something of the tenant, each with when it was last read, milliseconds UTC. */
  backupReads(tenant: TenantId): Promise<readonly BackupRead[]>
  /** Mailboxes of the newest reading; undefined without a reading. */
  mailboxAudit(tenant: TenantId): Promise<MailboxAudit | undefined>
}
