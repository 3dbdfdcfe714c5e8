/** How sign-in methods are called, and which of them a person has to look through. */
import { plainText } from "../lib/plain-text.ts"
import { isJsonObject, type Json, type JsonObject } from "../model/json.ts"
import type { Remediation } from "../model/remediation.ts"

const MAX_METHODS = 6

/**
 * What is left of an account's sign-in methods for a person to decide, at most one sentence.
 * Removed are methods that are known to be new: what bears no date is told, and what came while they were removed. Where
 * that step didn't come to its end, all that the evidence tells of.
 */
export function methodsByHand(
  steps: readonly Pick<Remediation, "action" | "state" | "after">[],
): readonly string[] {
  const removal = steps.find(({ action }) => action === "remove-sign-in-methods")
  if (removal?.state === "verified" || removal?.state === "already-done") {
    const left = methodsText([...rowsIn(removal.after?.byHand), ...rowsIn(removal.after?.new)])
    return left === ""
      ? []
      : [
          `Look at these sign-in methods, which have no date, can't be removed from here, or were added meanwhile (${PLACE}): ${left}.`,
        ]
  }
  const kept = steps.find(({ action }) => action === "keep-evidence")?.after?.signInMethods
  const methods = methodsText(isJsonObject(kept) ? rowsIn(kept.rows) : [])
  const named = methods === "" ? "" : ` They were: ${methods}.`
  return [
    `Look through the sign-in methods of the account (${PLACE}) and remove what the user doesn't know.${named}`,
  ]
}

const PLACE = "Entra admin center, Users, Authentication methods"

const rowsIn = (list: Json | undefined): readonly JsonObject[] =>
  Array.isArray(list) ? list.filter(isJsonObject) : []

/** Newest first; what has no date stands last. Empty for none. */
function methodsText(rows: readonly JsonObject[]): string {
  const methods = rows
    .filter((row) => !isPassword(row))
    .toSorted((a, b) => textOf(b, "createdDateTime").localeCompare(textOf(a, "createdDateTime")))
  const more = methods.length - MAX_METHODS
  return [...methods.slice(0, MAX_METHODS).map(methodName), ...(more > 0 ? [`${more} more`] : [])].join(", ")
}

/** Nobody can sign in without one, and it has a fix of its own. */
export const isPassword = (row: JsonObject): boolean =>
  textOf(row, "type").endsWith(".passwordAuthenticationMethod")

/** `microsoftAuthenticator`. Source of the types: Microsoft Graph v1.0 reference, authenticationMethod. */
export const methodKind = (row: JsonObject): string =>
  /([a-z0-9]+)AuthenticationMethod$/i.exec(textOf(row, "type"))?.[1] ?? "unknown"

/** As the Entra admin center calls them; others go by their type. */
const CALLED: Readonly<Record<string, string>> = {
  microsoftAuthenticator: "Microsoft Authenticator",
  fido2: "security key",
  softwareOath: "authenticator code",
  temporaryAccessPass: "Temporary Access Pass",
  windowsHelloForBusiness: "Windows Hello for Business",
}

/** `Microsoft Authenticator "Phone" (since 2026-01-25)`. */
export function methodName(row: JsonObject): string {
  const since = textOf(row, "createdDateTime").slice(0, 10)
  const kind = methodKind(row)
  const words = CALLED[kind] ?? kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  const name = plainText(
    textOf(row, "displayName") || textOf(row, "phoneNumber") || textOf(row, "emailAddress"),
    40,
  )
  return `${words}${name === "" ? "" : ` "${name}"`}${since === "" ? "" : ` (since ${since})`}`
}

const textOf = (row: JsonObject, key: string): string => {
  const value = row[key]
  return typeof value === "string" ? value : ""
}
