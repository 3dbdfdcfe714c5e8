/** The `detection` block of a rule and the `filter` block of a filter: searches by name, and a condition over them. */
import { isAlias, isMap, isScalar, isSeq, type YAMLMap } from "yaml"
import { compileSearch } from "./compile-rule.ts"
import { type Condition, ConditionError, parseCondition } from "./condition.ts"
import { expandItem } from "./expand.ts"
import { ItemError } from "./item-error.ts"
import type { Detection, Item, Search } from "./rule.ts"
import { child, linesOf, type Reader, resolve, scalarOf } from "./yaml-reader.ts"

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
    const text = scalarOf(item, reader)
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
  const of = items.map((item) => {
    if (isMap(item)) return readMap(item, reader)
    if (isScalar(item)) return readItem({ name: "", values: [item], node: item }, reader)
    reader.problem(item ?? node, "an element of this list must be a map or a keyword")
    return undefined
  })
  const known = of.filter((search) => search !== undefined)
  return known.length === of.length ? { kind: "any", of: known } : undefined
}

function readMap(node: YAMLMap, reader: Reader): Search | undefined {
  const of = linesOf(node, reader).map(({ key, name, value }) =>
    readItem({ name, values: isSeq(value) ? value.items : [value], node: value ?? key }, reader),
  )
  if (of.length === 0) reader.problem(node, "the search is empty")
  const known = of.filter((search) => search !== undefined)
  return known.length === of.length && known.length > 0 ? { kind: "all", of: known } : undefined
}

type Line = { readonly name: string; readonly values: readonly unknown[]; readonly node: unknown }

/** Compiling finds what only the engine knows: unknown modifiers, expressions and networks that can't be read. */
function readItem({ name, values: nodes, node }: Line, reader: Reader): Search | undefined {
  const [field = "", ...modifiers] = name.split("|")
  const values = nodes.map((value) => scalarOf(value, reader))
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
  if (known.length > 1 && known.includes(null)) {
    reader.problem(node, "null can't stand in a list of values: use two searches")
    return undefined
  }
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
