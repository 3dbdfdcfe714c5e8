/**
 * Which customer an organization of a backup server belongs to. Pure. What the configuration says wins, then the tenant id
 * that the server tells (v8), then the office name among the customers' domains. What isn't clear is said, never guessed.
 */
import type { TenantId } from "../model/ids.ts"
import type { BackupOrganization } from "../ports/backup-server.ts"

export type Owner =
  | { readonly kind: "customer"; readonly tenantId: TenantId }
  /** It may be any of these. */
  | { readonly kind: "ambiguous"; readonly candidates: readonly TenantId[] }
  | { readonly kind: "nobody" }

export type OwnerFacts = {
  /** Domains are lower case. */
  readonly customers: readonly { readonly id: TenantId; readonly domains: readonly string[] }[]
  /** What the operator wrote down: an organization's name, office name or id, in any case. */
  readonly configured: readonly { readonly organization: string; readonly tenantId: TenantId }[]
}

export type OrganizationOwners = {
  byId(id: string): Owner | undefined
  /** Sessions name their organization by text. `organizationId` is there when one organization alone has the name. */
  byName(name: string): { readonly owner: Owner; readonly organizationId?: string }
}

export function ownersOf(
  organizations: readonly BackupOrganization[],
  facts: OwnerFacts,
): OrganizationOwners {
  const byId = new Map(organizations.map((one) => [one.id.toLowerCase(), ownerOf(one, facts)]))
  const named = new Map<string, Set<string>>()
  for (const organization of organizations) {
    for (const name of namesOf(organization)) {
      const ids = named.get(name) ?? new Set()
      named.set(name, ids.add(organization.id.toLowerCase()))
    }
  }
  return {
    byId: (id) => byId.get(id.toLowerCase()),
    byName: (name) => {
      const [only, ...others] = named.get(name.trim().toLowerCase()) ?? []
      // An organization that was removed from the server still has its sessions.
      if (only === undefined) return { owner: ownerOf({ id: "", name }, facts) }
      const owners = [only, ...others].map((id) => byId.get(id) ?? NOBODY)
      const owner = oneOf(owners)
      return others.length === 0 ? { owner, organizationId: only } : { owner }
    },
  }
}

const NOBODY: Owner = { kind: "nobody" }

const namesOf = ({ name, officeName }: BackupOrganization): ReadonlySet<string> =>
  new Set([name, officeName ?? name].map((one) => one.trim().toLowerCase()))

function ownerOf(organization: BackupOrganization, { customers, configured }: OwnerFacts): Owner {
  const names = namesOf(organization)
  const written = configured.filter(({ organization: one }) => {
    const wanted = one.trim().toLowerCase()
    return names.has(wanted) || (wanted !== "" && wanted === organization.id.toLowerCase())
  })
  if (written.length > 0) return among(written.map((one) => one.tenantId))
  if (organization.tenantId !== undefined) {
    // Another tenant's id: a name must not make a customer of it.
    return among(customers.filter(({ id }) => id === organization.tenantId).map(({ id }) => id))
  }
  return among(
    customers.filter(({ domains }) => domains.some((domain) => names.has(domain))).map(({ id }) => id),
  )
}

function among(ids: readonly TenantId[]): Owner {
  const [only, ...others] = new Set(ids)
  if (only === undefined) return NOBODY
  return others.length === 0
    ? { kind: "customer", tenantId: only }
    : { kind: "ambiguous", candidates: [only, ...others] }
}

/** What several organizations of one name have in common: one of them may be nobody's, and then it isn't clear either. */
function oneOf(owners: readonly Owner[]): Owner {
  const candidates = [
    ...new Set(
      owners.flatMap((owner) =>
        owner.kind === "customer" ? [owner.tenantId] : owner.kind === "ambiguous" ? owner.candidates : [],
      ),
    ),
  ]
  const [only, ...others] = candidates
  if (only === undefined) return NOBODY
  const isClear = others.length === 0 && owners.every((owner) => owner.kind === "customer")
  return isClear ? { kind: "customer", tenantId: only } : { kind: "ambiguous", candidates }
}
