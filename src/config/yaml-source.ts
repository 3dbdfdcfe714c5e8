/** A YAML text whose every value remembers its line, so that a mistake can be pointed at. */
import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from "yaml"

export type ConfigPath = readonly (string | number)[]

export type YamlSource = {
  readonly value: unknown
  /** Line (from 1) of the value, or of the closest thing around it that exists. */
  lineOf(path: ConfigPath): number
  /** Line (from 1) of a key in the section at `path`. */
  lineOfKey(path: ConfigPath, key: string): number
  /** What is wrong with the YAML itself; then `value` is undefined. */
  readonly problems: readonly { readonly line: number; readonly sentence: string }[]
}

export function readYaml(text: string): YamlSource {
  const lines = new LineCounter()
  // The parser compares each key with all that come before it in its section; looked up, they are told apart at once.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false })
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line)
  const syntax = [
    ...document.errors.map(({ pos: [offset], message }) => ({ offset, message })),
    ...repeatedKeys(document),
  ].map(({ offset, message }) => ({
    line: lineAt(offset),
    sentence: `this is not YAML: ${message.split("\n")[0] ?? ""}`,
  }))
  const { value, problems } =
    syntax.length > 0 ? { value: undefined, problems: syntax } : plainValue(document)

  const { pairAt, nodeAt } = nodesOf(document)
  const lineOf = (path: ConfigPath): number => {
    for (let length = path.length; length > 0; length -= 1) {
      const pair = pairAt(nodeAt(path.slice(0, length - 1)), path[length - 1])
      if (pair !== undefined && isScalar(pair.key) && pair.key.range) return lineAt(pair.key.range[0])
      const node = nodeAt(path.slice(0, length))
      if (isNode(node) && node.range) return lineAt(node.range[0])
    }
    return 1
  }

  return {
    value,
    lineOf,
    lineOfKey: (path, key) => lineOf([...path, key]),
    problems,
  }
}

type SyntaxError = { readonly offset: number; readonly message: string }

function repeatedKeys(document: Document): readonly SyntaxError[] {
  const found: SyntaxError[] = []
  visit(document, {
    Map: (_key, { items }) => {
      const seen = new Set<unknown>()
      for (const { key } of items) {
        if (!isScalar(key)) continue
        if (seen.has(key.value))
          found.push({ offset: key.range?.[0] ?? 0, message: "Map keys must be unique" })
        seen.add(key.value)
      }
    },
  })
  return found
}

/** The keys of a section are looked through once, however many mistakes are in it. */
function nodesOf(document: Document) {
  const known = new Map<unknown, ReadonlyMap<unknown, Pair>>()
  const pairsOf = (map: YAMLMap): ReadonlyMap<unknown, Pair> => {
    const found = known.get(map)
    if (found !== undefined) return found
    const pairs = new Map(map.items.map((pair) => [isScalar(pair.key) ? pair.key.value : pair.key, pair]))
    known.set(map, pairs)
    return pairs
  }
  const pairAt = (node: unknown, key: unknown): Pair | undefined =>
    isMap(node) ? pairsOf(node).get(key) : undefined
  const childAt = (node: unknown, key: string | number): unknown =>
    isSeq(node) && typeof key === "number" ? node.items[key] : pairAt(node, key)?.value
  const nodeAt = (path: ConfigPath): unknown => path.reduce(childAt, document.contents)
  return { pairAt, nodeAt }
}

/** Aliases are counted by the parser, so that a small file can't unfold into a large one. */
function plainValue(document: Document): Pick<YamlSource, "value" | "problems"> {
  try {
    return { value: document.toJS({ maxAliasCount: 100 }), problems: [] }
  } catch {
    const sentence = "this file repeats itself too often; write the values out instead of using * and &"
    return { value: undefined, problems: [{ line: 1, sentence }] }
  }
}
