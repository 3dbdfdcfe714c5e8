/**
 * The `correlation` block.
 * Source: Sigma correlation rules specification v2.1.0; extended conditions: Sigma enhancement proposal 198.
 */
import { isMap, isScalar, type YAMLMap } from "yaml"
import { DAY, HOUR, MINUTE } from "../lib/time-units.ts"
import { type Condition, ConditionError, parseCondition, searchesOf } from "./condition.ts"
import { didYouMean } from "./nearest.ts"
import {
  BOUNDS,
  type Bounds,
  CORRELATION_TYPES,
  type CorrelationType,
  type Heading,
  type SigmaCorrelation,
} from "./rule.ts"
import { child, linesOf, type Reader, readFlag, readNames, readText, scalarOf } from "./yaml-reader.ts"

type Block = Omit<SigmaCorrelation, keyof Heading>

const KEYS = ["type", "rules", "group-by", "timespan", "condition", "aliases", "generate"]
/** Milliseconds. Months and years are averages of the Gregorian calendar, as pySigma counts them. */
const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: MINUTE,
  h: HOUR,
  d: DAY,
  w: 604_800_000,
  M: 2_629_746_000,
  y: 31_556_952_000,
}

export function readCorrelation(node: YAMLMap, reader: Reader): Block | undefined {
  for (const { key, name } of linesOf(node, reader)) {
    if (!KEYS.includes(name)) reader.problem(key, `a correlation has no "${name}"${didYouMean(name, KEYS)}`)
  }
  const type = readType(node, reader)
  const timespan = readTimespan(node, reader)
  const listed = readNames(node, "rules", reader)
  const condition = readCorrelationCondition(node, type, listed, reader)
  if (type === undefined || timespan === undefined || condition === undefined) return undefined
  const rules = listed.length > 0 ? listed : [...new Set(searchesOfExpression(condition.expression))]
  if (rules.length === 0) reader.problem(node, 'the correlation has no "rules": list ids or names of rules')
  const twice = rules.find((rule, index) => rules.indexOf(rule) !== index)
  if (twice !== undefined) reader.problem(node, `the correlation lists the rule "${twice}" twice`)
  return {
    type,
    rules,
    groupBy: readNames(node, "group-by", reader),
    timespan,
    aliases: readAliases(node, reader),
    ...condition,
    generate: readFlag(node, "generate", reader),
  }
}

const searchesOfExpression = (expression: Condition | undefined): readonly string[] =>
  expression === undefined ? [] : searchesOf(expression)

function readType(node: YAMLMap, reader: Reader): CorrelationType | undefined {
  const text = readText(node, "type", reader)
  const type = CORRELATION_TYPES.find((one) => one === text)
  if (type === undefined) {
    const wrong = text === undefined ? 'the correlation has no "type"' : `"type" is "${text}"`
    reader.problem(
      child(node, "type", reader) ?? node,
      `${wrong} and must be one of ${CORRELATION_TYPES.join(", ")}`,
    )
  }
  return type
}

function readTimespan(node: YAMLMap, reader: Reader): number | undefined {
  const value = child(node, "timespan", reader)
  const text = isScalar(value) ? String(value.value) : ""
  const [, count = "", unit = ""] = /^(\d{1,9})([smhdwMy])$/.exec(text) ?? []
  const timespan = Number(count) * (UNITS[unit] ?? 0)
  if (timespan > 0) return timespan
  reader.problem(value ?? node, '"timespan" must be a number and s, m, h, d, w, M or y, like 15m')
  return undefined
}

type ReadCondition = Pick<SigmaCorrelation, "bounds" | "fields" | "percentile" | "expression">

