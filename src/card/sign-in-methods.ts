/** The sign-in methods that an account had when its evidence was kept, for whoever looks through them. */
import { plainText } from "../lib/plain-text.ts"
import type { Json, JsonObject } from "../model/json.ts"
import type { Remediation } from "../model/remediation.ts"

const MAX_METHODS = 6

/**
 * `microsoft authenticator "Phone" (since 2026-01-25)`, newest first; what has no date stands last. Empty when nothing
 * was read. Source of the types: Microsoft Graph v1.0 reference, authenticationMethod.
 */
export function methodsText(steps: readonly Pick<Remediation, "action" | "after">[]): string {
  const kept = steps.find(({ action }) => action === "keep-evidence")?.after?.signInMethods
  const rows = isObject(kept) && Array.isArray(kept.rows) ? kept.rows.filter(isObject) : []
  const methods = rows
    .map((row) => ({ row, since: textOf(row, "createdDateTime").slice(0, 10) }))
    .filter(({ row }) => !textOf(row, "type").endsWith(".passwordAuthenticationMethod"))
    .toSorted((a, b) => b.since.localeCompare(a.since))
  const more = methods.length - MAX_METHODS
  const named = methods.slice(0, MAX_METHODS).map(({ row, since }) => methodText(row, since))
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(", ")
}

function methodText(row: JsonObject, since: string): string {
  const kind = /([a-z0-9]+)AuthenticationMethod$/i.exec(textOf(row, "type"))?.[1] ?? "unknown"
  const words = kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  const name = plainText(textOf(row, "displayName") || textOf(row, "phoneNumber"), 40)
  return `${words}${name === "" ? "" : ` "${name}"`}${since === "" ? "" : ` (since ${since})`}`
}

const textOf = (row: JsonObject, key: string): string => {
  const value = row[key]
  return typeof value === "string" ? value : ""
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)
