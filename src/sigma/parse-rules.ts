/**
 * Rule files: YAML, one or more documents, every mistake found at once with its line.
 * Source: Sigma rules specification v2.1.0, https://github.com/SigmaHQ/sigma-specification
 */
import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type YAMLMap,
} from "yaml"
import { ItemError } from "./compile-item.ts"
import { compileSearch } from "./compile-rule.ts"
import { type Condition, ConditionError, parseCondition } from "./condition.ts"
import type { Item, Scalar, Search, SigmaRule } from "./rule.ts"

export type ParsedRules = {
  readonly rules: readonly SigmaRule[]
  /** `rules/x.yml:7: the condition names "selction", which the detection doesn't have` */
  readonly problems: readonly string[]
}

const LEVEL_WORDS = ["informational", "low", "medium", "high", "critical"]
const STATUS_WORDS = ["stable", "test", "experimental", "deprecated", "unsupported"]

/** Collects problems with their line while one document is read. */
type Reader = {
  readonly path: string
  readonly problem: (node: unknown, message: string) => void
  readonly lineOf: (node: unknown) => number
}

/** Never throws; a document with a mistake gives problems and no rule. */
export function parseRules(text: string, path: string): ParsedRules {
  const counter = new LineCounter()
  const problems: string[] = []
  const rules: SigmaRule[] = []
  const lineOf = (node: unknown): number =>
    isNode(node) && node.range ? counter.linePos(node.range[0]).line : 1
  const reader: Reader = {
    path,
    lineOf,
    problem: (node, message) => problems.push(`${path}:${lineOf(node)}: ${message}`),
  }
  const documents = parseAllDocuments(text, { lineCounter: counter })
  const list = Array.isArray(documents) ? documents : []
  if (list.length === 0) problems.push(`${path}:1: the file has no rule`)
  for (const document of list) {
    if (document.errors.length > 0) {
      for (const error of document.errors) {
        problems.push(
          `${path}:${counter.linePos(error.pos[0]).line}: ${error.message.split("\n")[0]?.replace(/ at line .*$/, "")}`,
        )
      }
      continue
    }
    const before = problems.length
    const rule = readRule(document, reader)
    if (rule !== undefined && problems.length === before) rules.push(rule)
  }
  return { rules, problems }
}

function readRule(document: Document, reader: Reader): SigmaRule | undefined {
  const root = document.contents
  if (!isMap(root)) {
    reader.problem(root, "a rule is a map with title, logsource and detection")
    return undefined
  }
  const title = readText(root, "title", reader)
  if (title === undefined) reader.problem(root, "the rule has no title")
  const level = readWord(root, "level", LEVEL_WORDS, reader)
  const status = readWord(root, "status", STATUS_WORDS, reader)
  const [id, name, description] = [
    readText(root, "id", reader),
    readText(root, "name", reader),
    readText(root, "description", reader),
  ]
  const logsource = readLogsource(root, reader)
  const detection = readDetection(root, reader)
  const tags = readTexts(root, "tags", reader)
  const falsePositives = readTexts(root, "falsepositives", reader)
  if (title === undefined || detection === undefined) return undefined
  return {
    path: reader.path,
    line: reader.lineOf(root),
    title,
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
    ...(status === undefined ? {} : { status }),
    ...(level === undefined ? {} : { level }),
    ...(description === undefined ? {} : { description }),
    tags,
    falsePositives,
    logsource,
    ...detection,
    custom: toPlain(root.get("custom", true), document),
  }
}

const toPlain = (node: unknown, document: Document): unknown =>
  isNode(node) ? node.toJS(document) : undefined

function readText(map: YAMLMap, key: string, reader: Reader): string | undefined {
  const node: unknown = map.get(key, true)
  if (node === undefined) return undefined
  if (isScalar(node) && typeof node.value === "string" && node.value.trim() !== "") return node.value.trim()
  reader.problem(node, `"${key}" must be a text`)
  return undefined
}

function readWord(map: YAMLMap, key: string, words: readonly string[], reader: Reader): string | undefined {
  const text = readText(map, key, reader)
  if (text === undefined || words.includes(text)) return text
  reader.problem(map.get(key, true), `"${key}" is "${text}" and must be one of ${words.join(", ")}`)
  return undefined
}

function readTexts(map: YAMLMap, key: string, reader: Reader): readonly string[] {
  const node: unknown = map.get(key, true)
  if (node === undefined) return []
  const items = isSeq(node) ? node.items : [node]
  const texts = items.map((item) =>
    isScalar(item) && typeof item.value === "string" ? item.value : undefined,
  )
  if (texts.includes(undefined)) reader.problem(node, `"${key}" must be a list of texts`)
  return texts.filter((text) => text !== undefined)
}

