/** Is recorded what should be: the log, mailbox auditing, whom and what it leaves out, how long it is kept. Pure. */
import { DAY } from "../lib/time-units.ts"
import { mailboxName } from "./exchange-rows.ts"
import { type Check, ofFirst, ofMany } from "./posture-check.ts"
import type { AuditMailbox, PostureReads } from "./posture-rows.ts"

export const logCheck = (read: PostureReads["log"]): Check => ({
  title: "Unified audit log",
  weight: 100,
  ...ofFirst(read, ({ UnifiedAuditLogIngestionEnabled: isOn }) => {
    if (typeof isOn !== "boolean") return undefined
    // Audit (Standard), and Audit (Premium). Source: Microsoft Purview, "Learn about auditing solutions".
    if (isOn) return { state: "good", now: "on; kept for 180 days, with some licenses longer" }
    return {
      state: "bad",
      now: "OFF: what happens meanwhile is recorded nowhere",
      run: "Set-AdminAuditLogConfig -UnifiedAuditLogIngestionEnabled $true",
      fix: "enable-audit-log",
    }
  }),
})

export const organizationCheck = (read: PostureReads["organization"]): Check => ({
  title: "Mailbox auditing",
  weight: 20,
  ...ofFirst(read, ({ AuditDisabled: isOff }) => {
    if (typeof isOff !== "boolean") return undefined
    if (!isOff) return { state: "good", now: "on" }
    return {
      state: "bad",
      now: "OFF: what is done in mailboxes is recorded nowhere",
      run: "Set-OrganizationConfig -AuditDisabled $false",
      fix: "enable-mailbox-audit",
    }
  }),
})

export function bypassCheck(read: PostureReads["bypass"]): Check {
  const judged = ofMany(read, ({ AuditBypassEnabled }) => AuditBypassEnabled ?? undefined, {
    nameOf: ({ Name, Identity }) => Name || Identity || "an account without a name",
    good: "none",
    bad: "what they do in mailboxes isn't recorded",
  })
  return {
    title: "Accounts left out of auditing",
    weight: 20,
    ...judged,
    ...(judged.state === "bad"
      ? {
          run: "Set-MailboxAuditBypassAssociation -Identity NAME -AuditBypassEnabled $false",
          fix: "remove-audit-bypass",
        }
      : {}),
  }
}

export function auditedCheck(read: PostureReads["mailboxes"]): Check {
  const judged = ofMany(
    read,
    ({ AuditEnabled }) => (typeof AuditEnabled === "boolean" ? !AuditEnabled : undefined),
    { nameOf: mailboxName, good: "none", bad: "not all of what is done there is recorded" },
  )
  return {
    title: "Mailboxes with auditing off",
    weight: 5,
    ...judged,
    ...(judged.state === "bad" ? { run: "Set-Mailbox -Identity NAME -AuditEnabled $true" } : {}),
  }
}

/**
 * What of an owner's own acts tells a thief who signed in as the owner, all of it recorded by default.
 * Source: Microsoft Purview, "Manage mailbox auditing", mailbox actions for user mailboxes.
 */
const OWNER_ACTS = [
  "HardDelete",
  "MailItemsAccessed",
  "MoveToDeletedItems",
  "SoftDelete",
  "UpdateFolderPermissions",
  "UpdateInboxRules",
] as const

/** Undefined where Exchange doesn't say. A list that Microsoft manages holds them all. */
function missingActs({ DefaultAuditSet, AuditOwner }: AuditMailbox): readonly string[] | undefined {
  const has = (values: readonly string[], wanted: string): boolean =>
    values.some((value) => value.toLowerCase() === wanted.toLowerCase())
  if (DefaultAuditSet && has(DefaultAuditSet, "Owner")) return []
  return AuditOwner ? OWNER_ACTS.filter((act) => !has(AuditOwner, act)) : undefined
}

/** Mailboxes that people own; of others nobody signs in as the owner. */
const isOwned = ({ RecipientTypeDetails: type }: AuditMailbox): boolean =>
  !type || ["usermailbox", "sharedmailbox"].includes(type.toLowerCase())

export function ownerCheck(read: PostureReads["mailboxes"]): Check {
  const owned = "problem" in read ? read : { rows: read.rows.filter(isOwned) }
  const missing =
    "problem" in owned ? [] : [...new Set(owned.rows.flatMap((row) => missingActs(row) ?? []))].toSorted()
  const judged = ofMany(
    owned,
    (row) => {
      const acts = missingActs(row)
      return acts && acts.length > 0
    },
    {
      nameOf: mailboxName,
      good: "recorded as by default, in every mailbox",
      bad: "not all of it is recorded, so that a thief who signs in as the owner isn't seen",
    },
  )
  return {
    title: "What owners do themselves",
    weight: 5,
    ...judged,
    ...(judged.state === "bad"
      ? {
          detail: missing.join(", "),
          run: 'Set-Mailbox -Identity NAME -DefaultAuditSet "Admin","Delegate","Owner"',
        }
      : {}),
  }
}

/** The default. Source: Set-Mailbox, AuditLogAgeLimit. */
const KEPT_MS = 90 * DAY

/** `90.00:00:00`, or `00:00:00` without days; undefined for anything else. */
function spanMs(span: string | null | undefined): number | undefined {
  const [, days = "0", hours] = /^(?:(\d{1,6})\.)?(\d{2}):\d{2}:\d{2}/.exec(span ?? "") ?? []
  return hours === undefined ? undefined : Number(days) * DAY + (Number(hours) / 24) * DAY
}

export function ageCheck(read: PostureReads["mailboxes"]): Check {
  const judged = ofMany(
    read,
    ({ AuditLogAgeLimit }) => {
      const kept = spanMs(AuditLogAgeLimit)
      return kept === undefined ? undefined : kept < KEPT_MS
    },
    { nameOf: mailboxName, good: "90 days or longer everywhere", bad: "less than 90 days" },
  )
  return {
    title: "Age of mailbox logs",
    weight: 2,
    ...judged,
    ...(judged.state === "bad" ? { run: "Set-Mailbox -Identity NAME -AuditLogAgeLimit 90.00:00:00" } : {}),
  }
}
