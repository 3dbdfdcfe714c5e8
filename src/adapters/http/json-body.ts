/** Bodies as JSON, without ever throwing and without corrupting numbers. */
import type { JsonObject } from "../../model/json.ts"

/**
 * Integers that a JavaScript number can't hold come back as their digits: an inbox rule's RuleIdentity is an
 * unsigned 64-bit number. Undefined when the text isn't JSON.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, keepBigIntegers)
  } catch {
    return undefined
  }
}

const keepBigIntegers = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
  typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)
    ? (context?.source ?? String(value))
    : value

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** A parsed value as JsonObject, or an empty one. Only for values that `JSON.parse` returned. */
export const asJsonObject = (value: unknown): JsonObject => (isJsonObject(value) ? value : {})
const isJsonObject = (value: unknown): value is JsonObject => isObject(value)
