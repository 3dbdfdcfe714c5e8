/** A fact is a named yes or no about one record, with the evidence it was read from. Rules combine facts; people read them. */
import type { AuditRecord } from "../../model/audit-record.ts"
import type { DetectMemory } from "../../model/detect-memory.ts"
import type { Json } from "../../model/json.ts"
import type { OwnIdentity, Tenant } from "../../model/tenant.ts"
import type { Unlearned } from "../unlearned.ts"

export type FactContext = {
  readonly tenant: Tenant
  readonly own: OwnIdentity
  /** ISO 3166 code of an address; undefined when unknown. */
  readonly country?: (ip: string) => string | undefined
  /** What earlier records left; missing where single records are looked at. */
  readonly memory?: DetectMemory
  /** What attacks taught, and isn't believed any more; missing where there is nothing of the kind. */
  readonly unlearned?: Unlearned
}

/** The other facts of the same record. */
export type OtherFacts = {
  /** The evidence when the fact is true. */
  evidence(name: string): string | undefined
}

export type Fact = {
  /** Only says by what records belong together; explanations leave it out. */
  readonly forGrouping?: boolean
  /** A fact without which this one can't hold: it is asked first, and nearly never holds. */
  readonly within?: string
  /** `ForwardsOutside`; rules write `facts.ForwardsOutside: true`. */
  readonly name: string
  /** The evidence as a short text when the fact is true; undefined when it isn't. */
  readonly read: (record: AuditRecord, context: FactContext, facts?: OtherFacts) => string | undefined
}

/** A parameter by name, whatever its case; missing means "not given", empty means "cleared". */
export function parameterOf(record: AuditRecord, name: string): string | undefined {
  if (Object.hasOwn(record.parameters, name)) return record.parameters[name]
  const folded = name.toLowerCase()
  return Object.entries(record.parameters).find(([key]) => key.toLowerCase() === folded)?.[1]
}

/** A field of the record itself as trimmed text; empty when it is missing, a list or an object. */
export const rawText = ({ raw }: AuditRecord, name: string): string => plainValue(raw[name])

/** The same of its value: where every record is asked, a field that is named in the code is found far sooner. */
export function plainValue(value: Json | undefined): string {
  if (typeof value === "string") return value.trim()
  return typeof value === "number" || typeof value === "boolean" ? String(value) : ""
}

/** Exchange writes True and False; command lines write $true. */
export const isTrue = (value: string | undefined): boolean =>
  value !== undefined && value !== "False" && /^\$?(true|1|yes)$/i.test(value.trim())
export const isFalse = (value: string | undefined): boolean => /^\$?(false|0|no)$/i.test(value?.trim() ?? "")

/** `a; b` as a list without empties. */
export const listOf = (value: string | undefined): readonly string[] =>
  (value ?? "")
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part !== "")
