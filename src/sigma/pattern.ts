/**
 * Sigma strings: `*` is any run of characters, `?` exactly one, a backslash escapes only `*`, `?` and itself.
 * Matching takes time proportional to text × pattern at worst, never exponential: rule files are only half trusted.
 * Source: Sigma rules specification v2.1.0, "Wildcards" and "Escaping".
 */

const ANY: unique symbol = Symbol("*")
const ONE: unique symbol = Symbol("?")
type Token = string | typeof ANY | typeof ONE
export type Pattern = readonly Token[]

export type Side = "contains" | "startswith" | "endswith"

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

/** A pattern that stands for exactly this text. */
export const literalPattern = (text: string): Pattern => (text === "" ? [] : [text])

export const hasWildcard = (pattern: Pattern): boolean => pattern.some((token) => typeof token !== "string")

/** The exact text of a pattern without wildcards. */
export const plainText = (pattern: Pattern): string =>
  pattern.map((token) => (typeof token === "string" ? token : "")).join("")

/** Opens a pattern at one or both ends; a `*` that is already there isn't doubled. */
export function openPattern(pattern: Pattern, side: Side): Pattern {
  const front: Pattern = side !== "startswith" && pattern[0] !== ANY ? [ANY] : []
  const back: Pattern = side !== "endswith" && pattern.at(-1) !== ANY ? [ANY] : []
  const opened: Pattern = [...front, ...pattern, ...back]
  return opened.length === 2 && opened[0] === ANY && opened[1] === ANY ? [ANY] : opened
}

/** A test of whole texts. Without `cased`, upper and lower case are the same. */
export function compilePattern(pattern: Pattern, cased: boolean): (text: string) => boolean {
  const fold = (text: string): string => (cased ? text : text.toLowerCase())
  const tokens: readonly Token[] = pattern.map((token) => (typeof token === "string" ? fold(token) : token))
  const [first, second, third] = tokens
  if (tokens.length === 0) return (text) => text === ""
  if (tokens.length === 1 && typeof first === "string") return (text) => fold(text) === first
  if (tokens.length === 1 && first === ANY) return () => true
  if (tokens.length === 2 && typeof first === "string" && second === ANY) {
    return (text) => fold(text).startsWith(first)
  }
  if (tokens.length === 2 && first === ANY && typeof second === "string") {
    return (text) => fold(text).endsWith(second)
  }
  if (tokens.length === 3 && first === ANY && typeof second === "string" && third === ANY) {
    return (text) => fold(text).includes(second)
  }
  const units = tokens.flatMap((token): readonly Token[] =>
    typeof token === "string" ? [...token] : [token],
  )
  return (text) => matchUnits(units, [...fold(text)])
}

/** The classic two-pointer glob: on a mismatch only the last `*` takes one character more. */
function matchUnits(units: readonly Token[], text: readonly string[]): boolean {
  let unit = 0
  let at = 0
  let star = -1
  let resume = 0
  while (at < text.length) {
    const wanted = units[unit]
    if (wanted === ANY) {
      star = unit
      resume = at
      unit += 1
    } else if (wanted === ONE || (wanted !== undefined && wanted === text[at])) {
      unit += 1
      at += 1
    } else if (star >= 0) {
      unit = star + 1
      resume += 1
      at = resume
    } else {
      return false
    }
  }
  while (units[unit] === ANY) unit += 1
  return unit === units.length
}
