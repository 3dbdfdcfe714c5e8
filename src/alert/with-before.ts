/**
 * What a mailbox was like before the change that an alert is about. Microsoft's record of a cmdlet holds new values only;
 * the old ones come from the last reading of the mailboxes, and from what was recorded since. Pure.
 */
import { plainText } from "../lib/plain-text.ts"
import { MINUTE } from "../lib/time-units.ts"
import { CHANGE_NAMES } from "../model/act.ts"
import type { Alert, Change } from "../model/alert.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import type { SeenMailbox } from "../model/mailbox-state.ts"

/** The mailbox whose state before would say more than the alert does; undefined when none would. */
export function mailboxToLookUp(alert: Alert): string | undefined {
  return alert.changes.some(isAsked) ? alert.object.mailbox : undefined
}

const ASKED: readonly string[] = Object.values(CHANGE_NAMES)
const isAsked = (change: Change): boolean => change.before === undefined && ASKED.includes(change.what)

/**
 * A reading that already shows the new value this shortly before the change may owe it to a clock that is wrong,
 * milliseconds. Older ones are believed: somebody set what was set before.
 */
const CLOCK_DOUBT_MS = 5 * MINUTE

/** The same alert, with `before` and its time where `seen` knows it. A state that isn't older than the alert says nothing. */
export function withBefore(alert: Alert, seen: SeenMailbox | undefined): Alert {
  if (seen === undefined || seen.seenAt > alert.happenedAt) return alert
  const doubtful = seen.recorded !== true && alert.happenedAt - seen.seenAt < CLOCK_DOUBT_MS
  const changes = alert.changes.map((change, index): Change => {
    // The same thing changed again within one alert: what was before is what the change before it set.
    const last = alert.changes.slice(0, index).findLast(({ what }) => what === change.what)
    if (isAsked(change) && last !== undefined) return { ...change, before: last.after }
    const before = isAsked(change) ? beforeOf(change.what, seen) : undefined
    if (before === undefined || (doubtful && isSame(before, change.after))) return change
    return { ...change, before, beforeSeenAt: seen.seenAt }
  })
  return { ...alert, changes }
}

const isSame = (before: string, after: string): boolean => before.toLowerCase() === after.toLowerCase()

function beforeOf(what: string, seen: SeenMailbox): string | undefined {
  const destinations = [seen.forwardsToRecipient, seen.forwardsToAddress].filter((one) => one !== undefined)
  if (what === CHANGE_NAMES.forwarding) return plainText(destinations.join(" and ")) || "off"
  if (what === CHANGE_NAMES.keepsCopy) {
    if (destinations.length === 0) return "not forwarding"
    return seen.keepsCopy ? "yes" : "no"
  }
  if (seen.auditEnabled === undefined) return undefined
  return seen.auditEnabled ? "on" : "off"
}

/**
 * The mailbox as the records of it leave it that were made after the reading and before `until` (milliseconds UTC).
 *
 * @NOTE A record carries only the parameters that were given. Missing means "not changed"; empty means "cleared".
 */
export function afterRecords(seen: SeenMailbox, records: readonly AuditRecord[], until: number): SeenMailbox {
  return records
    .filter((record) => FORWARDING_OPERATIONS.includes(record.operationKey) && record.outcome !== "failed")
    .filter(({ happenedAt }) => happenedAt >= seen.seenAt - RECORD_CLOCK_MS && happenedAt < until)
    .toSorted((a, b) => a.happenedAt - b.happenedAt)
    .reduce(afterRecord, seen)
}

/** What changes a mailbox's forwarding and auditing, as operations are compared. */
export const FORWARDING_OPERATIONS: readonly string[] = ["set-mailbox"]

/** Records tell whole seconds: one of the second in which the reading ended may be newer than it. */
export const RECORD_CLOCK_MS = 1_000

function afterRecord(seen: SeenMailbox, record: AuditRecord): SeenMailbox {
  const given = new Map(
    Object.entries(record.parameters).map(([name, value]) => [name.toLowerCase(), value.trim()]),
  )
  const [recipient, address] = [given.get("forwardingaddress"), given.get("forwardingsmtpaddress")]
  const keeps = given.get("delivertomailboxandforward")
  const audited = given.get("auditenabled")
  if ([recipient, address, keeps, audited].every((value) => value === undefined)) return seen
  const { forwardsToRecipient, forwardsToAddress, ...rest } = seen
  return {
    ...rest,
    ...named("forwardsToRecipient", recipient ?? forwardsToRecipient),
    ...named("forwardsToAddress", address?.replace(/^smtp:/i, "") ?? forwardsToAddress),
    keepsCopy: keeps === undefined ? seen.keepsCopy : isTrue(keeps),
    ...(audited === undefined ? {} : { auditEnabled: isTrue(audited) }),
    seenAt: Math.max(seen.seenAt, record.happenedAt),
    recorded: true,
  }
}

const isTrue = (value: string): boolean => /^\$?true$/i.test(value)

const named = <Key extends string>(key: Key, value: string | undefined): Partial<Record<Key, string>> =>
  value === undefined || value === "" ? {} : ({ [key]: value } as Record<Key, string>)
