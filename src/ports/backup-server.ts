/** Restore sessions of Veeam Backup for Microsoft 365, in our words. Instants are milliseconds UTC by our own clock. */
import type { JsonObject } from "../model/json.ts"

export type RestoreSession = {
  readonly id: string
  readonly organization: string
  /** The server's own id of the organization, once it is known. */
  readonly organizationId?: string
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
  /** Who could restore in the Restore Portal then, as `RestoreRole` names them; missing where the roles weren't read. */
  readonly operators?: readonly string[]
  /** Counts the session's own changes; v8 only. */
  readonly etag?: number
  /** So far was the server's clock ahead of ours; it is already taken off every instant here, `raw` has the server's own. */
  readonly clockAheadMs?: number
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
  /** Missing while it goes on. */
  readonly endedAt?: number
  readonly itemName: string
  readonly itemType: string
  /** Path inside the backup: `Ben Young\Inbox\Board`. */
  readonly source: string
  readonly target: string
  readonly message: string
  /** Ids of the server's own; v8 only. */
  readonly organizationId?: string
  readonly userId?: string
  /** UPN of the mailbox, lower case. */
  readonly mailbox?: string
  /**
   * How the mailbox is known: the server named the user (v8), its statistics of the session name the address (v8), or one
   * user alone has the display name of the path today.
   */
  readonly mailboxBy?: "user-id" | "statistics" | "display-name"
  /** All that have the display name of the path, where that doesn't tell which mailbox it was. */
  readonly mailboxCandidates?: readonly string[]
  readonly raw: JsonObject
}

export type BackupOrganization = {
  readonly id: string
  readonly name: string
  readonly officeName?: string
  /** The Microsoft tenant; v8 only. */
  readonly tenantId?: string
  /** With which it reads and writes mailboxes, lower case. */
  readonly appId?: string
}

/** A role of the Restore Portal: who may restore what of one organization. All lists are sorted. */
export type RestoreRole = {
  readonly name: string
  /** Users by address, lower case; groups as `group <name>`. */
  readonly operators: readonly string[]
  /** True: the whole organization without `excluded`. False: `items` without `excluded`. */
  readonly everything: boolean
  readonly items: readonly string[]
  readonly excluded: readonly string[]
}

export type ApiVersion = "v8" | "v7" | "v6"

export type BackupServerFacts = {
  /** The newest that the server speaks. */
  readonly version: ApiVersion
  /** "8.3.0.2201" */
  readonly product: string
  /** Another id under the same name is another server. */
  readonly installation: string
  /** How far its clock is ahead of ours; 0 for what can't be told from the delay of an answer. */
  readonly clockAheadMs: number
}

/** Sessions that changed and sessions that were deleted, by id. */
export type BackupNews = {
  readonly next: string
  readonly changed: readonly string[]
  readonly deleted: readonly string[]
}

/** Without a number of weeks the server keeps its sessions for good. */
export type HistorySettings = { readonly weeks?: number }

export type AuditMailSettings = {
  readonly enabled: boolean
  /** Addresses, lower case, sorted. */
  readonly to: readonly string[]
  readonly from: string
  readonly subject: string
  /** How and through which host they are sent. */
  readonly sentBy: string
}

/** What isn't there could not be read: an older version, or a proxy that doesn't let it through. */
export type BackupSettings = { readonly history?: HistorySettings; readonly auditMail?: AuditMailSettings }

/**
 * Errors of every method: ConfigError (password, certificate, address), TenantError (role), UpstreamError, ContractError.
 */
export interface BackupServer {
  readonly name: string
  about(signal: AbortSignal): Promise<BackupServerFacts>
  organizations(signal: AbortSignal): Promise<readonly BackupOrganization[]>
  /** Sessions that started at or after `from`, newest first. One that can't be read is left out and told, or thrown to who doesn't listen. */
  sessions(
    from: number,
    signal: AbortSignal,
    onUnreadable?: (error: Error) => void,
  ): Promise<readonly RestoreSession[]>
  /** One session again, for those that were running when last seen; undefined when it is gone. */
  session(id: string, signal: AbortSignal): Promise<RestoreSession | undefined>
  /** The id of a session's organization; undefined when the server doesn't tell it any more. */
  organizationOf(sessionId: string, signal: AbortSignal): Promise<string | undefined>
  /**
   * Oldest first, without the first `skip` of the server's list. With `organizationId`, display names in paths are looked up
   * among that organization's users.
   */
  events(
    session: Pick<RestoreSession, "id" | "product" | "organizationId">,
    signal: AbortSignal,
    skip?: number,
  ): Promise<readonly RestoreEvent[]>
  /**
   * What changed since `since`, or where to begin without it. Waits up to half a minute for something to happen.
   * `unsupported`: this version has no such feed. `outdated`: the server forgot what came after `since`; begin again.
   */
  news(since: string | undefined, signal: AbortSignal): Promise<BackupNews | "unsupported" | "outdated">
  settings(signal: AbortSignal): Promise<BackupSettings>
  /** Addresses and groups whose data the audit mails watch, sorted; undefined when it can't be read. */
  auditItems(organizationId: string, signal: AbortSignal): Promise<readonly string[] | undefined>
  /** Ids of the further apps with which it reads and writes the organization, lower case; none where it doesn't tell. */
  backupApps(organizationId: string, signal: AbortSignal): Promise<readonly string[]>
  /** Who may restore in the Restore Portal; undefined when it can't be read whole. */
  restoreRoles(organizationId: string, signal: AbortSignal): Promise<readonly RestoreRole[] | undefined>
}
