/** Which of a mailbox's rules an alert is about. Names are not unique, and attackers use `.` and blanks. */
import { cleanText } from "../lib/fold.ts"
import { RemediationError } from "../model/errors.ts"
import type { JsonObject } from "../model/json.ts"
import { hasSystemName, isSystemRule } from "../model/system-rule.ts"
import type { Subject } from "./action-contract.ts"
import { flag, same, text, texts } from "./cmdlet-rows.ts"
import type { Reach } from "./reach.ts"
import { mailboxNameOf } from "./subject.ts"

/** All rules of a mailbox. Without IncludeHidden the ones that attackers hide are missed. */
export const everyRule = (mailbox: string, reach: Reach): Promise<readonly JsonObject[]> =>
  reach.rows("Get-InboxRule", { Mailbox: mailbox, IncludeHidden: true, ResultSize: "Unlimited" }, mailbox)

/**
 * The rule: by its pinned identity, else by its id, else by its exact name (invisible characters
 * don't count: alerts come without them). Of several with the same name, the one
 * that sends to the alert's destination, else the only one that is on. Undefined when it is not there.
 * Throws a RemediationError when the alert names no rule, names one of Exchange's own, or still means several.
 */
export function findInboxRule(subject: Subject, rows: readonly JsonObject[]): JsonObject | undefined {
  if (subject.ruleIdentity !== undefined) {
    return rows.find((row) => text(row, "Identity") === subject.ruleIdentity)
  }
  const candidates = rows.filter((row) => text(row, "Identity") !== undefined && !isExchanges(row))
  const found = byId(subject, candidates) ?? byName(subject, candidates)
  if (found === undefined && hasSystemName(subject.ruleName ?? "")) {
    throw new RemediationError(`"${subject.ruleName}" is a rule of Exchange itself and is left alone.`)
  }
  return found
}

function byId(subject: Subject, rows: readonly JsonObject[]): JsonObject | undefined {
  const wanted = ruleNumber(subject.ruleId ?? "")
  if (wanted === undefined) return undefined
  return rows.find((row) => ruleNumber(text(row, "Identity") ?? "") === wanted)
}

function byName(subject: Subject, rows: readonly JsonObject[]): JsonObject | undefined {
  const wanted = cleanText(subject.ruleName ?? "")
  if (wanted === "") {
    if (ruleNumber(subject.ruleId ?? "") !== undefined) return undefined
    throw new RemediationError("The alert doesn't name the inbox rule; look at the mailbox's rules.")
  }
  const named = rows.filter((row) => typeof row.Name === "string" && cleanText(row.Name) === wanted)
  if (named.length <= 1) return named[0]

  const [toDestination, ...others] = named.filter((row) => sendsTo(row, subject.destination))
  if (toDestination !== undefined && others.length === 0) return toDestination
  const [enabled, ...more] = named.filter((row) => flag(row, "Enabled"))
  if (enabled !== undefined && more.length === 0) return enabled
  throw new RemediationError(
    `${mailboxNameOf(subject)} has ${named.length} rules called "${subject.ruleName}", and it isn't clear which one the alert is about; choose by hand.`,
  )
}

/**
 * The 64-bit id at the end of `mailbox\id`, or the id alone. Audit records write it signed, Get-InboxRule unsigned.
 * A BigInt, because a JavaScript number would round it.
 */
function ruleNumber(identity: string): bigint | undefined {
  const digits = /(?:^|\\)(-?\d{1,20})$/.exec(identity.trim())?.[1]
  return digits === undefined ? undefined : BigInt.asUintN(64, BigInt(digits))
}

const SENDS = ["ForwardTo", "RedirectTo", "ForwardAsAttachmentTo"] as const

const targetsOf = (row: JsonObject): readonly string[] => SENDS.flatMap((key) => texts(row, key))

/** Two names of one rule; also where one of them has no number that could tell them apart. */
export function isSameRule(ruleId: string, identity: string): boolean {
  const [one, other] = [ruleNumber(ruleId), ruleNumber(identity)]
  return one === undefined || other === undefined || one === other
}

/** False without a destination. Targets look like `"x@y" [SMTP:x@y]`. */
export function sendsTo(row: JsonObject, destination: string | undefined): boolean {
  if (destination === undefined || destination === "") return false
  return targetsOf(row).some((target) => {
    const address = /\[SMTP:([^\]]+)\]/i.exec(target)?.[1] ?? target
    return same(address.trim(), destination.replace(/^smtp:/i, "").trim())
  })
}

/** One of Exchange's own, which fixes leave alone. */
export const isExchanges = (row: JsonObject): boolean =>
  isSystemRule({
    name: text(row, "Name") ?? "",
    sendsTo: targetsOf(row),
    deletes: flag(row, "DeleteMessage"),
  })

/** A rule that the cmdlet can't show whole is run by Outlook. Source: Get-InboxRule, "SupportedByTask". */
export const isOnlyOutlooks = (row: JsonObject): boolean => row.SupportedByTask === false
