/**
 * Domains of a tenant, and who answers for their sign-ins.
 * Source: Microsoft Learn, "Microsoft Entra audit activity reference", category DirectoryManagement; Exchange PowerShell,
 * New-AcceptedDomain, Add-FederatedDomain.
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { newValue, targetObject } from "./directory-record.ts"
import { type Fact, parameterOf } from "./fact.ts"

const FEDERATION =
  /^(set domain authentication|set federation settings on domain|(add|new|set)-federateddomain|new-federatedorganizationidentifier)$/
const CHANGE =
  /^(add (un)?verified domain|add domain to company|verify domain|update domain|remove domain from company|remove (un)?verified domain|(new|set|remove)-accepteddomain)$/

/** The domain, lower case. */
export function domainOf(record: AuditRecord): string {
  const given = ["DomainName", "Name", "Identity"].map((name) => parameterOf(record, name) ?? "")
  const { name = "" } = targetObject(record)
  const changed = newValue(record, "Name")
  const found = [...given, changed, name, record.target.id].find((text) =>
    /^[^\s@/\\]+\.[^\s@/\\]+$/.test(text),
  )
  return (found ?? record.target.name).toLowerCase()
}

/** Turning a domain back to sign-ins by Microsoft is what ends an attack. */
export function federates(record: AuditRecord): boolean {
  if (!FEDERATION.test(record.operationKey)) return false
  const kind = newValue(record, "LiveType") || newValue(record, "Authentication")
  return !/^managed$/i.test(kind)
}

export const DOMAIN_FACTS: readonly Fact[] = [
  { name: "FederatesDomain", read: (record) => (federates(record) ? domainOf(record) : undefined) },
  {
    name: "ChangesDomains",
    read: (record) => (CHANGE.test(record.operationKey) ? domainOf(record) : undefined),
  },
]
