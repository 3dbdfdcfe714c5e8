/** Reads the values of one YAML document and collects every mistake with its file and line. */
import { type Document, isAlias, isNode, isScalar, isSeq, type LineCounter, type YAMLMap } from "yaml"
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
  resolve(map.get(key, true), reader)

/** Key, its text and its value, for every line of a map. */
export const linesOf = (
  map: YAMLMap,
  reader: Reader,
): readonly { readonly key: unknown; readonly name: string; readonly value: unknown }[] =>
  map.items.map(({ key, value }) => ({
    key,
    name: isScalar(key) ? String(key.value) : "",
    value: resolve(value, reader),
  }))

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
