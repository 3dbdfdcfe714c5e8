/**
 * Values that aren't compared as text: expressions, networks, numbers and parts of dates.
 * Source: Sigma appendix "Modifiers" v2.1.0.
 */
import { RE2JS } from "re2js"
import { bareIp, network } from "../lib/ip-text.ts"
import { coerceError } from "../model/errors.ts"
import { textOf } from "./compile-text.ts"
import { DATE_PARTS, DATE_RANGES, datePart } from "./date-part.ts"
import { ItemError } from "./item-error.ts"
import { NUMERIC } from "./modifiers.ts"
import type { Item, Scalar } from "./rule.ts"

export type ValueTest = (found: unknown) => boolean
type Known = NonNullable<Scalar>

const FLAGS: Readonly<Record<string, number>> = {
  i: RE2JS.CASE_INSENSITIVE,
  ignorecase: RE2JS.CASE_INSENSITIVE,
  m: RE2JS.MULTILINE,
  multiline: RE2JS.MULTILINE,
  s: RE2JS.DOTALL,
  dotall: RE2JS.DOTALL,
}

/** Longer expressions are refused: no rule needs them, and they cost memory for every event. */
const MAX_EXPRESSION = 2_000

/** Searches anywhere in the text. Time is linear in the text whatever the expression: rule files are only half trusted. */
export function compileExpression(item: Item, value: Known): ValueTest {
  const source = String(value)
  if (source.length > MAX_EXPRESSION)
    throw new ItemError(`the expression is longer than ${MAX_EXPRESSION} characters`)
  const open = item.modifiers.includes("contains")
  const front = !open && item.modifiers.includes("startswith") ? "^" : ""
  const back = !open && item.modifiers.includes("endswith") ? "$" : ""
  const whole = front + back === "" ? source : `${front}(?:${source})${back}`
  const flags = item.modifiers.reduce((sum, modifier) => sum | (FLAGS[modifier] ?? 0), 0)
  const expression = compileRe2(whole, flags, source)
  return (found) => {
    const text = textOf(found)
    return text !== undefined && expression.test(text)
  }
}

function compileRe2(whole: string, flags: number, written: string): RE2JS {
  try {
    return RE2JS.compile(whole, flags)
  } catch (thrown) {
    throw new ItemError(
      `the expression ${JSON.stringify(written)} can't be read: ${reasonOf(thrown, written)}`,
    )
  }
}

function reasonOf(thrown: unknown, written: string): string {
  if (/\(\?<?[=!]|\(\?>|\\(?:[1-9]|k[<{'])/.test(written))
    return "lookaround, atomic groups and back references aren't part of Sigma's expressions"
  return coerceError(thrown).message.replace(/^error parsing regexp: /, "")
}

/** A network, or one address. Anything in an event that isn't an address matches nothing. */
export function compileNetwork(_item: Item, value: Known): ValueTest {
  const written = String(value)
  const bare = written.includes("/") ? undefined : bareIp(written)
  const cidr = bare === undefined ? written : `${bare}/${bare.includes(":") ? 128 : 32}`
  const inside = network(cidr)
  if (inside === undefined)
    throw new ItemError(`${JSON.stringify(written)} isn't a network like 198.51.100.0/24 or 2001:db8::/32`)
  return (found) => typeof found === "string" && inside(found)
}

export function compileNumber(item: Item, value: Known): ValueTest {
  const compare = comparisonOf(item)
  const limit = limitOf(value)
  return (found) => {
    const number = toNumber(found)
    if (Number.isNaN(number)) return false
    const apart = number === limit ? digitsApart(found, value) : 0
    return apart === 0 ? compare(number, limit) : compare(apart, 0)
  }
}

/** How whole numbers differ that are the same in 53 bits: more than 0 when the first is greater. */
function digitsApart(one: unknown, other: unknown): number {
  const [a, b] = [String(one).trim(), String(other).trim()]
  if (a.length < 16 || !WHOLE.test(a) || !WHOLE.test(b)) return 0
  const difference = BigInt(a) - BigInt(b)
  return difference > 0n ? 1 : difference < 0n ? -1 : 0
}

const WHOLE = /^-?\d+$/

/** Equal without a comparison beside it. */
export function compileDate(item: Item, value: Known): ValueTest {
  const part = DATE_PARTS.find((one) => item.modifiers.includes(one)) ?? "year"
  const compare = comparisonOf(item)
  const limit = limitOf(value)
  const [lowest, highest] = DATE_RANGES[part]
  const isEqual = !NUMERIC.some((one) => item.modifiers.includes(one))
  if (isEqual && !(Number.isInteger(limit) && limit >= lowest && limit <= highest))
    throw new ItemError(`${JSON.stringify(value)} is no ${part}: it goes from ${lowest} to ${highest}`)
  return (found) => {
    const number = datePart(found, part)
    return number !== undefined && compare(number, limit)
  }
}

function comparisonOf(item: Item): (a: number, b: number) => boolean {
  const word = NUMERIC.find((one) => item.modifiers.includes(one))
  if (word === "gt") return (a, b) => a > b
  if (word === "gte") return (a, b) => a >= b
  if (word === "lt") return (a, b) => a < b
  if (word === "lte") return (a, b) => a <= b
  return (a, b) => a === b
}

function limitOf(value: Known): number {
  const limit = typeof value === "boolean" ? Number.NaN : toNumber(value)
  if (Number.isNaN(limit)) throw new ItemError(`${JSON.stringify(value)} isn't a number`)
  return limit
}

const DECIMAL = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/

/** Decimal numbers, also as text; NaN for everything else. */
export const toNumber = (value: unknown): number =>
  typeof value === "number"
    ? value
    : typeof value === "string" && DECIMAL.test(value)
      ? Number(value)
      : Number.NaN
