/**
 * What a poll of a backup server found changed beside restores: evidence that is gone, less that will be kept or told, or
 * somebody else who may restore.
 */
import type { TenantId } from "./ids.ts"

/**
 * - `session-deleted`: a restore session is gone though the server's history still reaches back to it
 * - `history`: how long the server keeps its sessions
 * - `audit-mail`: whom the server's audit mails go to, and whether any are sent
 * - `audit-items`: whose data is watched by those mails, of one organization
 * - `restore-roles`: who may restore what in the Restore Portal, of one organization
 * - `server-replaced`: another installation answers under the server's name; what the old one knew is gone with it
 */
export const BACKUP_CHANGES = [
  "session-deleted",
  "history",
  "audit-mail",
  "audit-items",
  "restore-roles",
  "server-replaced",
] as const
export type BackupChangeKind = (typeof BACKUP_CHANGES)[number]

export type BackupChange = {
  /** One change keeps its id, however often it is found. */
  readonly id: string
  readonly kind: BackupChangeKind
  /** The server's name in the configuration. */
  readonly server: string
  /** The customer that it concerns; missing: the whole server, and so the provider. */
  readonly tenantId?: TenantId
  /** It happened after `since` and not later than `foundAt`, milliseconds UTC. Nobody records the moment or the person. */
  readonly since: number
  readonly foundAt: number
  /** True when less is kept or told than before, or somebody may restore more. */
  readonly worse: boolean
  /** In plain words, for a card: "53 weeks", "security@northwind.example". Empty when there was nothing. */
  readonly before: string
  readonly after: string
  /** Of the session that is gone. */
  readonly sessionId?: string
  /** Of `restore-roles`. People by address, groups as `group <name>`. */
  readonly operators?: {
    /** Those who could restore nothing before. */
    readonly added: readonly string[]
    /** Those who can restore nothing any more. */
    readonly removed: readonly string[]
    /** True when somebody may restore everything now who couldn't before. */
    readonly everything: boolean
  }
}
