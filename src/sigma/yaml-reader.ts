/** Reads the values of one YAML document and collects every mistake with its file and line. */
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type LineCounter,
  type Pair,
  type YAMLMap,
} from "yaml"
import type { Placeholders } from "./expand.ts"
import type { Scalar } from "./rule.ts"

export type Reader = {
  readonly path: string
  readonly document: Document
  readonly placeholders: Placeholders
  /** Only the logic counts: a missing title, logsource or a wrong word about the rule isn't a mistake. */
  readonly plain: boolean
  /** `rules/x.yml:7: what is wrong` */
  problem(node: unknown, message: string): void
  lineOf(node: unknown): number
}

export const makeReader = (
  basis: Pick<Reader, "path" | "document" | "placeholders" | "plain">,
  counter: LineCounter,
  problems: string[],
): Reader => {
  const lineOf = (node: unknown): number =>
    isNode(node) && node.range ? counter.linePos(node.range[0]).line : 1
  return {
    ...basis,
    lineOf,
    problem: (node, message) => problems.push(`${basis.path}:${lineOf(node)}: ${message}`),
  }
}

/** The node itself, or what a YAML alias stands for; an alias that stands for nothing stays what it is. */
export const resolve = (node: unknown, reader: Reader): unknown =>
  isAlias(node) ? (node.resolve(reader.document) ?? node) : node

export const child = (map: YAMLMap, key: string, reader: Reader): unknown =>
  linesOf(map, reader).find(({ name }) => name === key)?.value

/** One line of a map; keys that are numbers keep the text that they are written with. */
export type Line = { readonly key: unknown; readonly name: string; readonly value: unknown }

/** Key, its text and its value, for every line of a map, with those of the maps that `<<` merges into it. */
export function linesOf(map: YAMLMap, reader: Reader): readonly Line[] {
  const known = unfolded.get(map)
  if (known !== undefined) return known
  // A map that merges itself has no more lines than those it writes.
  unfolded.set(map, [])
  const lines = new Map<unknown, Line>()
  const merged = map.items.flatMap((pair) => mergedInto(pair, reader))
  for (const { key, value } of map.items) {
    if (mergedInto({ key, value }, reader).length > 0) continue
    const name = nameOf(key)
    lines.set(name === "" ? key : name, { key, name, value: resolve(value, reader) })
  }
  for (const line of merged.flatMap((one) => linesOf(one, reader)))
    if (!lines.has(line.name)) lines.set(line.name, line)
  const all = [...lines.values()]
  unfolded.set(map, all)
  return all
}

/** Maps merge maps that merge maps: each is unfolded once. */
const unfolded = new WeakMap<YAMLMap, readonly Line[]>()

const nameOf = (key: unknown): string =>
  isScalar(key) ? (typeof key.value === "string" ? key.value : key.source || String(key.value)) : ""

/** The maps behind `<<: *base` or `<<: [*one, *other]`; none for any other line. Source: YAML 1.1, "Merge Key". */
function mergedInto({ key, value }: Pick<Pair, "key" | "value">, reader: Reader): readonly YAMLMap[] {
  if (!isScalar(key) || key.source !== "<<" || key.type !== "PLAIN") return []
  const found = resolve(value, reader)
  const maps = isSeq(found) ? found.items.map((item) => resolve(item, reader)) : [found]
  return maps.every((one) => isMap(one)) ? maps : []
}

export function readText(map: YAMLMap, key: string, reader: Reader): string | undefined {
  const node = child(map, key, reader)
  if (node === undefined) return undefined
  if (isScalar(node) && typeof node.value === "string" && node.value.trim() !== "") return node.value.trim()
  if (!reader.plain) reader.problem(node, `"${key}" must be a text`)
  return undefined
}

export function readWord(
  map: YAMLMap,
  key: string,
  words: readonly string[],
  reader: Reader,
): string | undefined {
  const text = readText(map, key, reader)
  if (text === undefined || words.includes(text) || reader.plain) return text
  reader.problem(child(map, key, reader), `"${key}" is "${text}" and must be one of ${words.join(", ")}`)
  return undefined
}

/** A list of words about the rule; without a meaning for its logic. */
export const readTexts = (map: YAMLMap, key: string, reader: Reader): readonly string[] =>
  readNames(map, key, reader.plain ? { ...reader, problem: () => {} } : reader)

/** A list of texts that the logic needs, or one text as a list of one. Numbers are read as texts. */
export function readNames(map: YAMLMap, key: string, reader: Reader): readonly string[] {
  const node = child(map, key, reader)
  if (node === undefined) return []
  const items = isSeq(node) ? node.items : [node]
  const texts = items.map((item) => {
    const value = scalarOf(item, reader)
    return value === undefined || value === null ? undefined : String(value)
  })
  if (texts.includes(undefined)) reader.problem(node, `"${key}" must be a list of texts`)
  return texts.filter((text) => text !== undefined)
}

export function readFlag(map: YAMLMap, key: string, reader: Reader): boolean {
  const value = scalarOf(child(map, key, reader), reader)
  if (typeof value === "boolean") return value
  if (value !== undefined && value !== null)
    reader.problem(child(map, key, reader), `"${key}" must be true or false`)
  return false
}

export function readPlain(map: YAMLMap, key: string, reader: Reader): unknown {
  const node = child(map, key, reader)
  if (!isNode(node)) return undefined
  try {
    return node.toJS(reader.document)
  } catch {
    // Aliases of aliases of aliases: the package refuses to unfold them.
    reader.problem(node, `"${key}" can't be read`)
    return undefined
  }
}

/** Undefined for lists, maps and what YAML can't say as a text, number, boolean or null. */
export function scalarOf(item: unknown, reader: Reader): Scalar | undefined {
  const node = resolve(item, reader)
  if (node === null) return null
  if (!isScalar(node)) return undefined
  const { value, source } = node
  if (value === null) return null
  // Numbers beyond 2^53 lose digits; their text doesn't.
  if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value))
    return source ?? value
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? value
    : undefined
}

/** A scalar as the file writes it, without its quotes. */
export const writtenOf = (item: unknown, reader: Reader): string | undefined => {
  const node = resolve(item, reader)
  if (!isScalar(node)) return undefined
  return typeof node.value === "string" ? node.value : node.source
}
