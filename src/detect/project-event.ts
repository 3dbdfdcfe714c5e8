/**
 * An audit record as rules see it (the taxonomy `m365-raw`): the vendor's own fields untouched, name/value lists under
 * their own prefix so that they can't overwrite a field, and facts as booleans.
 *
 * `Operation` · `Param.<Name>` · `Ext.<Name>` · `Mod.<Name>.New` and `.Old` · `Op.<Name>` · `facts.<Name>` ·
 * `evidence.<Name>`, the text behind a fact, `ip`, the bare address,
 * and `tenant.id`: correlations group by them and count them; `actor.kind`
 */
import type { AuditRecord } from "../model/audit-record.ts"
import { isJsonObject, type Json, type JsonObject } from "../model/json.ts"
import type { SigmaEvent } from "../sigma/event.ts"
import { type FactReader, numberOfFact } from "./facts/all-facts.ts"

export function projectEvent(record: AuditRecord, facts: FactReader): SigmaEvent {
  return {
    field: (name) => readerOf(name)(record, facts),
    texts: () => textsOf(record.raw),
  }
}

type FieldReader = (record: AuditRecord, facts: FactReader) => unknown

/** Names come from rules, so that they are few; each is taken apart once. */
const readers = new Map<string, FieldReader>()

function readerOf(name: string): FieldReader {
  const known = readers.get(name)
  if (known !== undefined) return known
  const reader = makeReader(name)
  readers.set(name, reader)
  return reader
}

function makeReader(name: string): FieldReader {
  const dot = name.indexOf(".")
  const [prefix, rest] = dot < 0 ? [name, ""] : [name.slice(0, dot), name.slice(dot + 1)]
  if (prefix === "facts") {
    const number = numberOfFact(rest)
    return (_, facts) => facts.evidenceAt(number) !== undefined
  }
  if (prefix === "evidence") {
    const number = numberOfFact(rest)
    return (_, facts) => facts.evidenceAt(number)
  }
  if (prefix === "Param") return ({ parameters }) => own(parameters, rest)
  if (prefix === "Ext") return ({ extended }) => own(extended, rest)
  if (prefix === "Op") return ({ operationProperties }) => own(operationProperties, rest)
  if (prefix === "Mod") return (record) => readModified(record, rest)
  if (name === "Operation") return operationNames
  if (name === "ip") return ({ ip }) => ip
  if (name === "tenant.id") return ({ tenantId }) => tenantId
  if (name === "actor.kind") return ({ actor }) => actor.kind
  if (name === "ParamNames") return ({ parameters }) => Object.keys(parameters)
  return ({ raw }) => readRaw(raw, name)
}

/** Entra ends names with a dot and writes long dashes: a rule may write the plain name instead. */
const operationNames = ({ operation, operationKey }: AuditRecord): string | readonly string[] =>
  operation.toLowerCase() === operationKey ? operation : [operation, operationKey]

const own = <T>(object: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined

function readModified(record: AuditRecord, name: string): unknown {
  const side = /\.(New|Old)$/.exec(name)?.[1]
  const property = side === undefined ? name : name.slice(0, -4)
  const hits = record.modified.filter((one) => one.name === property)
  if (hits.length === 0) return undefined
  return hits.map((one) => (side === "Old" ? one.oldValue : one.newValue))
}

/** A flat key wins over a path. Objects and lists of objects are their JSON text, so that `contains` can look inside. */
function readRaw(raw: JsonObject, name: string): unknown {
  const value = own(raw, name) ?? walk(raw, name.split("."))
  if (Array.isArray(value)) return value.some(isNested) ? JSON.stringify(value) : value
  return isNested(value) ? JSON.stringify(value) : value
}

const isNested = (value: unknown): boolean => typeof value === "object" && value !== null

function walk(raw: JsonObject, path: readonly string[]): Json | undefined {
  let at: Json | undefined = raw
  for (const key of path) {
    if (!isJsonObject(at)) return undefined
    at = own(at, key)
  }
  return at
}

function* textsOf(value: Json): Iterable<string> {
  if (typeof value === "string") yield value
  else if (typeof value === "number" || typeof value === "boolean") yield String(value)
  else if (value !== null) for (const inner of Object.values(value)) yield* textsOf(inner)
}
