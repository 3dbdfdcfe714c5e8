/** What is known of the backup servers themselves: when they were read, what they keep, and what of that changed. */
import type { BackupChange } from "../model/backup-change.ts"
import type { TenantId } from "../model/ids.ts"
import type { AuditMailSettings, BackupServerFacts, HistorySettings, RestoreRole } from "./backup-server.ts"

export type BackupReading = BackupServerFacts & {
  /** Read completely for the first time, and for the last time; milliseconds UTC. */
  readonly firstReadAt: number
  readonly readAt: number
  /** Whose restores were left out because nobody can say whose organization it is: a sentence for the operator. */
  readonly leftOut?: string
  /** Customers whose restores may be among those; missing: nobody's. */
  readonly unclearFor?: readonly TenantId[]
  /** The apps with which it reads and writes customers' mailboxes, lower case; missing: none is known. */
  readonly apps?: readonly { readonly tenantId: TenantId; readonly appId: string }[]
}

/** How a server is read right now. */
export type BackupStatus = {
  readonly server: string
  /** Missing: it was never read completely. */
  readonly reading?: BackupReading
  /** Why the last round failed, in one sentence; missing when it didn't. */
  readonly trouble?: string
}

/**
 * A time in which a server was not read, milliseconds UTC, [from, to). Sessions of that time are listed afterwards and are
 * complete; what was deleted meanwhile is missing.
 */
export type BackupGap = {
  readonly server: string
  readonly from: number
  readonly to: number
  /** A clause in plain words: "Watchpost was not running". */
  readonly cause: string
}

/** One thing that a server is set to. Audit items and roles are kept for each organization, by the server's own id of it. */
export type BackupSetting =
  | ({ readonly kind: "history" } & HistorySettings)
  | ({ readonly kind: "audit-mail" } & AuditMailSettings)
  | { readonly kind: "audit-items"; readonly organizationId: string; readonly items: readonly string[] }
  | {
      readonly kind: "restore-roles"
      readonly organizationId: string
      readonly roles: readonly RestoreRole[]
    }

export type BackupSettingName =
  | { readonly kind: "history" | "audit-mail" }
  | { readonly kind: "audit-items" | "restore-roles"; readonly organizationId: string }

/** `at` is when it was read, milliseconds UTC; `tenantId`, whose it is: missing for a whole server's, and when it is read back. */
export type KeptSetting = {
  readonly setting: BackupSetting
  readonly at: number
  readonly tenantId?: TenantId
}

export interface BackupBook {
  reading(server: string): Promise<BackupReading | undefined>
  /** Every server that was tried once. */
  all(): Promise<readonly BackupStatus[]>
  /** A round failed; what was read before stays. */
  noteTrouble(server: string, sentence: string): Promise<void>
  /** A complete reading at `at`; with a gap when the one before was too long ago. */
  saveReading(
    server: string,
    read: BackupServerFacts & Pick<BackupReading, "leftOut" | "unclearFor" | "apps">,
    at: number,
    gap?: Omit<BackupGap, "server">,
  ): Promise<void>
  /** Gaps that touch [from, to), oldest first. */
  gaps(from: number, to: number): Promise<readonly BackupGap[]>
  setting(server: string, name: BackupSettingName): Promise<KeptSetting | undefined>
  /** The setting as it was read now, together with what that changed. */
  saveSetting(server: string, read: KeptSetting, change: BackupChange | undefined): Promise<void>
  /** The same change again changes nothing. */
  saveChange(change: BackupChange): Promise<void>
  /** Found in [from, to), oldest first; of one customer, or without a tenant those of whole servers. */
  changes(tenant: TenantId | undefined, from: number, to: number): Promise<readonly BackupChange[]>
}
