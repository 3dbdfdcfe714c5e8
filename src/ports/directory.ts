/** Microsoft Graph, as far as watching needs it. */
import type { TenantId } from "../model/ids.ts"

export type DirectoryUser = {
  readonly objectId: string
  readonly upn: string
  readonly displayName: string
  readonly mail?: string
  readonly enabled: boolean
  readonly syncedFromOnPremises: boolean
}

export interface Directory {
  /** Verified domains of the tenant, lower case. */
  domains(tenant: TenantId, signal: AbortSignal): Promise<readonly string[]>
  user(tenant: TenantId, id: string, signal: AbortSignal): Promise<DirectoryUser | undefined>
}
