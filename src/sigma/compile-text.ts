/** Text values: wildcards, sides, encodings, dashes, and the one text that numbers and booleans have. */
import type { Buffer } from "node:buffer"
import { base64Offsets, countOptionDashes, dashVariants, encodeText, MAX_ENCODED_DASHES } from "./encode.ts"
import { ItemError } from "./item-error.ts"
import { SIDES, WIDE } from "./modifiers.ts"
import {
  compilePatterns,
  foldText,
  hasWildcard,
  literalPattern,
  literalText,
  openPattern,
  type Pattern,
  parsePattern,
  type Side,
  withAnyDash,
} from "./pattern.ts"
import type { Item, Scalar } from "./rule.ts"

/** Texts, numbers and booleans as text; nothing else has one. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === "string"
    ? value
    : typeof value === "number" || typeof value === "boolean"
      ? String(value)
      : undefined

/** True for a value of an event that fits any of the values. */
export function compileTexts(
  item: Item,
  values: readonly NonNullable<Scalar>[],
): (found: unknown) => boolean {
  const cased = item.modifiers.includes("cased")
  const patterns = values.flatMap((value) =>
    encodedPatterns(item, String(value)).map((pattern) => withSides(item, pattern)),
  )
  const test = compilePatterns(patterns, cased)
  if (cased) {
    return (found) => {
      const text = textOf(found)
      return text !== undefined && test(text)
    }
  }
  // Facts are booleans, and asked far more often than anything else.
  const [onTrue, onFalse] = [test("true"), test("false")]
  return (found) => {
    if (typeof found === "string") return test(foldText(found))
    if (found === true) return onTrue
    if (found === false) return onFalse
    const text = textOf(found)
    return text !== undefined && test(foldText(text))
  }
}

/** Keywords are looked for anywhere in a text unless a modifier says where; fields are compared whole. */
export function withSides(item: Item, pattern: Pattern): Pattern {
  const written: readonly Side[] = SIDES.filter((side) => item.modifiers.includes(side))
  const sides: readonly Side[] = item.field === undefined && written.length === 0 ? ["contains"] : written
  return sides.reduce<Pattern>((opened, side) => openPattern(opened, side), pattern)
}

function encodedPatterns(item: Item, value: string): readonly Pattern[] {
  const pattern = parsePattern(value)
  const windash = item.modifiers.includes("windash")
  const encoding = WIDE.find((one) => item.modifiers.includes(one))
  const base64 = item.modifiers.find((modifier) => modifier.startsWith("base64"))
  if (encoding === undefined && base64 === undefined) return [windash ? withAnyDash(pattern) : pattern]
  if (hasWildcard(pattern)) throw new ItemError("an encoded value can't have wildcards")
  const plain = literalText(pattern)
  if (windash && countOptionDashes(plain) > MAX_ENCODED_DASHES) {
    throw new ItemError(`an encoded value can't have more than ${MAX_ENCODED_DASHES} dashes before words`)
  }
  const texts = windash ? dashVariants(plain) : [plain]
  return texts.flatMap((text) => {
    const bytes = encodeText(text, encoding)
    if (base64 === "base64offset") return base64Offsets(enough(bytes)).map(literalPattern)
    return [literalPattern(bytes.toString(base64 === undefined ? "latin1" : "base64"))]
  })
}

/** Of fewer than two bytes nothing is left that doesn't depend on the neighbors, and nothing is in every text. */
function enough(bytes: Buffer): Buffer {
  if (bytes.length >= 2) return bytes
  throw new ItemError('"base64offset" needs a value of at least two bytes')
}
