/**
 * Sigma strings: `*` is any run of characters, `?` exactly one, a backslash escapes only `*`, `?` and itself.
 * Matching takes time proportional to text × pattern at worst, never exponential: rule files are only half trusted.
 * Source: Sigma rules specification v2.1.0, "Wildcards" and "Escaping".
 */

const ANY: unique symbol = Symbol("*")
const ONE: unique symbol = Symbol("?")
const DASH: unique symbol = Symbol("-")
type Token = string | typeof ANY | typeof ONE | typeof DASH
export type Pattern = readonly Token[]

export type Side = "contains" | "startswith" | "endswith"
/** A test of a text that was folded already, unless the pattern keeps upper and lower case apart. */
export type TextTest = (folded: string) => boolean

export function parsePattern(text: string): Pattern {
  const tokens: Token[] = []
  let literal = ""
  const flush = (): void => {
    if (literal !== "") tokens.push(literal)
    literal = ""
  }
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at)
    const next = text.charAt(at + 1)
    if (char === "\\" && (next === "*" || next === "?" || next === "\\")) {
      literal += next
      at += 1
    } else if (char === "*" || char === "?") {
      flush()
      if (!(char === "*" && tokens.at(-1) === ANY)) tokens.push(char === "*" ? ANY : ONE)
    } else {
      literal += char
    }
  }
  flush()
  return tokens
}

/** A text that, read as a Sigma string, stands for exactly itself. */
export const escapeText = (text: string): string => text.replace(/[\\*?]/g, "\\$&")

/** A pattern that stands for exactly this text. */
export const literalPattern = (text: string): Pattern => (text === "" ? [] : [text])

export const hasWildcard = (pattern: Pattern): boolean => pattern.some((token) => typeof token !== "string")

/** The exact text of a pattern without wildcards. */
export const literalText = (pattern: Pattern): string =>
  pattern.map((token) => (typeof token === "string" ? token : "")).join("")

/** Opens a pattern at one or both ends; a `*` that is already there isn't doubled. */
export function openPattern(pattern: Pattern, side: Side): Pattern {
  const front: Pattern = side !== "startswith" && pattern[0] !== ANY ? [ANY] : []
  const back: Pattern = side !== "endswith" && pattern.at(-1) !== ANY ? [ANY] : []
  const opened: Pattern = [...front, ...pattern, ...back]
  return opened.length === 2 && opened[0] === ANY && opened[1] === ANY ? [ANY] : opened
}

/** The marks that Windows programs take for one another before an option. */
export const DASHES = ["-", "/", "–", "—", "―"] as const
/** One of them before a word and not after one: pySigma's `\B[-/]\b`, with all five marks and letters of every language. */
export const OPTION_DASH = /(?<![\p{L}\p{N}_])[-/–—―](?=[\p{L}\p{N}_])/gu
const DASH_UNITS = new Set(DASHES.map((dash) => dash.charCodeAt(0)))

/** The pattern with every dash before a word standing for all five of them, each on its own. */
export const withAnyDash = (pattern: Pattern): Pattern =>
  pattern.flatMap((token): readonly Token[] => {
    if (typeof token !== "string") return [token]
    return token.split(OPTION_DASH).flatMap((piece, index): readonly Token[] => {
      const literal: readonly Token[] = piece === "" ? [] : [piece]
      return index === 0 ? literal : [DASH, ...literal]
    })
  })

/**
 * What "without regard to case" means: lower case, one form of the Greek sigma wherever it stands, and the Turkish İ as
 * an i, the only letter whose lower case is longer than itself. Rules ask for one field one after the other, so that the
 * last answer is kept.
 */
export const foldText = (text: string): string => {
  if (text === last.text) return last.folded
  const lower = (text.includes("İ") ? text.replaceAll("İ", "i") : text).toLowerCase()
  last.folded = lower.includes("ς") ? lower.replaceAll("ς", "σ") : lower
  last.text = text
  return last.folded
}

const last = { text: "", folded: "" }

