/**
 * Searches over everybody's content (eDiscovery): made, exported, used to delete, and who may do it.
 * Records of the portal and of the cmdlets tell the same act in two ways.
 * Source: Microsoft Purview, "Audit log activities", eDiscovery; Microsoft Learn, New-ComplianceSearchAction.
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { type Fact, isFalse, isTrue, parameterOf } from "./fact.ts"

export type Discovery = {
  readonly act: "export" | "purge" | "search" | "case" | "case-administrator"
  /** The search's or case's name; "unknown" when the record doesn't tell it. */
  readonly name: string
}

const ACTS: Readonly<Record<string, Discovery["act"]>> = {
  searchexported: "export",
  searchexportdownloaded: "export",
  "new-mailboxexportrequest": "export",
  searchpurged: "purge",
  searchresultspurged: "purge",
  searchcreated: "search",
  searchstarted: "search",
  "new-compliancesearch": "search",
  "start-compliancesearch": "search",
  "new-mailboxsearch": "search",
  caseadded: "case",
  casememberadded: "case",
  "new-compliancecase": "case",
  "add-compliancecasemember": "case",
  caseadminadded: "case-administrator",
  caseadminupdated: "case-administrator",
  caseadminreplaced: "case-administrator",
  "add-ediscoverycaseadmin": "case-administrator",
  "update-ediscoverycaseadmin": "case-administrator",
}

/** Undefined when the record is no act of eDiscovery that anybody must hear of: previews are none. */
export function readDiscovery(record: AuditRecord): Discovery | undefined {
  const act = actOf(record)
  if (act === undefined) return undefined
  const given = ["SearchName", "Case", "Mailbox", "Name", "Identity", "User", "Users"]
    .map((name) => parameterOf(record, name) ?? "")
    .find((value) => value !== "")
  const name = given ?? (record.target.id === "unknown" ? "unknown" : record.target.name)
  return { act, name: name.replace(/_(export|purge|preview)$/i, "") }
}

/** The old cmdlet searches, copies into a mailbox and deletes in one. An estimate does none of it. */
function mailboxSearch(record: AuditRecord): Discovery["act"] | undefined {
  if (isTrue(parameterOf(record, "DeleteContent"))) return "purge"
  if ((parameterOf(record, "TargetMailbox") ?? "") !== "") return "export"
  return isTrue(parameterOf(record, "EstimateResultOnly")) ? undefined : "search"
}

function actOf(record: AuditRecord): Discovery["act"] | undefined {
  if (record.operationKey === "search-mailbox") return mailboxSearch(record)
  if (record.operationKey !== "new-compliancesearchaction")
    return Object.hasOwn(ACTS, record.operationKey) ? ACTS[record.operationKey] : undefined
  const given = (name: string): boolean => {
    const value = parameterOf(record, name)
    return value !== undefined && !isFalse(value)
  }
  return given("Export") ? "export" : given("Purge") ? "purge" : undefined
}

const fact = (name: string, acts: readonly Discovery["act"][]): Fact => ({
  name,
  read: (record) => {
    const discovery = readDiscovery(record)
    return discovery !== undefined && acts.includes(discovery.act) ? discovery.name : undefined
  },
})

export const EDISCOVERY_FACTS: readonly Fact[] = [
  fact("ExportsSearch", ["export"]),
  fact("StartsDiscovery", ["search", "case", "case-administrator", "purge"]),
  fact("PurgesMail", ["purge"]),
  fact("GrantsDiscovery", ["case-administrator"]),
]
