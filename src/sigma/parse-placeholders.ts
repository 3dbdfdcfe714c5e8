/** A table of placeholders for the modifier `expand`: a YAML or JSON map of names to one value or a list of values. */
import { isMap, isScalar, isSeq, parseDocument } from "yaml"
import type { Placeholders } from "./expand.ts"

export type ParsedPlaceholders = { readonly placeholders: Placeholders; readonly problems: readonly string[] }

/** Names may be written with or without their percent signs. Never throws. */
export function parsePlaceholders(text: string, path: string): ParsedPlaceholders {
  const document = parseDocument(text)
  const root = document.contents
  if (document.errors.length > 0 || !isMap(root)) {
    const reason =
      document.errors[0]?.message.split("\n")[0] ?? "it must be a map of names to lists of values"
    return { placeholders: new Map(), problems: [`${path}: ${reason}`] }
  }
  const problems: string[] = []
  const placeholders = new Map<string, readonly string[]>()
  for (const { key, value } of root.items) {
    const name = (isScalar(key) ? String(key.value) : "").replace(/^%(.*)%$/, "$1")
    const items: readonly unknown[] = isSeq(value) ? value.items : [value]
    const texts = items.flatMap((item) =>
      isScalar(item) && item.value !== null ? [String(item.source ?? item.value)] : [],
    )
    if (name === "" || texts.length < items.length || texts.length === 0)
      problems.push(`${path}: the placeholder "${name}" needs a value or a list of values`)
    else placeholders.set(name, texts)
  }
  return { placeholders, problems }
}
