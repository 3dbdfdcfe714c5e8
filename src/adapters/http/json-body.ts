/** Bodies as JSON, without ever throwing and without corrupting numbers. */
import type { JsonObject } from "../../model/json.ts"

/**
 * Integers that a JavaScript number can't hold come back as their digits: an inbox rule's RuleIdentity is an
 * unsigned 64-bit number. Undefined when the text isn't JSON.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(LONG_DIGITS.test(text) ? text.replace(TEXT_OR_INTEGER, quotedIfBig) : text)
  } catch {
    return undefined
  }
}

const LONG_DIGITS = /\d{16}/
/**
 * A text, which stays as it is, or an integer of many digits that is no part of a fraction or an exponent. A text may end
 * with the body: else each quote in it would be tried as a beginning.
 */
const TEXT_OR_INTEGER = /"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?$)|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/gs

/** @NOTE A function that `JSON.parse` calls for every value would take half a minute for what a hostile server sends. */
const quotedIfBig = (found: string): string =>
  found.startsWith('"') || Number.isSafeInteger(Number(found)) ? found : `"${found}"`

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** A parsed value as JsonObject, or an empty one. Only for values that `JSON.parse` returned. */
export const asJsonObject = (value: unknown): JsonObject => (isJsonObject(value) ? value : {})
const isJsonObject = (value: unknown): value is JsonObject => isObject(value)
