/**
 * Old and new values of changed properties. Directory records write them as JSON text, mostly a list of one, often with
 * line breaks; Exchange writes them bare.
 * Source: Office 365 Management Activity API schema, "Common schema", ModifiedProperties.
 */
import type { AuditRecord } from "../../model/audit-record.ts"

/** `["a","b"]` → a, b · `"a"` → a · `[]` and empty → nothing · an object stays its JSON text · anything else is itself. */
export function valuesOf(text: string): readonly string[] {
  const trimmed = text.trim()
  if (trimmed === "") return []
  if (!/^["[]/.test(trimmed)) return [trimmed]
  try {
    const parsed: unknown = JSON.parse(trimmed)
    return (Array.isArray(parsed) ? parsed.flat() : [parsed]).flatMap((value: unknown) => {
      if (value === null || value === "") return []
      return [typeof value === "object" ? JSON.stringify(value) : String(value)]
    })
  } catch {
    return [trimmed]
  }
}

export type ChangedValues = { readonly before: readonly string[]; readonly after: readonly string[] }

/** A changed property by name, whatever its case; undefined when the record doesn't name it. */
export function changedValues(record: AuditRecord, name: string): ChangedValues | undefined {
  const folded = name.toLowerCase()
  const property = record.modified.find((one) => one.name.trim().toLowerCase() === folded)
  if (property === undefined) return undefined
  return { before: valuesOf(property.oldValue), after: valuesOf(property.newValue) }
}
