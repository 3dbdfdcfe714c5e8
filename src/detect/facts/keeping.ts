/**
 * How long things are kept: mail, files and records that could no longer be looked at later. A setting towards longer keeping
 * tells nothing.
 * Source: Microsoft Learn, Set-Mailbox, Remove-RetentionCompliancePolicy, Remove-CaseHoldPolicy,
 * New-UnifiedAuditLogRetentionPolicy (RetentionDuration); Microsoft Purview, "Audit log activities", eDiscovery.
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { type Fact, isFalse, isTrue, parameterOf } from "./fact.ts"

const POLICY =
  /^(remove|set)-(retentioncompliance|appretentioncompliance|caseholdpolicy|caseholdrule|holdcompliance)(policy|rule)?$/

/** Deleted mail is kept for fourteen days unless somebody says otherwise. */
const DEFAULT_DAYS = 14

/** A mailbox keeps what it recorded for ninety days unless somebody says otherwise. Source: Set-Mailbox, AuditLogAgeLimit. */
const DEFAULT_AUDIT_DAYS = 90

/** `14.00:00:00` and `14`; undefined for what is no time. */
function daysOf(value: string | undefined): number | undefined {
  const [, days] = /^(?:(\d+)\.)?\d{1,2}:\d{2}:\d{2}$/.exec(value?.trim() ?? "") ?? []
  if (days !== undefined) return Number(days)
  if (/^\d{1,2}:\d{2}:\d{2}$/.test(value?.trim() ?? "")) return 0
  return /^\d{1,5}$/.test(value?.trim() ?? "") ? Number(value) : undefined
}

/** What of the mailbox is no longer kept, in words. */
function mailboxKeepsLess(record: AuditRecord): string | undefined {
  if (isFalse(parameterOf(record, "LitigationHoldEnabled"))) return "the litigation hold ended"
  if (isFalse(parameterOf(record, "SingleItemRecoveryEnabled"))) return "deleted messages can be destroyed"
  const days = daysOf(parameterOf(record, "RetainDeletedItemsFor"))
  if (days !== undefined && days < DEFAULT_DAYS) return `deleted messages are kept for ${days} days`
  return isTrue(parameterOf(record, "RemoveDelayHoldApplied")) ||
    isTrue(parameterOf(record, "RemoveDelayReleaseHoldApplied"))
    ? "the hold's days of grace ended"
    : undefined
}

function endsKeeping(record: AuditRecord): string | undefined {
  const { operationKey } = record
  if (operationKey === "set-mailbox") return mailboxKeepsLess(record)
  if (operationKey === "holdremoved") return "a hold was removed"
  const [, verb] = POLICY.exec(operationKey) ?? []
  if (verb === "remove") return "the policy was removed"
  return verb === "set" && isFalse(parameterOf(record, "Enabled")) ? "the policy was switched off" : undefined
}

/** Nothing at all is kept by a limit of no days: that is `SwitchesMailboxAuditOff`. */
function keepsMailboxAuditShorter(record: AuditRecord): string | undefined {
  if (record.operationKey !== "set-mailbox") return undefined
  const days = daysOf(parameterOf(record, "AuditLogAgeLimit")) ?? 0
  return days > 0 && days < DEFAULT_AUDIT_DAYS ? `${days} ${days === 1 ? "day" : "days"}` : undefined
}

const SHORT = /^(sevendays|onemonth|threemonths)$/i

function keepsAuditShorter(record: AuditRecord): string | undefined {
  const [, verb] = /^(new|set|remove)-unifiedauditlogretentionpolicy$/.exec(record.operationKey) ?? []
  if (verb === undefined) return undefined
  if (verb === "remove") return "the policy was removed"
  const duration = parameterOf(record, "RetentionDuration")?.trim() ?? ""
  return SHORT.test(duration) ? `RetentionDuration is ${duration}` : undefined
}

export const KEEPING_FACTS: readonly Fact[] = [
  { name: "EndsKeeping", read: endsKeeping },
  { name: "KeepsAuditShorter", read: keepsAuditShorter },
  { name: "KeepsMailboxAuditShorter", read: keepsMailboxAuditShorter },
]