/** True when any of the patterns fits the whole text. One lookup serves all patterns without wildcards. */
export function compilePatterns(patterns: readonly Pattern[], cased: boolean): TextTest {
  const fold = cased ? (text: string) => text : foldText
  const exact = new Set(
    patterns.filter((pattern) => !hasWildcard(pattern)).map((pattern) => fold(literalText(pattern))),
  )
  const open = patterns
    .filter(hasWildcard)
    .map((pattern) => compileOpen(pattern.map((token) => (typeof token === "string" ? fold(token) : token))))
  const [only] = exact
  if (open.length === 0 && exact.size === 1) return (text) => text === only
  if (open.length === 0) return (text) => exact.has(text)
  const [first] = open
  if (exact.size === 0 && open.length === 1 && first !== undefined) return first
  return (text) => {
    if (exact.has(text)) return true
    for (const test of open) if (test(text)) return true
    return false
  }
}

/** The same for one pattern and texts as they are. */
export function compilePattern(pattern: Pattern, cased: boolean): (text: string) => boolean {
  const test = compilePatterns([pattern], cased)
  return cased ? test : (text) => test(foldText(text))
}

function compileOpen(tokens: readonly Token[]): TextTest {
  if (tokens.some((token) => token === ONE || token === DASH)) {
    const units = tokens.flatMap((token): readonly number[] =>
      typeof token === "string"
        ? Array.from({ length: token.length }, (_, index) => token.charCodeAt(index))
        : [token === ANY ? ANY_UNIT : token === ONE ? ONE_UNIT : DASH_UNIT],
    )
    return (text) => matchUnits(units, text)
  }
  const [first, second, third] = tokens
  if (tokens.length === 1) return () => true
  if (tokens.length === 2 && typeof first === "string") return (text) => text.startsWith(first)
  if (tokens.length === 2 && typeof second === "string") return (text) => text.endsWith(second)
  if (tokens.length === 3 && first === ANY && typeof second === "string" && third === ANY) {
    return (text) => text.includes(second)
  }
  return compilePieces(tokens)
}

/** Fixed pieces with `*` between them: the ends are compared in place, the rest is found from left to right. */
function compilePieces(tokens: readonly Token[]): TextTest {
  const first = typeof tokens[0] === "string" ? tokens[0] : ""
  const end = tokens.at(-1)
  const last = typeof end === "string" ? end : ""
  const middle = tokens
    .slice(first === "" ? 0 : 1, last === "" ? tokens.length : -1)
    .filter((token) => typeof token === "string")
  return (text) => {
    if (text.length < first.length + last.length) return false
    if (!text.startsWith(first) || !text.endsWith(last)) return false
    const stop = text.length - last.length
    let at = first.length
    for (const piece of middle) {
      const found = text.indexOf(piece, at)
      if (found < 0 || found + piece.length > stop) return false
      at = found + piece.length
    }
    return true
  }
}

const ANY_UNIT = -1
const ONE_UNIT = -2
const DASH_UNIT = -3

/** The classic two-pointer glob: on a mismatch only the last `*` takes one character more. */
function matchUnits(units: readonly number[], text: string): boolean {
  let unit = 0
  let at = 0
  let star = -1
  let resume = 0
  while (at < text.length) {
    const taken = takes(units[unit], text, at)
    if (units[unit] === ANY_UNIT) {
      star = unit
      resume = at
      unit += 1
    } else if (taken > 0) {
      unit += 1
      at += taken
    } else if (star >= 0) {
      unit = star + 1
      resume += 1
      at = resume
    } else {
      return false
    }
  }
  while (units[unit] === ANY_UNIT) unit += 1
  return unit === units.length
}

/** How many code units of the text a unit takes: a character outside the basic plane counts as one for `?`. */
function takes(unit: number | undefined, text: string, at: number): number {
  if (unit === ONE_UNIT) return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
  if (unit === DASH_UNIT) return DASH_UNITS.has(text.charCodeAt(at)) ? 1 : 0
  return unit === text.charCodeAt(at) ? 1 : 0
}
