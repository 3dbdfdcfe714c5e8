/** The tenant of a record from a file, of which nothing is known but what the record says. */
import { type TenantId, tenantId } from "../model/ids.ts"
import type { OwnIdentity, Tenant } from "../model/tenant.ts"

/** `unknown` where the record names no organization. */
export function organizationOf(raw: unknown): TenantId {
  const id =
    typeof raw === "object" && raw !== null && "OrganizationId" in raw ? raw.OrganizationId : undefined
  return tenantId(typeof id === "string" && id.trim() !== "" ? id.trim() : "unknown")
}

export const fileTenant = (id: TenantId, acceptedDomains: readonly string[]): Tenant => ({
  id,
  name: id,
  displayName: id,
  acceptedDomains,
  timeZone: "UTC",
})

/** In a file nobody is ours. */
export const NOBODY: OwnIdentity = { appIds: [], technicians: {} }
