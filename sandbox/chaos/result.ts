/** What a chaos run found, and which of it is wrong. */
import type { CardCounts } from "./check-cards.ts"
import type { FixCounts } from "./check-fixes.ts"
import type { RecordCounts } from "./check-records.ts"

export type ChaosCounts = RecordCounts &
  CardCounts &
  FixCounts & {
    readonly seed: number
    readonly kills: number
    /** Kills right after what they aimed at. */
    readonly aimsHit: number
    /** Of these: kills after the records of a blob were committed, and before what follows from them was. */
    readonly betweenCommits: number
    readonly seconds: number
    readonly secondsUntilQuiet: number
    /** Nothing was owed any more when the run ended. */
    readonly quiet: boolean
    readonly feedCalls: number
    readonly feedCallsWithoutPublisher: number
    /** Requests that each kind of trouble spoiled. */
    readonly faults: Readonly<Record<string, number>>
    readonly trailVerifies: boolean
  }

export type ChaosResult = ChaosCounts & { readonly wrong: readonly string[] }

/** Counts that must be zero. */
const MUST_BE_ZERO = [
  "missing",
  "storedTwice",
  "unexpected",
  "attacksWithoutIncident",
  "attacksWithSeveral",
  "incidentsOfNothing",
  "blindnessesOfNothing",
  "cardsMissing",
  "cardsDoubled",
  "fixesLost",
  "fixesUnproven",
  "fixesRunTwice",
  "fixesUntrue",
  "feedCallsWithoutPublisher",
] as const

/** Adds the names of the counts that break a promise. */
export function judge(counts: ChaosCounts): ChaosResult {
  const wrong: string[] = MUST_BE_ZERO.filter((name) => counts[name] !== 0)
  if (counts.brokenKept !== counts.broken) wrong.push("brokenKept")
  if (!counts.quiet) wrong.push("quiet")
  if (!counts.trailVerifies) wrong.push("trailVerifies")
  return { ...counts, wrong }
}
