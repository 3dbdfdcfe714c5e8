/** People who may do something. Authority is read from the configuration by object id, never from a card. */
import type { TenantId } from "./ids.ts"

/**
 * MSP staff; each may what those before may:
 * - `viewer`: sees technical detail and asks
 * - `technician`: also acts on incidents and runs fixes
 * - `approver`: also is the second person where a fix needs one
 * - `operator`: also allows fixes again after a freeze, and says which channel is whose
 */
export const STAFF_ROLES = ["viewer", "technician", "approver", "operator"] as const
export type StaffRole = (typeof STAFF_ROLES)[number]

/** `contact`: customer staff; is told, and may say "that was us" or "we don't know this". */
export type Role = StaffRole | "contact"

export type Person = {
  /** Entra object id, lower case. */
  readonly objectId: string
  /** The tenant whose directory holds the object id. */
  readonly homeTenantId: TenantId
  readonly name: string
  /** Sign-in name, lower case, where the configuration tells it: nobody fixes what concerns their own account. */
  readonly upn?: string
  readonly role: Role
  /** Customers this person may act for; `all` only for staff. */
  readonly scope: "all" | readonly TenantId[]
}

export const isStaff = ({ role }: Pick<Person, "role">): boolean => role !== "contact"

/** May this person what that role may? A contact never. */
export const mayAs = ({ role }: Pick<Person, "role">, least: StaffRole): boolean =>
  role !== "contact" && STAFF_ROLES.indexOf(role) >= STAFF_ROLES.indexOf(least)
