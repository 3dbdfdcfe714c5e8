import type { TenantId } from "../model/ids.ts"
import type { RestoreEvent, RestoreSession } from "./backup-server.ts"

export type StoredRestore = {
  readonly session: RestoreSession
  readonly events: readonly RestoreEvent[]
  readonly tenantId: TenantId
}

/** Restore sessions and their events, kept after Veeam forgets them. */
export interface RestoreStore {
  save(
    server: string,
    tenantId: TenantId,
    session: RestoreSession,
    events: readonly RestoreEvent[],
  ): Promise<void>
  /** Sessions that had not ended when last seen. */
  running(server: string): Promise<readonly string[]>
  /** Sessions of a tenant with at least one event in [from, to), newest first. */
  between(tenant: TenantId, from: number, to: number): Promise<readonly StoredRestore[]>
}
