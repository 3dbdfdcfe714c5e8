/**
 * Other organizations with power in the tenant: delegated administrators, and tenants whose users and devices are trusted.
 * Source: Microsoft Learn, "Microsoft Entra audit activity reference" (CrossTenantAccessSettings, DirectoryManagement),
 * "Granular delegated admin privileges (GDAP)".
 */

import { isGuid } from "../../lib/guid.ts"
import type { AuditRecord } from "../../model/audit-record.ts"
import { newValue, oldValue } from "./directory-record.ts"
import type { Fact, FactContext } from "./fact.ts"
import { technicianName } from "./people.ts"

const TRUST =
  /^((add|remove) partner (to|from) company|(add a|update a|delete a?) ?partner (to |from )?(specific )?cross-tenant access settings?|(add|update|delete|create) (a )?(delegated admin relationship|partner specific cross-tenant access setting).*|(add|update) a partner to cross-tenant access settings?)$/

/** Accounts of another tenant are made here by themselves, or every other tenant's second factor counts. */
const OPENS_TO_TENANTS =
  /^((create|update) a partner cross-tenant identity sync setting|update the company default cross-tenant access setting|(add multitenantorg tenant|tenant joining multitenantorg tenant))$/

/** The other tenant's id, lower case; undefined when the record doesn't tell it. */
export function partnerTenant(record: AuditRecord): string | undefined {
  const named = ["tenantId", "PartnerTenantId", "PartnerContextId", "Partner.TenantId", "ContextId"].flatMap(
    (name) => [newValue(record, name), oldValue(record, name)],
  )
  const own = record.tenantId.toLowerCase()
  const found = named.map((id) => id.toLowerCase()).find((id) => isGuid(id) && id !== own)
  return found ?? otherTenants(record).find((id) => id !== own)
}

/** Older records name the partner in the target alone. */
const otherTenants = ({ raw }: AuditRecord): readonly string[] =>
  [raw.ObjectId, raw.TargetContextId].flatMap((value) => {
    const id =
      typeof value === "string"
        ? value
            .trim()
            .replace(/^Company_/i, "")
            .toLowerCase()
        : ""
    return isGuid(id) ? [id] : []
  })

export const changesTrust = ({ operationKey }: AuditRecord): boolean =>
  TRUST.test(operationKey) || OPENS_TO_TENANTS.test(operationKey)

export const PARTNER_FACTS: readonly Fact[] = [
  {
    name: "ChangesPartnerTrust",
    read: (record) =>
      changesTrust(record) ? (partnerTenant(record) ?? "a partner that isn't named") : undefined,
  },
  {
    name: "ConcernsOwnPartnerTenant",
    read: (record, { own }) => {
      const tenant = changesTrust(record) ? partnerTenant(record) : undefined
      return tenant !== undefined && tenant === own.mspTenantId?.toLowerCase() ? tenant : undefined
    },
  },
  {
    name: "ConcernsOtherPartnerTenant",
    read: (record, { own }) => {
      const tenant = changesTrust(record) ? partnerTenant(record) : undefined
      const isOther = own.mspTenantId !== undefined && tenant !== own.mspTenantId.toLowerCase()
      return tenant !== undefined && isOther ? tenant : undefined
    },
  },
  { name: "ActedByUnknownTechnician", read: unknownTechnician },
]

/**
 * A delegated administrator who isn't on the list of our technicians, and whose own tenant either is ours or isn't told.
 * The name alone proves nothing, so that a mark of the service is asked for.
 */
function unknownTechnician(record: AuditRecord, { own }: FactContext): string | undefined {
  const { partner } = record.actor
  if (partner === undefined || technicianName(record, own) !== undefined) return undefined
  if (partner.tenantId !== undefined)
    return partner.tenantId === own.mspTenantId ? partner.objectId : undefined
  const { UserType, ExternalAccess } = record.raw
  const marked = String(UserType) === "9" || /^true$/i.test(String(ExternalAccess))
  return marked ? partner.objectId : undefined
}
