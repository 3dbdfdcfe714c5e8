/** What a month was like for one customer, in figures. Pure: it counts what is stored and adds nothing. */

import { changesSomething } from "../card/done-words.ts"
import { medianOf } from "../lib/median.ts"
import type { Month } from "../lib/month.ts"
import { startOfDay } from "../lib/time-zone.ts"
import { type Incident, isForTechnicians } from "../model/alert.ts"
import type { IncidentId } from "../model/ids.ts"
import { LEVELS, type Level } from "../model/level.ts"
import type { Remediation } from "../model/remediation.ts"

export type MonthInput = {
  readonly month: Month
  /** IANA name. */
  readonly zone: string
  readonly incidents: readonly Incident[]
  /** Of any of these incidents. */
  readonly fixes: readonly Remediation[]
  /** Incidents that the customer has a card of. */
  readonly told: ReadonlySet<IncidentId>
}

/** How long something took, milliseconds: half of them were faster than `median`. */
export type Pace = { readonly median: number; readonly slowest: number; readonly count: number }

export type MonthFigures = {
  /** Newest last. What is told to technicians alone isn't the customer's. */
  readonly incidents: readonly Incident[]
  readonly byLevel: readonly { readonly level: Level; readonly count: number }[]
  readonly byDay: readonly { readonly day: number; readonly count: number }[]
  readonly open: number
  readonly fixed: number
  readonly harmless: number
  readonly answered: number
  /** Incidents that the customer has a card of. */
  readonly told: number
  /** Proven at the time; those that were taken back later are in `fixesUndone`, too. */
  readonly fixesVerified: number
  readonly fixesFailed: number
  readonly fixesUndone: number
  /** From the service's publishing to the first card; each pace is missing where nothing was measured. */
  readonly toCard?: Pace
  /** From the first card until somebody took it. */
  readonly toClaim?: Pace
  /** From the first card to the read-back of the first proven fix. */
  readonly toFix?: Pace
}

export function measureMonth({ month, zone, incidents: all, fixes, told }: MonthInput): MonthFigures {
  const incidents = all
    .filter((incident) => !isForTechnicians(incident))
    .filter(({ times }) => times.happenedAt >= month.from && times.happenedAt < month.to)
    .toSorted((a, b) => a.times.happenedAt - b.times.happenedAt || a.id - b.id)
  const inState = (...states: readonly Incident["state"][]): number =>
    incidents.filter(({ state }) => states.includes(state)).length
  return {
    incidents,
    byLevel: LEVELS.toReversed().map((level) => ({
      level,
      count: incidents.filter((incident) => incident.level === level).length,
    })),
    byDay: daysOf(month, zone, incidents),
    open: incidents.length - inState("fixed", "expected", "not-a-threat"),
    fixed: inState("fixed"),
    harmless: inState("expected", "not-a-threat"),
    answered: incidents.filter(({ customerAnswer }) => customerAnswer !== undefined).length,
    told: incidents.filter(({ id }) => told.has(id)).length,
    ...fixCounts(incidents, fixes),
    ...paces(incidents, fixes),
  }
}

/** What was taken back was proven before, unless it was the half of one that failed. */
const isProven = ({ state, leaves }: Remediation): boolean =>
  state === "verified" ||
  state === "already-done" ||
  state === "overtaken" ||
  (state === "undone" && leaves === undefined)

/** Fixes of one incident, oldest first, without the runs that take another one back and those that only read. */
export const fixesOf = (id: IncidentId, fixes: readonly Remediation[]): readonly Remediation[] =>
  fixes.filter((fix) => fix.incidentId === id && fix.undoes === undefined && changesSomething(fix))

function fixCounts(incidents: readonly Incident[], fixes: readonly Remediation[]) {
  const own = incidents.flatMap(({ id }) => fixesOf(id, fixes))
  return {
    fixesVerified: own.filter(isProven).length,
    fixesFailed: own.filter((fix) => fix.state === "failed" || (fix.state === "undone" && !isProven(fix)))
      .length,
    fixesUndone: own.filter((fix) => fix.state === "undone" && isProven(fix)).length,
  }
}

function paces(
  incidents: readonly Incident[],
  fixes: readonly Remediation[],
): Pick<MonthFigures, "toCard" | "toClaim" | "toFix"> {
  const toCard = paceOf(incidents.map(({ times }) => [times.publishedAt ?? times.fetchedAt, times.postedAt]))
  const toClaim = paceOf(incidents.map(({ times, claimedAt }) => [times.postedAt, claimedAt]))
  const toFix = paceOf(
    incidents.map(({ id, times }) => [times.postedAt, fixesOf(id, fixes).find(isProven)?.finishedAt]),
  )
  return {
    ...(toCard === undefined ? {} : { toCard }),
    ...(toClaim === undefined ? {} : { toClaim }),
    ...(toFix === undefined ? {} : { toFix }),
  }
}

/** Clocks of services differ by moments: nothing ends before it began. */
export function paceOf(
  spans: readonly (readonly [from: number | undefined, to: number | undefined])[],
): Pace | undefined {
  const sorted = spans
    .flatMap(([from, to]) => (from === undefined || to === undefined ? [] : [Math.max(0, to - from)]))
    .toSorted((a, b) => a - b)
  const [median, slowest] = [medianOf(sorted), sorted.at(-1)]
  if (median === undefined || slowest === undefined) return undefined
  return { median, slowest, count: sorted.length }
}

function daysOf(month: Month, zone: string, incidents: readonly Incident[]): MonthFigures["byDay"] {
  const days: number[] = []
  for (let day = month.from; day < month.to; day = startOfDay(day, zone, 1)) days.push(day)
  return days.map((day, index) => {
    const end = days[index + 1] ?? month.to
    return {
      day,
      count: incidents.filter(({ times }) => times.happenedAt >= day && times.happenedAt < end).length,
    }
  })
}
