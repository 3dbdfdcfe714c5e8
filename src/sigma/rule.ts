/**
 * A Sigma rule as parsed: every mistake has been reported, nothing is compiled yet.
 * Source: Sigma rules specification v2.1.0, https://github.com/SigmaHQ/sigma-specification
 */
import type { Condition } from "./condition.ts"

export type Scalar = string | number | boolean | null

/** One `field|modifier: values` line, or a keyword list when `field` is missing. */
export type Item = {
  readonly field?: string
  readonly modifiers: readonly string[]
  readonly values: readonly Scalar[]
}

/** A search identifier's content: maps are AND, lists are OR. */
export type Search =
  | { readonly kind: "all"; readonly of: readonly Search[] }
  | { readonly kind: "any"; readonly of: readonly Search[] }
  | { readonly kind: "item"; readonly item: Item }

export type SigmaRule = {
  readonly path: string
  /** Line of the document's first key, for messages about the whole rule. */
  readonly line: number
  readonly title: string
  readonly id?: string
  readonly name?: string
  readonly status?: string
  readonly level?: string
  readonly description?: string
  readonly tags: readonly string[]
  readonly falsePositives: readonly string[]
  readonly logsource: Readonly<Record<string, string>>
  readonly searches: ReadonlyMap<string, Search>
  readonly condition: Condition
  /** The `custom` block, unread: whoever knows its meaning checks it. */
  readonly custom: unknown
}
