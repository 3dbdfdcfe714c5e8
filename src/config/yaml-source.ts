/** A YAML text whose every value remembers its line, so that a mistake can be pointed at. */
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml"

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
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line)
  const syntax = document.errors.map((error) => ({
    line: lineAt(error.pos[0]),
    sentence: `this is not YAML: ${error.message.split("\n")[0] ?? ""}`,
  }))
  const { value, problems } =
    syntax.length > 0 ? { value: undefined, problems: syntax } : plainValue(document)

  const lineOf = (path: ConfigPath): number => {
    for (let length = path.length; length > 0; length -= 1) {
      const parent = document.getIn(path.slice(0, length - 1), true)
      const key = path[length - 1]
      if (isMap(parent)) {
        const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === key)
        if (pair !== undefined && isScalar(pair.key) && pair.key.range) return lineAt(pair.key.range[0])
      }
      const node = document.getIn(path.slice(0, length), true)
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

/** Aliases are counted by the parser, so that a small file can't unfold into a large one. */
function plainValue(document: Document): Pick<YamlSource, "value" | "problems"> {
  try {
    return { value: document.toJS({ maxAliasCount: 100 }), problems: [] }
  } catch {
    const sentence = "this file repeats itself too often; write the values out instead of using * and &"
    return { value: undefined, problems: [{ line: 1, sentence }] }
  }
}
