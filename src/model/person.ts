/** People who may do something. Authority is read from the configuration by object id, never from a card. */
import type { TenantId } from "./ids.ts"

/**
 * - `technician`: MSP staff; sees technical detail and may run fixes for the tenants in scope
 * - `contact`: customer staff; is told, and may say "that was us" or "we don't know this"
 */
export type Role = "technician" | "contact"

export type Person = {
  /** Entra object id, lower case. */
  readonly objectId: string
  /** The tenant whose directory holds the object id. */
  readonly homeTenantId: TenantId
  readonly name: string
  /** Sign-in name, lower case, where the configuration tells it: nobody fixes what concerns their own account. */
  readonly upn?: string
  readonly role: Role
  /** Customers this person may act for; `all` only for technicians. */
  readonly scope: "all" | readonly TenantId[]
}
