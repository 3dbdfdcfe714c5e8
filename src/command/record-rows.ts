/** Audit records as rows of an answer. The customer's face names no address and nobody of another company. */

import { countryName } from "../lib/country-name.ts"
import { plainText, withoutAddresses } from "../lib/plain-text.ts"
import { instantText } from "../lib/time-text.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import type { Face } from "../model/delivery.ts"
import type { AnswerRow } from "./answer.ts"

export type RowWords = {
  readonly zone: string
  readonly face: Face
  readonly country: (ip: string) => string | undefined
  /** Client ids of our own apps, lower case: what they did is called ours. */
  readonly ownApps: readonly string[]
  /** Shown first, where rows are of several customers. */
  readonly customerOf?: (record: AuditRecord) => string
  /** A text of the record with the names that are known of ids. */
  readonly named?: (record: AuditRecord, text: string) => string
}

export function recordRow(record: AuditRecord, words: RowWords): AnswerRow {
  const { face, zone, customerOf, named = (_record, text) => text } = words
  const target = named(record, record.target.name)
  const hidden = face === "customer" ? withoutAddresses : (text: string): string => text
  const failed = record.outcome === "failed" ? " (failed)" : ""
  const rows = [
    { label: "Customer", value: customerOf?.(record) ?? "" },
    { label: "Who", value: whoText(record, words) },
    { label: "What", value: `${record.operation.replace(/\.$/, "")}${failed}` },
    { label: "On", value: target === "unknown" || target === record.actor.upn ? "" : hidden(target) },
    { label: "Details", value: hidden(named(record, detailsText(record))) },
    { label: "From", value: face === "technician" ? addressText(record.ip, words.country) : "" },
  ]
  const at = record.happenedAt
  return { heading: instantText(at, zone), at, facts: rows.filter(({ value }) => value !== "") }
}

/** Who acts for a provider is somebody of another company; a person who uses one of our apps is that person. */
function whoText({ actor }: AuditRecord, { face, ownApps }: RowWords): string {
  const isOurs = actor.upn === undefined && actor.appId !== undefined && ownApps.includes(actor.appId)
  if (isOurs) return "Watchpost"
  if (face === "customer" && actor.kind === "partner") return "a technician of a provider"
  return actor.kind === "microsoft" ? `Microsoft (${actor.id})` : (actor.upn ?? actor.id)
}

/** `198.51.100.7, Netherlands` */
function addressText(ip: string | undefined, country: RowWords["country"]): string {
  if (ip === undefined) return ""
  return `${ip}, ${countryName(country(ip)) ?? "country unknown"}`
}

const MOST_DETAILS = 5
/** Say what the row says already, or how a cmdlet was called. */
const SILENT =
  /^(?:identity|mailbox|confirm|force|whatif|errorAction|warningAction|alwaysdeleteoutlookrulesblob)$/i

/** Lists of objects, which nobody reads in a line. */
const STRUCTURE = /^\s*\[?\s*\{|=> \[\[/
const NOTHING = /^(?:false|\[\s*\])?$/i

/** Microsoft names what was never set, too. */
const isTelling = ({ oldValue, newValue }: AuditRecord["modified"][number]): boolean =>
  !NOTHING.test(oldValue.trim()) || !NOTHING.test(newValue.trim())

function detailsText({ parameters, modified }: AuditRecord): string {
  const given = Object.entries(parameters)
    .filter(([name]) => !SILENT.test(name))
    .map(([name, value]) => `${name}: ${plainText(value, 80) || "(empty)"}`)
  const changed = modified.filter(isTelling).map(({ name, oldValue, newValue }) => {
    if (STRUCTURE.test(oldValue) || STRUCTURE.test(newValue)) return `${name} changed`
    return `${name}: ${plainText(oldValue, 60) || "(empty)"} → ${plainText(newValue, 60) || "(empty)"}`
  })
  const all = [...given, ...changed]
  const more = all.length > MOST_DETAILS ? `; ${all.length - MOST_DETAILS} more details` : ""
  return `${all.slice(0, MOST_DETAILS).join("; ")}${more}`
}
