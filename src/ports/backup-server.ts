/** Restore sessions of Veeam Backup for Microsoft 365, in our words. */
import type { JsonObject } from "../model/json.ts"

export type RestoreSession = {
  readonly id: string
  readonly organization: string
  /** Exchange, OneDrive, SharePoint, Teams */
  readonly product: string
  readonly createdAt: number
  /** Missing while the session runs. */
  readonly endedAt?: number
  readonly initiatedBy: string
  /** "BXYDEV01" of `BXYDEV01 (via: 192.0.2.7)`; missing when not recorded. */
  readonly clientHost?: string
  readonly scopeName?: string
  readonly reason?: string
  readonly raw: JsonObject
}

export type RestoreEvent = {
  readonly id: string
  readonly sessionId: string
  readonly order: number
  /** View, Restore, Save, Export, Send; None for the start and end of a session. */
  readonly type: string
  readonly status: string
  readonly startedAt: number
  readonly itemName: string
  readonly itemType: string
  /** Path inside the backup: `Ben Young\Inbox\Board`. */
  readonly source: string
  readonly target: string
  readonly message: string
  /** UPN of the mailbox, where the server's version tells it. */
  readonly mailbox?: string
  readonly raw: JsonObject
}

export type BackupOrganization = {
  readonly id: string
  readonly name: string
  readonly officeName?: string
  readonly tenantId?: string
}

export interface BackupServer {
  readonly name: string
  organizations(signal: AbortSignal): Promise<readonly BackupOrganization[]>
  /** Sessions that started at or after `from` (milliseconds UTC), newest first. */
  sessions(from: number, signal: AbortSignal): Promise<readonly RestoreSession[]>
  /** One session again, for those that were running when last seen. */
  session(id: string, signal: AbortSignal): Promise<RestoreSession | undefined>
  events(sessionId: string, signal: AbortSignal): Promise<readonly RestoreEvent[]>
}
