/** Name/value lists, in all the forms in which records carry them. */
import type { ModifiedProperty } from "../model/audit-record.ts"
import { isJsonObject, type Json } from "../model/json.ts"

type Named = Readonly<Record<string, string>>

/**
 * `[{Name,Value}]`, `{name: value}`, JSON text of either, or a command line (`-Name "x" -Purge`).
 * A name without a value is an empty text; repeated names are joined with `;`, as Exchange joins lists.
 * Source: Office 365 Management Activity API schema, "Exchange admin schema" and "Security and Compliance Center schema".
 */
export function readNamed(value: Json | undefined): Named {
  if (typeof value === "string") return readNamedText(value)
  if (Array.isArray(value)) return readList(value)
  if (isJsonObject(value))
    return joinPairs(Object.entries(value).map(([name, inner]) => [name, textOf(inner)]))
  return {}
}

/** One JSON value as the text that a person would compare. */
export function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return ""
  if (typeof value === "string") return value.trim()
  if (Array.isArray(value) && value.every((item) => typeof item !== "object" || item === null)) {
    return value.map(textOf).join(";")
  }
  return typeof value === "object" ? JSON.stringify(value) : String(value)
}

type Pair = readonly [string, string]

/** Teams uses Key instead of Name. */
function readList(list: readonly Json[]): Named {
  const named: Record<string, string> = {}
  for (const item of list) {
    if (!isJsonObject(item)) continue
    const name = textOf(item.Name ?? item.Key)
    if (name !== "") addPair(named, name, textOf(item.Value))
  }
  return named
}

function joinPairs(pairs: readonly Pair[]): Named {
  const named: Record<string, string> = {}
  for (const [name, value] of pairs) addPair(named, name, value)
  return named
}

function addPair(named: Record<string, string>, name: string, value: string): void {
  const earlier = Object.hasOwn(named, name) ? named[name] : undefined
  const joined = !earlier ? value : value === "" ? earlier : `${earlier};${value}`
  // Plain assignment of this one name would do nothing, and the parameter would be lost.
  if (name === "__proto__") {
    Object.defineProperty(named, name, {
      value: joined,
      enumerable: true,
      writable: true,
      configurable: true,
    })
  } else named[name] = joined
}

function readNamedText(text: string): Named {
  const trimmed = text.trim()
  if (/^[[{]/.test(trimmed)) {
    const parsed = parseJson(trimmed)
    if (parsed !== undefined && typeof parsed === "object") return readNamed(parsed)
  }
  return joinPairs(commandLine(trimmed))
}

/** The JSON that a text holds; undefined when it holds none. */
function parseJson(text: string): Json | undefined {
  try {
    const parsed: Json = JSON.parse(text)
    return parsed
  } catch {
    return undefined
  }
}

const QUOTED_OR_BARE = /"(?:[^"]|"")*"|[^\s"(]+/y

/** What is quoted, what is in brackets, and words. Brackets that nothing closes are looked through once, not each anew. */
function partsOf(text: string): readonly string[] {
  const parts: string[] = []
  const lastClose = text.lastIndexOf(")")
  for (let at = 0; at < text.length; ) {
    QUOTED_OR_BARE.lastIndex = at
    const isBracket = text[at] === "(" && at < lastClose
    const part = isBracket
      ? text.slice(at, text.indexOf(")", at) + 1)
      : (QUOTED_OR_BARE.exec(text)?.[0] ?? "")
    if (part !== "") parts.push(part)
    at += Math.max(1, part.length)
  }
  return parts
}

/** `-Name "x" -Location ("ALL") -Purge`: a switch without a value was given, so it is True. */
function commandLine(text: string): readonly Pair[] {
  const pairs: Pair[] = []
  let open: string | undefined
  for (const part of partsOf(text)) {
    const [, name, attached = ""] = /^-([A-Za-z]\w*)(?::(.*))?$/.exec(part) ?? []
    if (name !== undefined) {
      if (open !== undefined) pairs.push([open, "True"])
      open = attached === "" ? name : undefined
      if (attached !== "") pairs.push([name, unquote(attached)])
    } else if (open !== undefined) {
      pairs.push([open, unquote(part)])
      open = undefined
    }
  }
  if (open !== undefined) pairs.push([open, "True"])
  return pairs
}

/** The value without its quotes or brackets; `$null` clears. */
const unquote = (part: string): string =>
  part
    .replace(/^\$null$/i, "")
    .replace(/^\((.*)\)$/s, "$1")
    .replace(/^"(.*)"$/s, "$1")
    .replaceAll('""', '"')
    .trim()

/** `[{Name,NewValue,OldValue}]`; mailbox records hold bare names instead. */
export function readModified(value: Json | undefined): readonly ModifiedProperty[] {
  const list = typeof value === "string" ? parseJson(value) : value
  if (!Array.isArray(list)) return []
  return list.flatMap((item: Json): ModifiedProperty[] => {
    if (typeof item === "string") return [{ name: item, oldValue: "", newValue: "" }]
    if (!isJsonObject(item)) return []
    const name = textOf(item.Name)
    return name === "" ? [] : [{ name, oldValue: textOf(item.OldValue), newValue: textOf(item.NewValue) }]
  })
}
