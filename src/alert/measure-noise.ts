/**
 * Which rules are worth their noise: of each, how its incidents ended, how soon somebody took them, and how long people
 * were on those that were nothing. Pure: it adds up what people said anyway.
 */
import { medianOf } from "../lib/median.ts"
import { HOUR, MINUTE } from "../lib/time-units.ts"
import { isAboutOurselves } from "../model/alert.ts"
import type { RuleIncident } from "../model/rule-incident.ts"
import { SINCE_BEFORE } from "./was-there.ts"

export type RuleNoise = {
  readonly rule: string
  readonly title: string
  /** All of them: fixed, harmless and open. */
  readonly incidents: number
  readonly fixed: number
  /** Closed by a technician as expected or as no threat, oldest first. */
  readonly harmless: readonly RuleIncident[]
  readonly open: number
  /** Of the open ones: the customer says that it was them. That closes nothing; the account that says so may be a thief's. */
  readonly wasUs: number
  /** From the card to whoever took it first, the median of those that were taken, milliseconds. */
  readonly firstHand?: number
  /** That people were on harmless ones, milliseconds. */
  readonly forNothing: number
}

/** Nobody stops, looks and goes back to work in less than that. Our own estimates, see decision 35. */
const SHORTEST_LOOK = 5 * MINUTE
/** Whoever takes one in the evening and closes it in the morning wasn't on it all night. */
const LONGEST_LOOK = HOUR

/** What costs most for nothing first, then what is told most often. What Watchpost tells of itself comes from no rule file. */
export function measureNoise(told: readonly RuleIncident[]): readonly RuleNoise[] {
  const counted = told.filter((incident) => !isAboutOurselves(incident))
  return [...Map.groupBy(counted, ({ rule }) => rule)]
    .map(([rule, incidents]) => noiseOf(rule, incidents))
    .toSorted(
      (a, b) => b.forNothing - a.forNothing || b.incidents - a.incidents || (a.rule < b.rule ? -1 : 1),
    )
}

export const isHarmless = ({ state }: Pick<RuleIncident, "state">): boolean =>
  state === "expected" || state === "not-a-threat"

function noiseOf(rule: string, incidents: readonly RuleIncident[]): RuleNoise {
  const harmless = incidents.filter(isHarmless)
  const fixed = incidents.filter(({ state }) => state === "fixed").length
  const open = incidents.filter((one) => one.state !== "fixed" && !isHarmless(one))
  const waits = incidents.flatMap(({ postedAt, claimedAt }) =>
    postedAt === undefined || claimedAt === undefined ? [] : [Math.max(0, claimedAt - postedAt)],
  )
  const firstHand = medianOf(waits.toSorted((a, b) => a - b))
  return {
    rule,
    // What it was called last, without what only some of them are.
    title: incidents.at(-1)?.title.replace(SINCE_BEFORE, "") ?? rule,
    incidents: incidents.length,
    fixed,
    harmless,
    open: open.length,
    wasUs: open.filter(({ answer }) => answer === "expected").length,
    ...(firstHand === undefined ? {} : { firstHand }),
    forNothing: harmless.reduce((sum, one) => sum + lookOf(one), 0),
  }
}

/** From the first hand to the verdict. */
const lookOf = ({ claimedAt, harmlessAt }: RuleIncident): number =>
  claimedAt === undefined || harmlessAt === undefined
    ? SHORTEST_LOOK
    : Math.min(LONGEST_LOOK, Math.max(SHORTEST_LOOK, harmlessAt - claimedAt))
