/** A customer, and what the pure stages need to know of it. */
import type { TenantId } from "./ids.ts"

export type Tenant = {
  readonly id: TenantId
  /** The short name that people type: `contoso`. Unique. */
  readonly name: string
  readonly displayName: string
  /** Lower-cased; mail to them stays inside. Empty means "not known yet". */
  readonly acceptedDomains: readonly string[]
  /** IANA name, used to render every time shown to this customer. */
  readonly timeZone: string
}

/** People and apps that are ours: their acts are named, linked or silent, never "an unknown admin". */
export type OwnIdentity = {
  readonly mspTenantId?: TenantId
  /** Client ids of our own app registrations, lower case. */
  readonly appIds: readonly string[]
  /** Technicians by Entra object id (lower case) in the MSP tenant. */
  readonly technicians: Readonly<Record<string, string>>
}
