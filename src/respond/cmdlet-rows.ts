/** Reading values out of cmdlet answers and snapshots, whose shape is Exchange's and may change under us. */
import { isJsonObject, type JsonObject } from "../model/json.ts"

/** Text, or undefined for anything else; an empty string counts as missing. */
export function text(row: JsonObject, key: string): string | undefined {
  const value = row[key]
  return typeof value === "string" && value.trim() !== "" ? value : undefined
}

/** Exchange writes some booleans as text. Undefined where the answer doesn't say: that is neither on nor off. */
export function said(row: JsonObject, key: string): boolean | undefined {
  const value = row[key]
  const word = typeof value === "string" ? value.toLowerCase() : value
  if (word === true || word === "true") return true
  return word === false || word === "false" ? false : undefined
}

/** True only where the answer says so. */
export const flag = (row: JsonObject, key: string): boolean => said(row, key) === true

export function texts(row: JsonObject, key: string): readonly string[] {
  const value = row[key]
  if (typeof value === "string") return [value]
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : []
}

export const child = (row: JsonObject, key: string): JsonObject | undefined => {
  const value = row[key]
  return isJsonObject(value) ? value : undefined
}

/** The objects of a list; anything else in it is left out. */
export const objects = (row: JsonObject, key: string): readonly JsonObject[] => {
  const value = row[key]
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}

/** The row without the sidecar keys (`X@odata.type`) that the service adds. */
export const withoutSidecars = (row: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(row).filter(([key]) => !key.includes("@")))

/** "smtp:joe@contoso.com" and "SMTP:…" without the prefix. */
export const withoutPrefix = (address: string): string => address.replace(/^smtp:/i, "")

/** "FullAccess, ReadPermission" and ["FullAccess, ReadPermission"] are both two rights. Source: live Get-MailboxPermission rows. */
export const splitRights = (values: readonly string[]): readonly string[] =>
  values
    .flatMap((value) => value.split(","))
    .map((right) => right.trim())
    .filter((right) => right !== "")

/**
 * Both in ISO 8601. A blank isn't later than anything: one replica may lag behind another, and an answer may lack it.
 */
export const isLater = (time: string | undefined, than: string): boolean => {
  const since = Date.parse(than)
  return Date.parse(time ?? "") > (Number.isNaN(since) ? Number.NEGATIVE_INFINITY : since)
}

/** Compared without case, as Exchange does for addresses, rights and aliases. */
export const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

/**
 * True when a write answered that it changed nothing: the state was as wanted already.
 * Source: warning texts of Set-Mailbox, Remove-MailboxPermission and Remove-RecipientPermission.
 */
export const saysNothingChanged = (warnings: readonly string[]): boolean =>
  warnings.some((warning) =>
    /no settings of .+ have been modified|ACE (doesn't|does not) exist|ACE (isn't|is not) present/is.test(
      warning,
    ),
  )
