/** Who a text names: a user may be written as UPN, alias, display name or distinguished name. */
import { RemediationError } from "../model/errors.ts"
import type { JsonObject } from "../model/json.ts"
import { text } from "./cmdlet-rows.ts"
import { orMissing, type Reach } from "./reach.ts"

/** What a recipient is known by, lower case. */
export type Names = ReadonlySet<string>

const NAME_KEYS = [
  "Guid",
  "ExternalDirectoryObjectId",
  "PrimarySmtpAddress",
  "WindowsLiveID",
  "UserPrincipalName",
  "Alias",
  "Name",
  "Identity",
  "DistinguishedName",
  "LegacyExchangeDN",
  "Sid",
] as const

/** Names that only one recipient of a tenant can have; display names and aliases are not among them. */
const UNIQUE_KEYS = ["Guid", "ExternalDirectoryObjectId", "PrimarySmtpAddress", "DistinguishedName"] as const

/**
 * The recipient that `identity` names, or undefined when there is none (a deleted user).
 * Throws a RemediationError when several answer to it.
 */
export async function findRecipient(identity: string, reach: Reach): Promise<JsonObject | undefined> {
  if (identity.trim() === "" || identity.includes("*")) return undefined
  const rows = (await orMissing(reach.rows("Get-Recipient", { Identity: identity }))) ?? []
  if (rows.length > 1) {
    throw new RemediationError(`Several people are called ${identity}; change this by hand in Exchange.`)
  }
  return rows[0]
}

export const namesOf = (recipient: JsonObject): Names => namesIn(recipient, NAME_KEYS)

/** Also what people call it, which several may be called. Lists of folder rights show nothing else. */
export const shownNamesOf = (recipient: JsonObject): Names =>
  namesIn(recipient, [...NAME_KEYS, "DisplayName"])

export const sameRecipient = (a: JsonObject, b: JsonObject): boolean => {
  const names = namesIn(a, UNIQUE_KEYS)
  return [...namesIn(b, UNIQUE_KEYS)].some((name) => names.has(name))
}

const namesIn = (recipient: JsonObject, keys: readonly string[]): Names =>
  new Set(keys.map((key) => text(recipient, key)?.toLowerCase()).filter((name) => name !== undefined))
