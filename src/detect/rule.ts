/** Rules and correlations as this product runs them: Sigma's logic plus what an alert must say. */
import type { SubjectKind } from "../model/act.ts"
import type { RuleInfo } from "../model/alert.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import type { CompiledRule } from "../sigma/compile-rule.ts"
import type { SigmaCorrelation } from "../sigma/rule.ts"

/** Records that most rules must not see: what failed changed nothing, and what Microsoft does itself is no attack. */
export const EXCEPTIONS = ["failed", "microsoft"] as const
export type Exception = (typeof EXCEPTIONS)[number]

/** What rules and correlations have in common. */
export type Alerting = {
  readonly info: RuleInfo
  readonly subject: SubjectKind
  /** Facts of which any raises (or lowers) the level by one. */
  readonly raise: readonly string[]
  readonly lower: readonly string[]
  /** It alerts nobody by itself: it only feeds correlations. */
  readonly silent: boolean
  /** Entries of the detection catalog that it covers: `EXO-FWD-EXT`. */
  readonly catalog: readonly string[]
  /** Where it is written. */
  readonly path: string
}

export type Rule = Alerting & {
  readonly compiled: CompiledRule
  readonly also: readonly Exception[]
  /** What the same actor does to the same subject so close together is one alert, milliseconds; missing means one act. */
  readonly repeatMs?: number
  /** Not written for this product: it sees the field names of SigmaHQ's rules. */
  readonly foreign: boolean
}

export type Correlation = Alerting & {
  readonly sigma: SigmaCorrelation
  /** Facts: nobody is told where one of them holds of all its records. */
  readonly unless: readonly string[]
  /** It looks at all customers together, and only technicians hear of it. */
  readonly everyTenant: boolean
}

/** A correlation that something feeds, and the name by which it lists that. */
export type Feed = { readonly correlation: Correlation; readonly listed: string }

/**
 * A rule that can match, and the numbers of the facts of which one must be true for that; undefined when none must. Only
 * then it is tried: `compiled` no longer asks for a fact that is the only one.
 */
export type Candidate = Rule & { readonly needs: readonly number[] | undefined }

/** Rules in the order in which they are tried, and what must be asked to know which of them are. */
export type Shortlist = {
  readonly rules: readonly Candidate[]
  /** Those that need no fact. */
  readonly always: readonly Candidate[]
  readonly asks: readonly Asks[]
}

/** Facts that are asked where another one holds; undefined: always. */
export type Asks = {
  readonly gate: number | undefined
  /** Numbers of facts, each once; and beside each the rules that it opens. */
  readonly facts: readonly number[]
  readonly opens: readonly (readonly Candidate[])[]
}

/** The rules that can match such a record, without trying them. */
export type Candidates = (
  record: Pick<AuditRecord, "operationKey" | "outcome" | "actor" | "recordType">,
) => Shortlist
