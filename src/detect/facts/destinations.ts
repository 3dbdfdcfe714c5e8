/**
 * Where mail goes: inside the tenant, outside, or a name that only Exchange can resolve.
 * Everything that isn't certainly inside counts against the sender: a look-alike domain is outside.
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { type FactContext, listOf } from "./fact.ts"

export type Destination = {
  /** As people would write it: the bare address, else the text as given. */
  readonly address: string
  readonly place: "inside" | "outside" | "unknown"
}

const ADDRESS = /[^\s"'<>[\]:;,()]+@[^\s"'<>[\]:;,()]+/g

/** Destinations in one parameter's value: `smtp:a@b`, `"Name" [SMTP:a@b]`, `a@b;c@d`, display names, paths. */
export function readDestinations(
  value: string | undefined,
  record: AuditRecord,
  context: FactContext,
): readonly Destination[] {
  const domains = ownDomains(record, context)
  return listOf(value).flatMap((part) => {
    const addresses = part.match(ADDRESS)
    if (addresses === null) return [resolved(part, context)]
    return addresses.map((address) => ({ address: address.toLowerCase(), place: placeOf(address, domains) }))
  })
}

/**
 * Exchange writes recipients as path, alias, GUID or display name too. Only a mailbox of the tenant that was read goes by
 * it surely; everything else may be a contact who stands for an address outside.
 */
function resolved(part: string, { memory, tenant }: FactContext): Destination {
  const last = part.split("/").at(-1)?.replace(/^cn=/i, "") ?? part
  const mailbox = memory?.mailboxNamed(tenant.id, part) ?? memory?.mailboxNamed(tenant.id, last)
  return mailbox === undefined ? { address: part, place: "unknown" } : { address: mailbox, place: "inside" }
}

/** A subdomain of an own domain is inside. Only the text after the last @ counts. */
function placeOf(address: string, domains: readonly string[]): Destination["place"] {
  const domain = address
    .slice(address.lastIndexOf("@") + 1)
    .toLowerCase()
    .replace(/\.+$/, "")
  return domains.some((own) => domain === own || domain.endsWith(`.${own}`)) ? "inside" : "outside"
}

/**
 * The tenant's accepted domains; while they aren't known, the domains that the record itself vouches for:
 * its organization, the mailbox's owner and a member who acted.
 */
export function ownDomains(record: AuditRecord, { tenant }: FactContext): readonly string[] {
  return tenant.acceptedDomains.length > 0 ? tenant.acceptedDomains : domainsOfRecord(record)
}

/** Domains that a record of Exchange proves to be the tenant's own. Guests, partners and other workloads prove nothing. */
export function domainsOfRecord(record: AuditRecord): readonly string[] {
  const { raw, actor, target } = record
  const organization =
    typeof raw.OrganizationName === "string" ? raw.OrganizationName.trim().toLowerCase() : ""
  const owner = target.kind === "mailbox" ? target.name : ""
  const member = actor.kind === "user" && raw.ExternalAccess !== true ? (actor.upn ?? "") : ""
  const domains = [organization, ...[owner, member].map(domainOf)]
  return [
    ...new Set(
      domains.filter((domain) => /^[^\s@\\/]+\.[^\s@\\/]+$/.test(domain) && domain !== "onmicrosoft.com"),
    ),
  ]
}

const domainOf = (upn: string): string =>
  upn.includes("@") ? upn.slice(upn.lastIndexOf("@") + 1).toLowerCase() : ""

/** The evidence of a fact about destinations. */
export const listed = (
  destinations: readonly Destination[],
  place: Destination["place"],
): string | undefined => {
  const hits = destinations.filter((destination) => destination.place === place)
  return hits.length === 0 ? undefined : hits.map((hit) => hit.address).join(", ")
}
