/** A parsed rule as a function of events, and the field values without which it can't match. */
import { compileItem, type EventTest } from "./compile-item.ts"
import type { Condition } from "./condition.ts"
import type { SigmaEvent } from "./event.ts"
import { hasWildcard, parsePattern, plainText } from "./pattern.ts"
import type { Item, Search, SigmaRule } from "./rule.ts"

export type CompiledRule = {
  readonly rule: SigmaRule
  matches(event: SigmaEvent): boolean
  /** Each search by name, for explaining why a rule did or didn't match. */
  readonly searches: ReadonlyMap<string, EventTest>
}

/** Rules that come from `parseRules` compile; others may throw ItemError. */
export function compileRule(rule: SigmaRule): CompiledRule {
  const searches = new Map([...rule.searches].map(([name, search]) => [name, compileSearch(search)]))
  const matches = compileCondition(rule.condition, searches)
  return { rule, matches, searches }
}

export function compileSearch(search: Search): EventTest {
  if (search.kind === "item") return compileItem(search.item)
  const tests = search.of.map(compileSearch)
  return search.kind === "all"
    ? (event) => tests.every((test) => test(event))
    : (event) => tests.some((test) => test(event))
}

function compileCondition(condition: Condition, searches: ReadonlyMap<string, EventTest>): EventTest {
  if (condition.kind === "search") return searches.get(condition.name) ?? (() => false)
  if (condition.kind === "not") {
    const test = compileCondition(condition.of, searches)
    return (event) => !test(event)
  }
  const tests = condition.of.map((part) => compileCondition(part, searches))
  return condition.kind === "and"
    ? (event) => tests.every((test) => test(event))
    : (event) => tests.some((test) => test(event))
}

/**
 * The exact values of `field` of which a matching event must hold one; undefined when the rule can match any value.
 * An index over them may try too many rules, never too few.
 */
export function requiredValues(rule: SigmaRule, field: string): readonly string[] | undefined {
  return ofCondition(rule.condition, rule, field)
}

type Values = readonly string[] | undefined

function ofCondition(condition: Condition, rule: SigmaRule, field: string): Values {
  if (condition.kind === "not") return undefined
  if (condition.kind === "search") {
    const search = rule.searches.get(condition.name)
    return search === undefined ? undefined : ofSearch(search, field)
  }
  const parts = condition.of.map((part) => ofCondition(part, rule, field))
  return condition.kind === "and" ? smallest(parts) : union(parts)
}

function ofSearch(search: Search, field: string): Values {
  if (search.kind === "item") return ofItem(search.item, field)
  const parts = search.of.map((part) => ofSearch(part, field))
  return search.kind === "all" ? smallest(parts) : union(parts)
}

function ofItem(item: Item, field: string): Values {
  if (item.field !== field || item.modifiers.some((modifier) => modifier !== "cased")) return undefined
  const patterns = item.values.map((value) => (value === null ? undefined : parsePattern(String(value))))
  const known = patterns.filter((pattern) => pattern !== undefined && !hasWildcard(pattern))
  return known.length === patterns.length ? known.map((pattern) => plainText(pattern ?? [])) : undefined
}

const smallest = (parts: readonly Values[]): Values =>
  parts.reduce(
    (best, part) => (best === undefined || (part !== undefined && part.length < best.length) ? part : best),
    undefined,
  )

const union = (parts: readonly Values[]): Values =>
  parts.some((part) => part === undefined) ? undefined : [...new Set(parts.flatMap((part) => part ?? []))]
