/**
 * Switching the recording off: the whole tenant's, one account's, one mailbox's. Values are read by name and only a real
 * False (or True) counts, because the service repeats the harmless value every night.
 * Source: Microsoft Learn, Set-AdminAuditLogConfig, Set-MailboxAuditBypassAssociation, Set-Mailbox, Set-OrganizationConfig.
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { type Fact, isFalse, isTrue, listOf, parameterOf } from "./fact.ts"

const LOG_SWITCHES = ["UnifiedAuditLogIngestionEnabled", "AdminAuditLogEnabled"] as const

/** What the owner, delegates and administrators do, as lists of recorded acts. */
const RECORDED_ACTS = ["AuditOwner", "AuditDelegate", "AuditAdmin"] as const

function mailboxAuditOff(record: AuditRecord): string | undefined {
  if (record.operationKey === "set-organizationconfig")
    return isTrue(parameterOf(record, "AuditDisabled")) ? "AuditDisabled is True" : undefined
  if (record.operationKey !== "set-mailbox") return undefined
  if (isFalse(parameterOf(record, "AuditEnabled"))) return "AuditEnabled is False"
  const emptied = RECORDED_ACTS.find((name) => isNothing(parameterOf(record, name)))
  if (emptied !== undefined) return `${emptied} was emptied`
  const shortened = RECORDED_ACTS.find((name) => isRemoval(parameterOf(record, name)))
  if (shortened !== undefined) return `${shortened} lost acts that were recorded`
  return /^(0\.)?00:00:00$/.test(parameterOf(record, "AuditLogAgeLimit")?.trim() ?? "")
    ? "AuditLogAgeLimit is 00:00:00"
    : undefined
}

/** Given, and nothing in it. */
const isNothing = (value: string | undefined): boolean =>
  value !== undefined && listOf(value).every((part) => /^\$?(none|null)$/i.test(part))

/** `@{Remove="MailItemsAccessed"}`: what is taken from a list, as PowerShell writes it. */
const isRemoval = (value: string | undefined): boolean => /^@?\{\s*["']?remove\b/i.test(value?.trim() ?? "")

/** The part of a license that records what mail was read, by name and by id. Source: Microsoft Learn, product names and service plan identifiers. */
const ADVANCED_AUDITING = /M365_ADVANCED_AUDITING|2f442157-a11c-46b9-ae5b-6e39ff4e5849/i
const DISABLED_PLANS = /DisabledPlans=\[([^\]]*)\]/gi

const LICENSE_CHANGES: ReadonlySet<string> = new Set(["change user license", "update user"])

const disablesAuditing = (license: string): boolean =>
  [...license.matchAll(DISABLED_PLANS)].some((match) => ADVANCED_AUDITING.test(match[1] ?? ""))

/**
 * True when a change of license took advanced auditing away. Records name the plans that a license leaves out. A tenant
 * may get no record of the change by that name, only the one that the account was updated.
 */
function licenseLost(record: AuditRecord): string | undefined {
  if (!LICENSE_CHANGES.has(record.operationKey)) return undefined
  const changed = record.modified.some(
    ({ oldValue, newValue }) => disablesAuditing(newValue) && !disablesAuditing(oldValue),
  )
  return changed || lostInDetails(record.extended.additionalDetails ?? "")
    ? "the license leaves advanced auditing out"
    : undefined
}

/** Older records tell old and new values in one text. */
function lostInDetails(details: string): boolean {
  const at = details.search(/NewValue/i)
  if (at < 0) return false
  const old = details.search(/OldValue/i)
  const after = details.slice(at, old > at ? old : undefined)
  const before = old < 0 ? "" : details.slice(old, at > old ? at : undefined)
  return disablesAuditing(after) && !disablesAuditing(before)
}

export const AUDITING_FACTS: readonly Fact[] = [
  {
    name: "SwitchesAuditOff",
    read: (record) => {
      if (record.operationKey !== "set-adminauditlogconfig") return undefined
      const off = LOG_SWITCHES.find((name) => isFalse(parameterOf(record, name)))
      return off === undefined ? undefined : `${off} is False`
    },
  },
  {
    name: "BypassesMailboxAudit",
    read: (record) =>
      record.operationKey === "set-mailboxauditbypassassociation" &&
      isTrue(parameterOf(record, "AuditBypassEnabled"))
        ? "AuditBypassEnabled is True"
        : undefined,
  },
  { name: "SwitchesMailboxAuditOff", read: mailboxAuditOff },
  {
    name: "SwitchesAllMailboxAuditOff",
    read: (record) =>
      record.operationKey === "set-organizationconfig" ? mailboxAuditOff(record) : undefined,
  },
  { name: "LicenseLosesAuditing", read: licenseLost },
]
