/** The `detection` block of a rule and the `filter` block of a filter: searches by name, and a condition over them. */
import { isAlias, isMap, isScalar, isSeq, type YAMLMap } from "yaml"
import { compileSearch } from "./compile-rule.ts"
import { type Condition, ConditionError, parseCondition } from "./condition.ts"
import { expandItem } from "./expand.ts"
import { ItemError } from "./item-error.ts"
import { kindOf } from "./modifiers.ts"
import type { Detection, Item, Scalar, Search } from "./rule.ts"
import { child, linesOf, type Reader, resolve, scalarOf, writtenOf } from "./yaml-reader.ts"

/** Keys of the block that aren't searches; `timeframe` belongs to aggregations, which Sigma 2 hasn't any more. */
const RESERVED = ["condition", "timeframe"]

export function readDetection(
  node: YAMLMap,
  reader: Reader,
  reserved: readonly string[] = RESERVED,
): Detection | undefined {
  const searches = new Map<string, Search>()
  const names: string[] = []
  for (const line of linesOf(node, reader)) {
    if (reserved.includes(line.name)) continue
    names.push(line.name)
    const search = readSearch(line.value ?? line.key, scalarOf(line.value, reader) === null, reader)
    if (search !== undefined) searches.set(line.name, search)
  }
  const condition = readCondition(node, names, reader)
  return condition === undefined ? undefined : { searches, condition }
}

/** A list of conditions means any of them. */
function readCondition(block: YAMLMap, names: readonly string[], reader: Reader): Condition | undefined {
  const node = child(block, "condition", reader)
  if (node === undefined) {
    reader.problem(
      block,
      `there is no condition; with one search it is "condition: ${names[0] ?? "selection"}"`,
    )
    return undefined
  }
  const items = isSeq(node) ? node.items : [node]
  if (items.length === 0) reader.problem(node, "the list of conditions is empty")
  const conditions = items.flatMap((item): Condition[] => {
    const value = scalarOf(item, reader)
    // A search may be named 1.
    const text = typeof value === "number" ? writtenOf(item, reader) : value
    if (typeof text !== "string") {
      reader.problem(item, "the condition must be a text")
      return []
    }
    try {
      return [parseCondition(text, names)]
    } catch (error) {
      if (!(error instanceof ConditionError)) throw error
      reader.problem(item, error.message)
      return []
    }
  })
  const [first] = conditions
  return conditions.length > 1 ? { kind: "or", of: conditions } : first
}

function readSearch(node: unknown, empty: boolean, reader: Reader): Search | undefined {
  if (!empty && isMap(node)) return readMap(node, reader)
  if (!empty && isScalar(node)) return readItem({ name: "", values: [node], node }, reader)
  if (empty || !isSeq(node) || node.items.length === 0) {
    reader.problem(node, "a search is a map, a list of maps or a list of keywords, and this one is empty")
    return undefined
  }
  const items = node.items.map((item) => resolve(item, reader))
  if (items.every((item) => isScalar(item))) return readItem({ name: "", values: items, node }, reader)
  const of = items.map((item, index) => {
    if (isMap(item)) return readMap(item, reader)
    if (isScalar(item)) return readItem({ name: "", values: [item], node: item }, reader)
    // Written out, not by an alias: lists of aliases of lists of aliases would grow without end.
    if (isSeq(item) && isSeq(node.items[index])) return readSearch(item, false, reader)
    reader.problem(item ?? node, "an element of this list must be a map or a keyword")
    return undefined
  })
  const known = of.filter((search) => search !== undefined)
  return known.length === of.length ? { kind: "any", of: known } : undefined
}

function readMap(node: YAMLMap, reader: Reader): Search | undefined {
  const of = linesOf(node, reader).map(({ key, name, value }) => {
    if (isScalar(key)) {
      return readItem({ name, values: isSeq(value) ? value.items : [value], node: value ?? key }, reader)
    }
    reader.problem(key, "the name of a field must be a text, not a list or a map")
    return undefined
  })
  if (of.length === 0) reader.problem(node, "the search is empty")
  const known = of.filter((search) => search !== undefined)
  return known.length === of.length && known.length > 0 ? { kind: "all", of: known } : undefined
}

type ItemLine = { readonly name: string; readonly values: readonly unknown[]; readonly node: unknown }

/** Compiling finds what only the engine knows: unknown modifiers, expressions and networks that can't be read. */
function readItem({ name, values: nodes, node }: ItemLine, reader: Reader): Search | undefined {
  const [field = "", ...modifiers] = name.split("|")
  const values = nodes.flatMap((value) => spellingsOf(value, modifiers, reader))
  const known = values.filter((value) => value !== undefined)
  if (known.length < values.length) {
    const alias = nodes.find((value) => isAlias(value))
    if (alias !== undefined) {
      reader.problem(node, `*${alias.source} is an alias of YAML: put quotes around the value`)
      return undefined
    }
    const place = field === "" ? "keywords" : `"${field}"`
    reader.problem(
      node,
      `the value of ${place} must be a text, a number, true, false, null or a list of them`,
    )
    return undefined
  }
  const item: Item = { ...(field === "" ? {} : { field }), modifiers, values: known }
  try {
    const search: Search = { kind: "item", item: expandItem(item, reader.placeholders) }
    compileSearch(search)
    return search
  } catch (error) {
    if (!(error instanceof ItemError)) throw error
    reader.problem(node, error.message)
    return undefined
  }
}

/** Modifiers that leave a text whole: it may be the number's own. */
const WHOLE = ["cased", "neq", "all"]

/**
 * A number stands for its value and for the text that it is written with: `007` is 7 and "007", `1.0` is 1 and "1.0".
 * A part of a text, an expression or an encoded text is looked for as it is written.
 */
function spellingsOf(
  node: unknown,
  modifiers: readonly string[],
  reader: Reader,
): readonly (Scalar | undefined)[] {
  const value = scalarOf(node, reader)
  const written = writtenOf(node, reader)
  if (typeof value !== "number" || written === undefined || written === String(value)) return [value]
  const kind = kindOf(modifiers)
  if (kind !== "text") return kind === "expression" ? [written] : [value]
  if (!modifiers.every((modifier) => WHOLE.includes(modifier))) return [written]
  return modifiers.includes("all") ? [value] : [value, written]
}
