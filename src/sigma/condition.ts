/**
 * The condition language: identifiers, `not` before `and` before `or`, parentheses, `1 of`/`any of`/`all of`.
 * Quantifiers are expanded while parsing, so that what is left is plain logic.
 * Source: Sigma rules specification v2.1.0, "Condition".
 */
import { didYouMean } from "./nearest.ts"
import { compilePattern, parsePattern } from "./pattern.ts"

export type Condition =
  | { readonly kind: "search"; readonly name: string }
  | { readonly kind: "not"; readonly of: Condition }
  | { readonly kind: "and"; readonly of: readonly Condition[] }
  | { readonly kind: "or"; readonly of: readonly Condition[] }

/** A mistake in a condition; caught by the rule parser, which adds file and line. */
export class ConditionError extends Error {
  override name = "ConditionError"
}

/** How deep parentheses and `not` may nest: far above any sane rule, far below the stack. */
const MAX_DEPTH = 50

type Cursor = {
  readonly tokens: readonly string[]
  readonly names: readonly string[]
  at: number
  depth: number
}

/** Throws ConditionError with one plain sentence. */
export function parseCondition(text: string, names: readonly string[]): Condition {
  const cursor: Cursor = { tokens: tokenize(text), names, at: 0, depth: 0 }
  if (cursor.tokens.length === 0) throw new ConditionError("the condition is empty")
  const condition = parseOr(cursor)
  const rest = cursor.tokens[cursor.at]
  if (rest !== undefined) throw new ConditionError(`the condition has an unexpected "${rest}"`)
  return condition
}

/** True when nothing in the condition is asked for without `not`. */
export function onlyNegates(condition: Condition, negated = false): boolean {
  if (condition.kind === "search") return negated
  if (condition.kind === "not") return onlyNegates(condition.of, !negated)
  return condition.of.every((part) => onlyNegates(part, negated))
}

/** Names of the searches that a condition uses. */
export function searchesOf(condition: Condition): readonly string[] {
  if (condition.kind === "search") return [condition.name]
  if (condition.kind === "not") return searchesOf(condition.of)
  return condition.of.flatMap(searchesOf)
}

function tokenize(text: string): string[] {
  if (text.includes("|")) {
    throw new ConditionError('the condition has a "|": aggregations are written as correlations in Sigma 2')
  }
  const tokens = text.match(/[()]|[^\s()]+/g) ?? []
  for (const token of tokens) {
    if (!/^[()]$|^[\w*?-]+$/.test(token))
      throw new ConditionError(`the condition can't read "${token}": names have a-z, 0-9, _ and -`)
  }
  return tokens
}

function parseOr(cursor: Cursor): Condition {
  return parseList(cursor, "or", (next) => parseList(next, "and", parseNot))
}

function parseList(cursor: Cursor, word: "and" | "or", part: (cursor: Cursor) => Condition): Condition {
  const of = [part(cursor)]
  while (cursor.tokens[cursor.at]?.toLowerCase() === word) {
    cursor.at += 1
    of.push(part(cursor))
  }
  const [first] = of
  return of.length === 1 && first !== undefined ? first : { kind: word, of }
}

function parseNot(cursor: Cursor): Condition {
  if (cursor.tokens[cursor.at]?.toLowerCase() !== "not") return parseAtom(cursor)
  cursor.at += 1
  return nested(cursor, () => ({ kind: "not", of: parseNot(cursor) }))
}

function parseAtom(cursor: Cursor): Condition {
  const token = cursor.tokens[cursor.at]
  cursor.at += 1
  if (token === undefined) throw new ConditionError("the condition ends too early")
  if (token === "(") {
    const inner = nested(cursor, () => parseOr(cursor))
    if (cursor.tokens[cursor.at] !== ")") throw new ConditionError('the condition misses a ")"')
    cursor.at += 1
    return inner
  }
  const word = token.toLowerCase()
  if (cursor.tokens[cursor.at]?.toLowerCase() === "of" && ["1", "any", "all"].includes(word)) {
    cursor.at += 1
    return expand(cursor, word === "all")
  }
  if (token === ")" || ["and", "or", "of"].includes(word)) {
    throw new ConditionError(`the condition has an unexpected "${token}"`)
  }
  if (!cursor.names.includes(token)) throw new ConditionError(unknownName(token, cursor))
  return { kind: "search", name: token }
}

function unknownName(token: string, cursor: Cursor): string {
  if (cursor.tokens[cursor.at]?.toLowerCase() === "of") {
    return `the condition says "${token} of", and must say "1 of", "any of" or "all of"`
  }
  if (token.includes("*")) return `the condition has "${token}" without "1 of" or "all of" before it`
  return `the condition names "${token}", which the detection doesn't have${didYouMean(token, cursor.names)}`
}

function expand(cursor: Cursor, all: boolean): Condition {
  const pattern = cursor.tokens[cursor.at]
  cursor.at += 1
  if (pattern === undefined) throw new ConditionError('the condition ends after "of"')
  const names = cursor.names.filter((name) => fits(name, pattern))
  if (names.length === 0) throw new ConditionError(`"of ${pattern}" in the condition fits no search`)
  const of = names.map((name): Condition => ({ kind: "search", name }))
  return { kind: all ? "and" : "or", of }
}

/** `them` is every search whose name doesn't start with `_`; a pattern reaches those only when it starts with `_` itself. */
function fits(name: string, pattern: string): boolean {
  if (name.startsWith("_") && !pattern.startsWith("_")) return false
  if (pattern.toLowerCase() === "them") return true
  return compilePattern(parsePattern(pattern.replaceAll("?", "\\?")), true)(name)
}

function nested(cursor: Cursor, parse: () => Condition): Condition {
  cursor.depth += 1
  if (cursor.depth > MAX_DEPTH) throw new ConditionError(`the condition nests deeper than ${MAX_DEPTH}`)
  const condition = parse()
  cursor.depth -= 1
  return condition
}
