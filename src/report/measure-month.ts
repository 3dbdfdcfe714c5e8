/** What a month was like for one customer, in figures. Pure: it counts what is stored and adds nothing. */

import type { Month } from "../lib/month.ts"
import { startOfDay } from "../lib/time-zone.ts"
import type { Incident } from "../model/alert.ts"
import { isAboutSight } from "../model/alert.ts"
import { LEVELS, type Level } from "../model/level.ts"
import type { Remediation } from "../model/remediation.ts"

export type MonthFigures = {
  /** Newest last. Those about our own sight of the customer aren't theirs. */
  readonly incidents: readonly Incident[]
  readonly byLevel: readonly { readonly level: Level; readonly count: number }[]
  readonly byDay: readonly { readonly day: number; readonly count: number }[]
  readonly open: number
  readonly fixed: number
  readonly harmless: number
  readonly answered: number
  readonly fixesVerified: number
  readonly fixesFailed: number
  /** Half of the cards came faster, milliseconds from the service's publishing to the card; missing without any. */
  readonly toCard?: number
  /** Half of the fixes were proven faster, milliseconds from the card to the read-back. */
  readonly toFix?: number
}

export function measureMonth(
  month: Month,
  zone: string,
  all: readonly Incident[],
  fixes: readonly Remediation[],
): MonthFigures {
  const incidents = all
    .filter((incident) => !isAboutSight(incident))
    .filter(({ times }) => times.happenedAt >= month.from && times.happenedAt < month.to)
    .toSorted((a, b) => a.times.happenedAt - b.times.happenedAt || a.id - b.id)
  const ids = new Set(incidents.map(({ id }) => id))
  const own = fixes.filter(({ incidentId }) => ids.has(incidentId))
  const inState = (...states: readonly Incident["state"][]): number =>
    incidents.filter(({ state }) => states.includes(state)).length
  const toCard = median(incidents.flatMap(cardTime))
  const toFix = median(incidents.flatMap((incident) => fixTime(incident, own)))
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
    fixesVerified: own.filter(({ state }) => state === "verified" || state === "already-done").length,
    fixesFailed: own.filter(({ state }) => state === "failed").length,
    ...(toCard === undefined ? {} : { toCard }),
    ...(toFix === undefined ? {} : { toFix }),
  }
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

function cardTime({ times }: Incident): readonly number[] {
  const { publishedAt, fetchedAt, postedAt } = times
  return postedAt === undefined ? [] : [Math.max(0, postedAt - (publishedAt ?? fetchedAt))]
}

function fixTime({ id, times }: Incident, fixes: readonly Remediation[]): readonly number[] {
  const { postedAt } = times
  const proven = fixes.find((fix) => fix.incidentId === id && fix.state === "verified")?.finishedAt
  return postedAt === undefined || proven === undefined ? [] : [Math.max(0, proven - postedAt)]
}

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]]
  return low === undefined || high === undefined ? undefined : (low + high) / 2
}
