/**
 * What Veeam's `initiatedBy` names: a person's account, or only the organization, as for tenants that restore through
 * their service provider. Source: Veeam Backup for Microsoft 365 REST API, "Get restore sessions"; Ben Young,
 * "Veeam Backup for Microsoft 365 restore auditing".
 */

/** `windows` is `DOMAIN\name`, `upn` is `name@domain`, `unknown` is neither (an empty field, too). */
export type InitiatorKind = "organization" | "windows" | "upn" | "unknown"

const ORGANIZATION_DOMAIN = /^[^@\\\s]+\.onmicrosoft\.com$/i

/** Of a session, or of any name without one. Case doesn't count. */
export function initiatorKind({
  initiatedBy,
  organization = "",
}: {
  readonly initiatedBy: string
  readonly organization?: string
}): InitiatorKind {
  const name = initiatedBy.trim()
  const isOrganization = organization.trim().toLowerCase() === name.toLowerCase()
  if (name !== "" && (isOrganization || ORGANIZATION_DOMAIN.test(name))) return "organization"
  if (/^[^\\]+\\[^\\]+$/.test(name)) return "windows"
  return /^[^@\s]+@[^@\s]+$/.test(name) ? "upn" : "unknown"
}

/** The part that names the person: `ada` of `BXY01\ada` and of `ada@contoso.example`, lower case. */
export const accountName = (account: string): string =>
  (account.trim().split("\\").at(-1) ?? "").split("@", 1)[0]?.toLowerCase() ?? ""

/**
 * Whether two spellings may be one account, as `NORTHWIND\\svc`, `northwind.local\\svc` and `svc@northwind.local` are: a server
 * records the one that was typed. Without a domain, or with `.`, it may be any domain's.
 */
export function maybeSameAccount(one: string, other: string): boolean {
  const [domain, another] = [domainOf(one), domainOf(other)]
  return accountName(one) === accountName(other) && (domain === another || domain === "" || another === "")
}

/** First label, lower case. */
function domainOf(account: string): string {
  const [before, after] = account.trim().split("\\")
  const domain = after === undefined ? account.trim().split("@")[1] : before
  return domain?.split(".", 1)[0]?.toLowerCase() ?? ""
}
