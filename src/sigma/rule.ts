/**
 * Sigma documents as parsed: every mistake has been reported, nothing is compiled yet.
 * Source: Sigma specification v2.1.0, https://github.com/SigmaHQ/sigma-specification
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

/** What every kind of document may say of itself. */
export type Heading = {
  readonly path: string
  /** Line of the document's first key, for messages about the whole document. */
  readonly line: number
  readonly title: string
  readonly id?: string
  readonly name?: string
  readonly status?: string
  readonly level?: string
  readonly description?: string
  readonly tags: readonly string[]
  readonly falsePositives: readonly string[]
  /** The `custom` block, unread: whoever knows its meaning checks it. */
  readonly custom: unknown
}

/** What other documents call one by. */
export type Named = Pick<Heading, "id" | "name">
export const isNamed = (one: Named, reference: string): boolean =>
  one.id === reference || one.name === reference

export type Logsource = Readonly<Record<string, string>>

export type Detection = { readonly searches: ReadonlyMap<string, Search>; readonly condition: Condition }

export type SigmaRule = Heading & Detection & { readonly logsource: Logsource }

export const CORRELATION_TYPES = [
  "event_count",
  "value_count",
  "temporal",
  "temporal_ordered",
  "value_sum",
  "value_avg",
  "value_percentile",
  "value_median",
] as const
export type CorrelationType = (typeof CORRELATION_TYPES)[number]

export const BOUNDS = ["gt", "gte", "lt", "lte", "eq", "neq"] as const
/** All of them must hold. */
export type Bounds = Readonly<Partial<Record<(typeof BOUNDS)[number], number>>>

/** A rule about several events together. */
export type SigmaCorrelation = Heading & {
  readonly type: CorrelationType
  /** Ids or names of rules or other correlations, as the document lists them. */
  readonly rules: readonly string[]
  readonly groupBy: readonly string[]
  /** Milliseconds. */
  readonly timespan: number
  /** Alias → listed rule, by its id or its name → that rule's field. */
  readonly aliases: ReadonlyMap<string, ReadonlyMap<string, string>>
  readonly bounds: Bounds
  /** Fields whose values are counted or added up; several are counted as tuples. */
  readonly fields: readonly string[]
  /** 0 to 100; only `value_percentile` looks at it. */
  readonly percentile: number
  /** Which of the listed rules must and mustn't have matched; only the temporal types have it. */
  readonly expression?: Condition
  /** The listed rules alert on their own as well. */
  readonly generate: boolean
}

/** Silences rules: a rule with a filter matches what the rule matches and the filter doesn't. */
export type SigmaFilter = Heading &
  Detection & {
    readonly logsource: Logsource
    /** Ids or names. */
    readonly rules: "any" | readonly string[]
  }
