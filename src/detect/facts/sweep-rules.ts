/**
 * Sweep rules of Outlook on the web: they empty the inbox of one sender again and again, and stand in no list of inbox rules.
 * Everybody sweeps newsletters away; nobody sweeps a colleague, a bank or an invoice.
 * Source: Microsoft Learn, New-SweepRule, Set-SweepRule.
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { readDestinations } from "./destinations.ts"
import { type Fact, type FactContext, isFalse, parameterOf } from "./fact.ts"
import { hidingPlace, tellingWord } from "./hiding-places.ts"

export type SweepRule = {
  readonly name: string
  readonly sender: string
  /** Where the mail goes; the deleted items when the record names nothing else. */
  readonly folder: string
}

/** Undefined for everything but a sweep rule that was made or changed, is on and takes new mail away. */
export function readSweepRule(record: AuditRecord): SweepRule | undefined {
  if (!/^(new|set)-sweeprule$/.test(record.operationKey)) return undefined
  if (isFalse(parameterOf(record, "Enabled")) || leavesNewMail(record)) return undefined
  return {
    name: parameterOf(record, "Name") || parameterOf(record, "Identity") || "without a name",
    sender: parameterOf(record, "Sender") || parameterOf(record, "SenderName") || "",
    folder: parameterOf(record, "DestinationFolder") || "Deleted Items",
  }
}

/** Mail that stays for days, or until the next comes, is read before it is swept away. */
const leavesNewMail = (record: AuditRecord): boolean =>
  ["KeepForDays", "KeepLatest"].some((name) => /^[1-9]\d*$/.test(parameterOf(record, name)?.trim() ?? ""))

/** Machines of one's own write more than anybody wants to read. */
const MACHINE = /^(no-?_?reply|do-?not-?reply|scan|printer|copier|kopierer|drucker|mfp|newsletter)/i

function sweepsAway(record: AuditRecord, context: FactContext): string | undefined {
  const rule = readSweepRule(record)
  if (rule === undefined || hidingPlace(rule.folder) === undefined) return undefined
  const [only] = readDestinations(rule.sender, record, context)
  const isColleague = only?.place === "inside" && !MACHINE.test(only.address)
  return isColleague ? only.address : tellingWord(`${rule.sender} ${rule.name}`)
}

export const SWEEP_RULE_FACTS: readonly Fact[] = [{ name: "SweepsMailAway", read: sweepsAway }]
