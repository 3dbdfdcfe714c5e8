/**
 * What a rule file may have wrong without being unreadable: words that nobody reads, missing ids and levels, searches
 * that no condition uses.
 * Source: Sigma rules specification v2.1.0, "Components"; SigmaHQ rule conventions.
 */
import { isMap, isScalar, LineCounter, parseAllDocuments, type YAMLMap } from "yaml"
import { isGuid } from "../lib/guid.ts"
import { searchesOf } from "./condition.ts"
import { didYouMean } from "./nearest.ts"
import type { Heading, Search, SigmaCorrelation, SigmaFilter, SigmaRule } from "./rule.ts"

export type Finding = {
  readonly path: string
  readonly line: number
  /** A problem should stop a release; a warning is worth a look. */
  readonly kind: "problem" | "warning"
  readonly message: string
}

const ATTRIBUTES = [
  "title",
  "id",
  "related",
  "name",
  "taxonomy",
  "status",
  "description",
  "license",
  "references",
  "author",
  "date",
  "modified",
  "logsource",
  "detection",
  "correlation",
  "generate",
  "filter",
  "falsepositives",
  "fields",
  "level",
  "tags",
  "scope",
  "sigma-version",
  "custom",
]
const MAX_TITLE = 256

/** Attributes that Sigma doesn't have, and dates that are none, with their lines. Files that can't be read give nothing: parsing says why. */
export function lintAttributes(text: string, path: string): readonly Finding[] {
  const lineCounter = new LineCounter()
  const documents = parseAllDocuments(text, { lineCounter })
  const maps = (Array.isArray(documents) ? documents : []).map((document) => document.contents)
  return maps
    .filter((root) => isMap(root))
    .flatMap((root: YAMLMap) =>
      root.items.flatMap(({ key }): Finding[] => {
        if (!isScalar(key)) return []
        const name = String(key.value)
        const line = lineCounter.linePos(key.range?.[0] ?? 0).line
        if (!ATTRIBUTES.includes(name)) {
          const message = `Sigma has no attribute "${name}"${didYouMean(name, ATTRIBUTES)}; own words belong under "custom"`
          return [{ path, line, kind: "problem", message }]
        }
        const value: unknown = root.get(name)
        const isDate = typeof value !== "string" || /^\d{4}-\d{2}-\d{2}$/.test(value)
        if ((name === "date" || name === "modified") && !isDate)
          return [{ path, line, kind: "problem", message: `"${name}" must be written like 2026-03-02` }]
        return []
      }),
    )
}

/** Title, id and tags. */
export function lintHeading({ path, line, title, id, tags }: Heading): readonly Finding[] {
  const problem = (message: string): Finding => ({ path, line, kind: "problem", message })
  return [
    ...(title.length > MAX_TITLE ? [problem(`the title is longer than ${MAX_TITLE} characters`)] : []),
    ...(id === undefined ? [problem('there is no "id": any new UUID will do')] : []),
    ...(id !== undefined && !isGuid(id) ? [problem(`"id" is "${id}" and must be a UUID`)] : []),
    ...tags
      .filter((tag) => !/^[a-z0-9_-]+\.[a-z0-9._-]+$/i.test(tag))
      .map((tag) => problem(`the tag "${tag}" must be written like attack.t1114.003`)),
  ]
}

/** Whatever alerts needs a level; a rule that only a correlation uses, and a filter, need none. */
export const lintLevel = ({ path, line, level }: Heading): readonly Finding[] =>
  level === undefined
    ? [
        {
          path,
          line,
          kind: "problem",
          message: 'there is no "level": informational, low, medium, high or critical',
        },
      ]
    : []

/** Searches that the condition leaves out. */
export const lintSearches = (rule: SigmaRule | SigmaFilter): readonly Finding[] => {
  const used = new Set(searchesOf(rule.condition))
  return [...rule.searches.keys()]
    .filter((name) => !used.has(name))
    .map((name) => ({
      path: rule.path,
      line: rule.line,
      kind: "warning",
      message: `the condition doesn't use the search "${name}"`,
    }))
}

/** Ids and names that two documents share: a reference to them would mean either. */
export function lintUnique(
  documents: readonly (SigmaRule | SigmaCorrelation | SigmaFilter)[],
): readonly Finding[] {
  const first = new Map<string, Heading>()
  return documents.flatMap((document) =>
    [document.id, document.name].flatMap((name): Finding[] => {
      if (name === undefined) return []
      const other = first.get(name)
      if (other === undefined) first.set(name, document)
      if (other === undefined || other === document) return []
      const message = `"${name}" is taken by ${other.path}:${other.line}`
      return [{ path: document.path, line: document.line, kind: "problem", message }]
    }),
  )
}

/** Names of the fields that a rule looks at. */
export const fieldsOfRule = (rule: SigmaRule): readonly string[] => [
  ...new Set([...rule.searches.values()].flatMap(fieldsOfSearch)),
]

function fieldsOfSearch(search: Search): readonly string[] {
  if (search.kind !== "item") return search.of.flatMap(fieldsOfSearch)
  return search.item.field === undefined ? [] : [search.item.field]
}