function readLogsource(root: YAMLMap, reader: Reader): Readonly<Record<string, string>> {
  const node: unknown = root.get("logsource", true)
  if (!isMap(node)) {
    reader.problem(node ?? root, "the rule has no logsource")
    return {}
  }
  const entries = node.items.flatMap((pair) => {
    const key = isScalar(pair.key) ? String(pair.key.value) : ""
    return isScalar(pair.value) ? [[key, String(pair.value.value)] as const] : []
  })
  return Object.fromEntries(entries)
}

type Detection = { readonly searches: ReadonlyMap<string, Search>; readonly condition: Condition }

function readDetection(root: YAMLMap, reader: Reader): Detection | undefined {
  const node: unknown = root.get("detection", true)
  if (!isMap(node)) {
    reader.problem(node ?? root, "the rule has no detection")
    return undefined
  }
  const searches = new Map<string, Search>()
  for (const pair of node.items) {
    const name = isScalar(pair.key) ? String(pair.key.value) : ""
    if (name === "condition" || name === "timeframe") continue
    const search = readSearch(pair.value, reader)
    if (search !== undefined) searches.set(name, search)
  }
  const conditionNode: unknown = node.get("condition", true)
  const condition = readCondition(conditionNode, [...searches.keys()], reader)
  if (condition === undefined) {
    if (conditionNode === undefined) reader.problem(node, "the detection has no condition")
    return undefined
  }
  return { searches, condition }
}

/** A list of conditions means any of them. */
function readCondition(node: unknown, names: readonly string[], reader: Reader): Condition | undefined {
  const items = isSeq(node) ? node.items : node === undefined ? [] : [node]
  const conditions = items.flatMap((item): Condition[] => {
    if (!isScalar(item) || typeof item.value !== "string") {
      reader.problem(item, "the condition must be a text")
      return []
    }
    try {
      return [parseCondition(item.value, names)]
    } catch (error) {
      if (!(error instanceof ConditionError)) throw error
      reader.problem(item, error.message)
      return []
    }
  })
  const [first] = conditions
  return conditions.length > 1 ? { kind: "or", of: conditions } : first
}

function readSearch(node: unknown, reader: Reader): Search | undefined {
  if (isMap(node)) return readMap(node, reader)
  if (!isSeq(node) || node.items.length === 0) {
    reader.problem(node, "a search is a map, a list of maps or a list of keywords")
    return undefined
  }
  if (node.items.every((item) => isScalar(item))) return readItem(undefined, "", node, reader)
  const of = node.items.map((item) => readSearch(isScalar(item) ? undefined : item, reader))
  const known = of.filter((search) => search !== undefined)
  return known.length === of.length ? { kind: "any", of: known } : undefined
}

function readMap(node: YAMLMap, reader: Reader): Search | undefined {
  const of = node.items.map((pair) => {
    const key = isScalar(pair.key) ? String(pair.key.value) : ""
    const [field = "", ...modifiers] = key.split("|")
    return readItem(field === "" ? undefined : field, modifiers.join("|"), pair.value, reader)
  })
  if (of.length === 0) reader.problem(node, "the search is empty")
  const known = of.filter((search) => search !== undefined)
  return known.length === of.length && known.length > 0 ? { kind: "all", of: known } : undefined
}

function readItem(
  field: string | undefined,
  modifiers: string,
  node: unknown,
  reader: Reader,
): Search | undefined {
  const nodes = isSeq(node) ? node.items : [node]
  const values = nodes.map((value) => scalarOf(value))
  if (values.includes(undefined)) {
    reader.problem(
      node,
      `the value of "${field ?? "keywords"}" must be a text, a number, true, false or null`,
    )
    return undefined
  }
  const item: Item = {
    ...(field === undefined ? {} : { field }),
    modifiers: modifiers === "" ? [] : modifiers.split("|"),
    values: values.filter((value) => value !== undefined),
  }
  if (item.values.length > 1 && item.values.includes(null)) {
    reader.problem(node, "null can't stand in a list of values")
    return undefined
  }
  return checked({ kind: "item", item }, node, reader)
}

/** Compiling finds what only the engine knows: unknown modifiers, expressions and networks that can't be read. */
function checked(search: Search, node: unknown, reader: Reader): Search | undefined {
  try {
    compileSearch(search)
    return search
  } catch (error) {
    if (!(error instanceof ItemError)) throw error
    reader.problem(node, error.message)
    return undefined
  }
}

function scalarOf(node: unknown): Scalar | undefined {
  if (node === null) return null
  const value = isScalar(node) ? node.value : undefined
  if (value === null && isScalar(node)) return null
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? value
    : undefined
}
