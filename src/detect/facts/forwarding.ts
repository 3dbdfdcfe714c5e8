/** Forwarding of a whole mailbox (Set-Mailbox). Source: Microsoft Learn, Set-Mailbox. */
import type { AuditRecord } from "../../model/audit-record.ts"
import { type Destination, listed, readDestinations } from "./destinations.ts"
import { type Fact, type FactContext, isFalse, isTrue, parameterOf } from "./fact.ts"

export type Forwarding = {
  readonly destinations: readonly Destination[]
  /** True when a forwarding parameter was given empty and none was set: forwarding was taken off. */
  readonly cleared: boolean
  /** Missing when the record doesn't say whether the mailbox keeps its copy. */
  readonly keepsCopy?: boolean
}

const PARAMETERS = ["ForwardingSmtpAddress", "ForwardingAddress"] as const

/**
 * What a record changed about forwarding; undefined when it touches none.
 *
 * @NOTE A record carries only the parameters that were given. Missing means "not changed"; empty means "cleared",
 * which must not alert: removing a forwarding writes the same record as setting one.
 */
export function readForwarding(record: AuditRecord, context: FactContext): Forwarding | undefined {
  if (!/^(set|enable)-(mailbox|remotemailbox)$/.test(record.operationKey)) return undefined
  const values = PARAMETERS.map((name) => parameterOf(record, name))
  if (values.every((value) => value === undefined)) return undefined
  const destinations = values.flatMap((value) => readDestinations(value, record, context))
  const keep = parameterOf(record, "DeliverToMailboxAndForward")
  return {
    destinations,
    cleared: destinations.length === 0,
    ...(isTrue(keep) ? { keepsCopy: true } : isFalse(keep) ? { keepsCopy: false } : {}),
  }
}

const place =
  (wanted: Destination["place"]): Fact["read"] =>
  (record, context) =>
    listed(readForwarding(record, context)?.destinations ?? [], wanted)

export const FORWARDING_FACTS: readonly Fact[] = [
  { name: "ForwardsOutside", read: place("outside") },
  {
    // Only without a destination that is surely outside: then the level stays what it is.
    name: "ForwardsToUnknown",
    read: (record, context) =>
      place("outside")(record, context) === undefined ? place("unknown")(record, context) : undefined,
  },
  {
    name: "ClearsForwarding",
    read: (record, context) =>
      readForwarding(record, context)?.cleared === true ? "the forwarding address was emptied" : undefined,
  },
  {
    name: "KeepsNoCopy",
    read: (record, context) =>
      readForwarding(record, context)?.keepsCopy === false
        ? "DeliverToMailboxAndForward is False"
        : undefined,
  },
]
