/**
 * One `field|modifiers: values` line as a test of events. Modifiers are applied in their fixed order
 * (references, expressions, networks, numbers, encodings, strings), whatever order the rule writes.
 * Source: Sigma appendix "Modifiers" v2.1.0.
 */
import { RE2JS } from "re2js"
import { network } from "../lib/ip-text.ts"
import { base64Offsets, dashVariants, encodeText } from "./encode.ts"
import type { SigmaEvent } from "./event.ts"
import {
  compilePattern,
  hasWildcard,
  literalPattern,
  openPattern,
  type Pattern,
  parsePattern,
  plainText,
  type Side,
} from "./pattern.ts"
import type { Item, Scalar } from "./rule.ts"

export type EventTest = (event: SigmaEvent) => boolean
type ValueTest = (value: unknown) => boolean

/** A mistake in one line of a rule; the rule parser adds file and line. */
export class ItemError extends Error {
  override name = "ItemError"
}

const SIDES: readonly Side[] = ["contains", "startswith", "endswith"]
const WIDE = ["wide", "utf16le", "utf16be", "utf16"]
const NUMERIC = {
  gt: (a: number, b: number) => a > b,
  gte: (a: number, b: number) => a >= b,
  lt: (a: number, b: number) => a < b,
  lte: (a: number, b: number) => a <= b,
}
const FLAGS: Readonly<Record<string, number>> = {
  i: RE2JS.CASE_INSENSITIVE,
  ignorecase: RE2JS.CASE_INSENSITIVE,
  m: RE2JS.MULTILINE,
  multiline: RE2JS.MULTILINE,
  s: RE2JS.DOTALL,
  dotall: RE2JS.DOTALL,
}
const KNOWN = new Set([
  ...SIDES,
  ...WIDE,
  ...Object.keys(NUMERIC),
  ...Object.keys(FLAGS),
  ..."all cased re cidr exists neq fieldref base64 base64offset windash".split(" "),
])

/** Longer expressions are refused: no rule needs them, and they cost memory for every event. */
const MAX_EXPRESSION = 2_000

/** Throws ItemError with one plain sentence. */
export function compileItem(item: Item): EventTest {
  checkModifiers(item)
  const has = (modifier: string): boolean => item.modifiers.includes(modifier)
  if (has("exists")) return compileExists(item)
  const tests = item.values.map((value) => compileValue(item, value))
  const all = has("all")
  const test: EventTest = (event) =>
    all ? tests.every((one) => one(event)) : tests.some((one) => one(event))
  return has("neq") ? (event) => !test(event) : test
}

function checkModifiers(item: Item): void {
  const unknown = item.modifiers.find((modifier) => !KNOWN.has(modifier))
  if (unknown === "expand") throw new ItemError('the modifier "expand" has no list of values to expand to')
  if (unknown !== undefined) throw new ItemError(`the modifier "${unknown}" isn't known`)
  if (item.values.length === 0) throw new ItemError("the list of values is empty")
  if (item.modifiers.includes("all") && item.values.length < 2) {
    throw new ItemError('the modifier "all" needs a list of at least two values')
  }
  if (
    item.field === undefined &&
    item.modifiers.some((modifier) => ["exists", "fieldref"].includes(modifier))
  ) {
    throw new ItemError("this modifier needs a field")
  }
  const flag = item.modifiers.find((modifier) => modifier in FLAGS)
  if (flag !== undefined && !item.modifiers.includes("re")) {
    throw new ItemError(`the modifier "${flag}" needs "re" before it`)
  }
}

function compileExists(item: Item): EventTest {
  const [wanted] = item.values
  if (item.modifiers.length > 1 || item.values.length !== 1 || typeof wanted !== "boolean") {
    throw new ItemError('the modifier "exists" stands alone and takes true or false')
  }
  const field = item.field ?? ""
  return (event) => (event.field(field) !== undefined) === wanted
}

function compileValue(item: Item, value: Scalar): EventTest {
  if (item.modifiers.includes("fieldref")) return compileReference(item, value)
  const test = compileValueTest(item, value)
  const { field } = item
  if (field !== undefined) return (event) => anyElement(event.field(field), test)
  return (event) => {
    for (const text of event.texts()) if (test(text)) return true
    return false
  }
}

/** Arrays match when any element does. */
const anyElement = (value: unknown, test: ValueTest): boolean =>
  Array.isArray(value) ? value.some((element) => test(element)) : test(value)

