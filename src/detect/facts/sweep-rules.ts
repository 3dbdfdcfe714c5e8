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

/** Undefined for everything but a sweep rule that was made or changed and is on. */
export function readSweepRule(record: AuditRecord): SweepRule | undefined {
  if (!/^(new|set)-sweeprule$/.test(record.operationKey)) return undefined
  if (isFalse(parameterOf(record, "Enabled"))) return undefined
  return {
    name: parameterOf(record, "Name") || parameterOf(record, "Identity") || "without a name",
    sender: parameterOf(record, "Sender") || parameterOf(record, "SenderName") || "",
    folder: parameterOf(record, "DestinationFolder") || "Deleted Items",
  }
}

function sweepsAway(record: AuditRecord, context: FactContext): string | undefined {
  const rule = readSweepRule(record)
  if (rule === undefined || hidingPlace(rule.folder) === undefined) return undefined
  const [only] = readDestinations(rule.sender, record, context)
  return only?.place === "inside" ? only.address : tellingWord(`${rule.sender} ${rule.name}`)
}

export const SWEEP_RULE_FACTS: readonly Fact[] = [{ name: "SweepsMailAway", read: sweepsAway }]