function readCorrelationCondition(
  node: YAMLMap,
  type: CorrelationType | undefined,
  listed: readonly string[],
  reader: Reader,
): ReadCondition | undefined {
  const value = child(node, "condition", reader)
  const temporal = type === "temporal" || type === "temporal_ordered"
  if (value === undefined && temporal) return { bounds: {}, fields: [], percentile: 0 }
  if (isScalar(value) && typeof value.value === "string") {
    if (temporal) return readExpression(value.value, value, listed, reader)
    reader.problem(
      value,
      "only temporal and temporal_ordered take a condition over rules; this one takes gte: 10",
    )
    return undefined
  }
  if (!isMap(value)) {
    reader.problem(value ?? node, 'the correlation needs a condition like "gte: 10"')
    return undefined
  }
  return readBounds(value, type, reader)
}

function readExpression(
  text: string,
  node: unknown,
  listed: readonly string[],
  reader: Reader,
): ReadCondition | undefined {
  if (listed.length === 0 && /\bof\b/i.test(text)) {
    reader.problem(node, 'a condition with "of" needs the list "rules"')
    return undefined
  }
  const words = text.match(/[\w-]+/g) ?? []
  const free = words.filter((word) => !["and", "or", "not"].includes(word.toLowerCase()))
  try {
    const expression = parseCondition(text, listed.length > 0 ? listed : free)
    const unused = listed.filter((rule) => !searchesOf(expression).includes(rule))
    for (const rule of unused) reader.problem(node, `the condition doesn't use the listed rule "${rule}"`)
    return { bounds: {}, fields: [], percentile: 0, expression }
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error
    reader.problem(node, error.message.replace("which the detection doesn't have", 'which isn\'t in "rules"'))
    return undefined
  }
}

function readBounds(
  node: YAMLMap,
  type: CorrelationType | undefined,
  reader: Reader,
): ReadCondition | undefined {
  const bounds: Record<string, number> = {}
  for (const { key, name, value } of linesOf(node, reader)) {
    if (name === "field" || name === "percentile") continue
    const number = scalarOf(value, reader)
    if (!BOUNDS.some((bound) => bound === name)) {
      reader.problem(
        key,
        `the condition can't read "${name}": it takes ${BOUNDS.join(", ")}, field and percentile`,
      )
    } else if (typeof number === "number") bounds[name] = number
    else reader.problem(key, `"${name}" must be a number`)
  }
  const fields = readNames(node, "field", reader)
  const counts = type?.startsWith("value_") === true
  if (counts && fields.length === 0) reader.problem(node, `${type} needs a "field" in its condition`)
  if (counts && type !== "value_count" && fields.length > 1) reader.problem(node, `${type} takes one field`)
  if (!counts && fields.length > 0) reader.problem(node, `${type ?? "this type"} takes no "field"`)
  if (Object.keys(bounds).length === 0) reader.problem(node, 'the condition needs a bound like "gte: 10"')
  const percentile = child(node, "percentile", reader)
  return { bounds: bounds satisfies Bounds, fields, percentile: readPercentile(percentile, type, reader) }
}

/** The median when none is given. */
function readPercentile(node: unknown, type: CorrelationType | undefined, reader: Reader): number {
  if (node === undefined) return 50
  const value = scalarOf(node, reader)
  if (type !== "value_percentile") reader.problem(node, 'only value_percentile takes a "percentile"')
  if (typeof value === "number" && value >= 0 && value <= 100) return value
  reader.problem(node, '"percentile" must be a number from 0 to 100')
  return 50
}

function readAliases(node: YAMLMap, reader: Reader): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const value = child(node, "aliases", reader)
  if (value === undefined) return new Map()
  if (!isMap(value)) {
    reader.problem(value, '"aliases" must be a map of alias: { rule: field }')
    return new Map()
  }
  return new Map(linesOf(value, reader).map((line) => [line.name, readAlias(line.value ?? line.key, reader)]))
}

function readAlias(node: unknown, reader: Reader): ReadonlyMap<string, string> {
  if (!isMap(node)) {
    reader.problem(node, "an alias is a map of rule: field")
    return new Map()
  }
  return new Map(
    linesOf(node, reader).flatMap(({ key, name, value }) => {
      const field = scalarOf(value, reader)
      if (typeof field === "string") return [[name, field] as const]
      reader.problem(key, `the alias needs the name of a field for "${name}"`)
      return []
    }),
  )
}