function compileValueTest(item: Item, value: Scalar): ValueTest {
  const has = (modifier: string): boolean => item.modifiers.includes(modifier)
  if (value === null) {
    if (item.modifiers.some((modifier) => modifier !== "neq")) throw new ItemError("null takes no modifier")
    return (found) => found === undefined || found === null
  }
  if (has("re")) return onText(compileExpression(item, value))
  if (has("cidr")) return onText(compileNetwork(value))
  const comparison = Object.entries(NUMERIC).find(([name]) => has(name))
  if (comparison !== undefined) return compileNumber(comparison[1], value)
  const patterns = encodedPatterns(item, value).map((pattern) => withSides(item, pattern))
  const tests = patterns.map((pattern) => compilePattern(pattern, has("cased")))
  return onText((text) => tests.some((test) => test(text)))
}

/** Keywords are looked for anywhere in a text; fields are compared whole unless a modifier opens them. */
function withSides(item: Item, pattern: Pattern): Pattern {
  const sides: readonly Side[] =
    item.field === undefined ? ["contains"] : SIDES.filter((side) => item.modifiers.includes(side))
  return sides.reduce<Pattern>((opened, side) => openPattern(opened, side), pattern)
}

const asText = (value: unknown): string | undefined =>
  typeof value === "string"
    ? value
    : typeof value === "number" || typeof value === "boolean"
      ? String(value)
      : undefined

const onText =
  (test: (text: string) => boolean): ValueTest =>
  (value) => {
    const text = asText(value)
    return text !== undefined && test(text)
  }

function compileExpression(item: Item, value: Scalar): (text: string) => boolean {
  if (typeof value !== "string") throw new ItemError('the modifier "re" needs a text')
  if (value.length > MAX_EXPRESSION)
    throw new ItemError(`the expression is longer than ${MAX_EXPRESSION} characters`)
  const front = item.modifiers.includes("startswith") ? "^" : ""
  const back = item.modifiers.includes("endswith") ? "$" : ""
  const source = front + back === "" ? value : `${front}(?:${value})${back}`
  const flags = item.modifiers.reduce((sum, modifier) => sum | (FLAGS[modifier] ?? 0), 0)
  try {
    const expression = RE2JS.compile(source, flags)
    return (text) => expression.matcher(text).find()
  } catch {
    throw new ItemError(`the expression ${JSON.stringify(value)} can't be read`)
  }
}

function compileNetwork(value: Scalar): (text: string) => boolean {
  const inside = typeof value === "string" ? network(value) : undefined
  if (inside === undefined)
    throw new ItemError(`${JSON.stringify(value)} isn't a network like 198.51.100.0/24`)
  return inside
}

function compileNumber(compare: (a: number, b: number) => boolean, value: Scalar): ValueTest {
  const limit = typeof value === "boolean" ? Number.NaN : toNumber(value)
  if (Number.isNaN(limit)) throw new ItemError(`${JSON.stringify(value)} isn't a number`)
  return (found) => {
    const number = toNumber(found)
    return !Number.isNaN(number) && compare(number, limit)
  }
}

const toNumber = (value: unknown): number =>
  typeof value === "number"
    ? value
    : typeof value === "string" && value.trim() !== ""
      ? Number(value)
      : Number.NaN

function encodedPatterns(item: Item, value: string | number | boolean): readonly Pattern[] {
  const pattern = parsePattern(String(value))
  const windash = item.modifiers.includes("windash")
  const encoding = item.modifiers.find((modifier) => WIDE.includes(modifier))
  const base64 = item.modifiers.find((modifier) => modifier.startsWith("base64"))
  if (!windash && encoding === undefined && base64 === undefined) return [pattern]
  if (windash && base64 === undefined && encoding === undefined)
    return dashVariants(String(value)).map(parsePattern)
  if (hasWildcard(pattern)) throw new ItemError("an encoded value can't have wildcards")
  const texts = windash ? dashVariants(plainText(pattern)) : [plainText(pattern)]
  return texts.flatMap((text) => {
    const bytes = encodeText(text, encoding)
    if (base64 === "base64offset") return base64Offsets(bytes).map(literalPattern)
    if (base64 === "base64") return [literalPattern(bytes.toString("base64"))]
    return [literalPattern(bytes.toString("latin1"))]
  })
}

function compileReference(item: Item, value: Scalar): EventTest {
  if (typeof value !== "string" || value === "")
    throw new ItemError('the modifier "fieldref" needs the name of a field')
  const { field = "" } = item
  const compareTexts = (found: string, other: string): boolean =>
    compilePattern(withSides(item, literalPattern(other)), item.modifiers.includes("cased"))(found)
  return (event) => {
    const other = event.field(value)
    return anyElement(event.field(field), (found) =>
      anyElement(other, (wanted) => {
        const [left, right] = [asText(found), asText(wanted)]
        return left !== undefined && right !== undefined && compareTexts(left, right)
      }),
    )
  }
}
