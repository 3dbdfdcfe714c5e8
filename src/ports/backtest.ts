/** A rule tried on the records that are stored, before it tells anybody: what is asked, and what comes back. */
import type { Incident } from "../model/alert.ts"
import type { TenantId } from "../model/ids.ts"
import type { Level } from "../model/level.ts"
import type { Period } from "../model/period.ts"
import type { RecordKind } from "../model/storage-policy.ts"

export type BacktestWanted = {
  /** The rule's name or title, as typed. */
  readonly rule: string
  readonly customers: readonly TenantId[]
  readonly period: Period
  /** Milliseconds UTC. */
  readonly now: number
}

/** What an incident says of itself beside an alert that a backtest found again. */
export type ToldBefore = Pick<Incident, "id" | "state" | "owner" | "customerAnswer" | "ownerQuestion"> & {
  /** Name of the rule that its card tells. */
  readonly rule: string
}

export type BacktestRow = {
  readonly tenantId: TenantId
  /** When it happened, milliseconds UTC. */
  readonly at: number
  readonly level: Level
  readonly who: string
  readonly sentence: string
  /** The incident that told of one of its records; missing where nobody was told. */
  readonly incident?: ToldBefore
}

export type Backtest = {
  readonly rule: { readonly name: string; readonly title: string; readonly level: Level }
  /** It tells nobody by itself: only what lists it does. */
  readonly isSilent: boolean
  /** It tells that something is new, or unusual, by what it saw before. */
  readonly learns: boolean
  /** It compares customers, and was tried at each by itself. */
  readonly isAcross: boolean
  /** The kinds of records that it looks at. */
  readonly kinds: readonly RecordKind[]
  /** From here on all customers were tried, milliseconds UTC: later than asked where time or memory was up. */
  readonly from: number
  /** Records that rules looked at, and those that are kept without what a rule needs. */
  readonly tried: number
  readonly compact: number
  /** What would have been told, as people are told it: each burst once. */
  readonly levels: Readonly<Partial<Record<Level, number>>>
  /** Most first; those with none are left out. */
  readonly customers: readonly { readonly tenantId: TenantId; readonly count: number }[]
  /** Of all of it, what was told by an incident, and how that ended. */
  readonly became: { readonly fixed: number; readonly harmless: number; readonly open: number }
  /** The newest first; as many as an answer can hold. */
  readonly rows: readonly BacktestRow[]
  /** Filters of other files over the rule, and how much it would tell without them; missing where there is none. */
  readonly filters?: { readonly titles: readonly string[]; readonly without: number }
}

export type BacktestOutcome =
  | { readonly kind: "tried"; readonly backtest: Backtest }
  /** Several rules fit, or none, and these are near. */
  | { readonly kind: "unclear"; readonly names: readonly string[]; readonly fits: boolean }
  /** The rule as it is written now can't be used. */
  | { readonly kind: "broken"; readonly problems: readonly string[] }
  /** Another one is being tried. */
  | { readonly kind: "busy" }
  /** Nothing came of it within the time, or within the memory. */
  | { readonly kind: "late" }

/** Never holds up who waits for it: the work is another thread's. Rejects when something is wrong on our side. */
export type RunBacktest = (wanted: BacktestWanted) => Promise<BacktestOutcome>
