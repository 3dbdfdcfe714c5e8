/** Restore sessions and their events, kept after Veeam forgets them. */
import type { TenantId } from "../model/ids.ts"
import type { RestoreEvent, RestoreSession } from "./backup-server.ts"

export type StoredRestore = {
  readonly session: RestoreSession
  readonly events: readonly RestoreEvent[]
  readonly tenantId: TenantId
  /** When the server was first seen without it, milliseconds UTC. */
  readonly goneAt?: number
}

/** A session that the server still had when it was last looked for. */
export type KeptSession = { readonly id: string; readonly tenantId: TenantId; readonly createdAt: number }

export interface RestoreStore {
  /** What comes back is no longer gone. */
  save(
    server: string,
    tenantId: TenantId,
    session: RestoreSession,
    events: readonly RestoreEvent[],
  ): Promise<void>
  /** Sessions that had not ended when last seen, and are not gone. */
  running(server: string): Promise<readonly KeptSession[]>
  /** Undefined for a session that was never stored, or is gone. */
  kept(server: string, id: string): Promise<KeptSession | undefined>
  /** Sessions that started in [from, to) and are not gone. */
  keptByServer(server: string, from: number, to: number): Promise<readonly KeptSession[]>
  /** The server doesn't have it any more; the stored session and its events stay. */
  markGone(server: string, id: string, at: number): Promise<void>
  /**
   * Sessions of a tenant with at least one event in [from, to), newest first. Of those that were gone before they were read to
   * their end it isn't known when they did something: all that existed at some time in it.
   */
  between(tenant: TenantId, from: number, to: number): Promise<readonly StoredRestore[]>
}
