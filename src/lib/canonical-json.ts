/**
 * One text for one JSON value, whatever the order of its keys, so that a hash of it means something.
 * Source: RFC 8785, "JSON Canonicalization Scheme".
 */
import canonicalize from "canonicalize"
import { sha256Hex } from "./sha256.ts"

/**
 * Members that are `undefined` are left out. Throws a TypeError for what JSON can't hold: NaN, infinity,
 * lone surrogates, circles, `undefined` itself.
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalText(value)
  if (text === undefined) throw new TypeError("This value has no JSON form.")
  return text
}

function canonicalText(value: unknown): string | undefined {
  try {
    return canonicalize(value)
  } catch (error) {
    throw new TypeError("This value has no canonical JSON form.", { cause: error })
  }
}

/** Hex SHA-256 of the canonical JSON, in UTF-8. */
export const canonicalHash = (value: unknown): string => sha256Hex(canonicalJson(value))

/**
 * The same value with what canonical JSON refuses made harmless, for text that comes from outside:
 * lone surrogates become U+FFFD, numbers that aren't finite become null. Otherwise one odd character in a
 * name could stop its record from ever being stored.
 */
export function wellFormed(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed()
  if (typeof value === "number") return Number.isFinite(value) ? value : null
  if (Array.isArray(value)) return value.map(wellFormed)
  if (value === null || typeof value !== "object") return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [key.toWellFormed(), wellFormed(member)]),
  )
}
