/** A parsed rule as a function of events, and the field values without which it can't match. */
import { compileItem, type EventTest } from "./compile-item.ts"
import type { Condition } from "./condition.ts"
import type { SigmaEvent } from "./event.ts"
import { hasWildcard, literalText, parsePattern } from "./pattern.ts"
import type { Item, Search, SigmaRule } from "./rule.ts"

export type CompiledRule = {
  readonly rule: SigmaRule
  matches(event: SigmaEvent): boolean
  /** Names of the fields that made the rule match, sorted; empty when it doesn't. What `not` ruled out names none. */
  fieldsOf(event: SigmaEvent): readonly string[]
  /** Each search by name, for explaining why a rule did or didn't match. */
  readonly searches: ReadonlyMap<string, EventTest>
}

/** A part of a rule; `note` collects the fields of everything in it that holds and is asked only when the part holds. */
type Part = { readonly test: EventTest; note(event: SigmaEvent, fields: Set<string>): void }

/** What is known of an item before any event is seen: whoever sorts events by a field needn't ask for it again. */
export type Given = (item: Item) => boolean | undefined

/** Rules that come from `parseRules` compile; others may throw ItemError. */
export const compileRule = (rule: SigmaRule): CompiledRule => compileGiven(rule, () => undefined)

/** The same with what is known already left out. */
export function compileGiven(rule: SigmaRule, given: Given): CompiledRule {
  const parts = new Map([...rule.searches].map(([name, search]) => [name, compilePart(search, given)]))
  const whole = compileCondition(rule.condition, parts)
  return {
    rule,
    matches: whole.test,
    fieldsOf(event) {
      const fields = new Set<string>()
      if (whole.test(event)) whole.note(event, fields)
      return [...fields].sort()
    },
    searches: new Map([...parts].map(([name, part]) => [name, part.test])),
  }
}

export const compileSearch = (search: Search): EventTest => compilePart(search, () => undefined).test

function compilePart(search: Search, given: Given): Part {
  if (search.kind !== "item") {
    const parts = search.of.map((one) => compilePart(one, given))
    return search.kind === "all" ? allOf(parts) : anyOf(parts)
  }
  const { field } = search.item
  const known = given(search.item)
  return {
    test: known === undefined ? compileItem(search.item) : known ? YES : NO,
    note: (_event, fields) => {
      if (field !== undefined) fields.add(field)
    },
  }
}

/** The two tests that need no event. */
const YES: EventTest = () => true
const NO: EventTest = () => false

/** True when no event can match. */
export const isHopeless = ({ matches }: CompiledRule): boolean => matches === NO

function allOf(parts: readonly Part[]): Part {
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return only
  const tests = parts.map((part) => part.test).filter((test) => test !== YES)
  if (tests.includes(NO)) return NOTHING
  const [last] = tests
  return {
    test:
      tests.length <= 1
        ? (last ?? YES)
        : (event) => {
            for (const test of tests) if (!test(event)) return false
            return true
          },
    note: (event, fields) => {
      for (const part of parts) part.note(event, fields)
    },
  }
}

function anyOf(parts: readonly Part[]): Part {
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return only
  const tests = parts.map((part) => part.test).filter((test) => test !== NO)
  const [last] = tests
  return {
    test: tests.includes(YES)
      ? YES
      : tests.length <= 1
        ? (last ?? NO)
        : (event) => {
            for (const test of tests) if (test(event)) return true
            return false
          },
    note: (event, fields) => {
      for (const part of parts) if (part.test(event)) part.note(event, fields)
    },
  }
}

function compileCondition(condition: Condition, searches: ReadonlyMap<string, Part>): Part {
  if (condition.kind === "search") return searches.get(condition.name) ?? NOTHING
  if (condition.kind === "not") return compileNot(condition.of, searches)
  const parts = condition.of.map((part) => compileCondition(part, searches))
  return condition.kind === "and" ? allOf(parts) : anyOf(parts)
}

/** `not not x` is x, also in the fields that it names. */
function compileNot(inner: Condition, searches: ReadonlyMap<string, Part>): Part {
  if (inner.kind === "not") return compileCondition(inner.of, searches)
  const { test } = compileCondition(inner, searches)
  return { test: test === YES ? NO : test === NO ? YES : (event) => !test(event), note: () => {} }
}

const NOTHING: Part = { test: NO, note: () => {} }

type Values = readonly string[] | undefined

/**
 * The exact values of `field` of which a matching event must hold one (in any case); undefined when the rule can match
 * any value. An index over them may try too many rules, never too few: whatever is negated promises nothing.
 */
export const requiredValues = (rule: SigmaRule, field: string): readonly string[] | undefined =>
  requiredOf(rule, (item) => (item.field === field ? exactValues(item) : undefined))

/**
 * The fewest things of which a matching event must have one, where `read` says what an item asks for: undefined when it
 * asks for nothing that counts, none when it can't hold.
 */
export const requiredOf = (
  rule: SigmaRule,
  read: (item: Item) => readonly string[] | undefined,
): readonly string[] | undefined => ofCondition(rule.condition, rule, read)

function ofCondition(condition: Condition, rule: SigmaRule, read: (item: Item) => Values): Values {
  if (condition.kind === "not") {
    return condition.of.kind === "not" ? ofCondition(condition.of.of, rule, read) : undefined
  }
  if (condition.kind === "search") {
    const search = rule.searches.get(condition.name)
    return search === undefined ? undefined : ofSearch(search, read)
  }
  const parts = condition.of.map((part) => ofCondition(part, rule, read))
  return condition.kind === "and" ? smallest(parts) : union(parts)
}

function ofSearch(search: Search, read: (item: Item) => Values): Values {
  if (search.kind === "item") return read(search.item)
  const parts = search.of.map((part) => ofSearch(part, read))
  return search.kind === "all" ? smallest(parts) : union(parts)
}

function exactValues({ modifiers, values }: Item): Values {
  if (modifiers.some((modifier) => modifier !== "cased")) return undefined
  const patterns = values.map((value) => (value === null ? undefined : parsePattern(String(value))))
  const known = patterns.filter((pattern) => pattern !== undefined && !hasWildcard(pattern))
  return known.length === patterns.length ? known.map((pattern) => literalText(pattern ?? [])) : undefined
}

const smallest = (parts: readonly Values[]): Values =>
  parts.reduce(
    (best, part) => (best === undefined || (part !== undefined && part.length < best.length) ? part : best),
    undefined,
  )

const union = (parts: readonly Values[]): Values =>
  parts.some((part) => part === undefined) ? undefined : [...new Set(parts.flatMap((part) => part ?? []))]
