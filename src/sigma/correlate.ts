/**
 * Correlations over event time. Audit records arrive late and in any order, so that nothing here remembers anything:
 * given the stored entries of a time span, the answer is the same whatever order they arrived in. A late event is
 * answered by asking again with it among the entries.
 */
import type { Entry } from "./correlation-entry.ts"
import { makeWindow } from "./correlation-window.ts"
import type { Bounds, CorrelationType, SigmaCorrelation } from "./rule.ts"

/** One time that a correlation holds for one group. */
export type Firing = {
  /** What the entries have in common. */
  readonly key: string
  readonly group: readonly string[]
  /** When the condition first held: the time of the event that completed it. */
  readonly at: number
  readonly completedBy: Entry
  /** The window's entries, and those that followed until the correlation may fire again; oldest first. */
  readonly entries: readonly Entry[]
  /** What was measured when it first held: a count, a sum, an average … */
  readonly value: number
}

/**
 * Every firing, oldest first. After a firing the group is quiet for one timespan: what happens in it joins the firing.
 * Windows slide and include both ends: events exactly one timespan apart are together.
 */
export function firingsOf(correlation: SigmaCorrelation, entries: readonly Entry[]): readonly Firing[] {
  if (!areEnough(correlation, entries)) return []
  const groups = new Map<string, Entry[]>()
  for (const entry of entries) {
    const group = groups.get(entry.key)
    if (group === undefined) groups.set(entry.key, [entry])
    else group.push(entry)
  }
  const firings = [...groups.values()].flatMap((group) => firingsOfGroup(correlation, inOrder(group)))
  return firings.sort((a, b) => a.at - b.at || compareTexts(a.key, b.key))
}

/** Ties are broken by id, so that the order of arrival never shows. */
const inOrder = (entries: readonly Entry[]): readonly Entry[] =>
  [...entries].sort((a, b) => a.at - b.at || compareTexts(a.id, b.id) || compareTexts(a.rule, b.rule))

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function firingsOfGroup(correlation: SigmaCorrelation, entries: readonly Entry[]): readonly Firing[] {
  const { timespan } = correlation
  const bounds = boundsOf(correlation)
  const window = makeWindow(correlation)
  const firings: Firing[] = []
  let oldest = 0
  let quietUntil = Number.NEGATIVE_INFINITY
  for (const [index, entry] of entries.entries()) {
    window.add(entry)
    for (
      let old = entries[oldest];
      old !== undefined && old.at < entry.at - timespan;
      old = entries[oldest]
    ) {
      window.remove(old)
      oldest += 1
    }
    if (entry.at <= quietUntil) continue
    const value = window.measure()
    if (!isWithin(value, bounds)) continue
    quietUntil = entry.at + timespan
    let end = index + 1
    while ((entries[end]?.at ?? Number.POSITIVE_INFINITY) <= quietUntil) end += 1
    firings.push({
      key: entry.key,
      group: entries[oldest]?.group ?? entry.group,
      at: entry.at,
      completedBy: entry,
      entries: entries.slice(oldest, end),
      value,
    })
  }
  return firings
}

/** Nothing is counted that isn't there. Most groups are done with here, before anything is sorted. */
function areEnough(correlation: SigmaCorrelation, entries: readonly Entry[]): boolean {
  const fewest = fewestToCount(correlation)
  if (entries.length < fewest) return false
  return fewest <= 1 || new Set(entries.map(countedOf(correlation.type))).size >= fewest
}

/** What a type counts different ones of; only those types have a fewest number. */
function countedOf(type: CorrelationType): (entry: Entry) => string {
  if (type === "event_count") return ({ id }) => id
  return type === "value_count" ? ({ value }) => String(value) : ({ rule }) => rule
}

/** With fewer different ones than this the condition can't hold. */
function fewestToCount(correlation: SigmaCorrelation): number {
  const { type, expression } = correlation
  const counts = type === "event_count" || type === "value_count" || type.startsWith("temporal")
  if (!counts || expression !== undefined) return 1
  const { gt = 0, gte = 1, eq = 1 } = boundsOf(correlation)
  return Math.max(Math.floor(gt) + 1, gte, eq)
}

/** Without a number, every listed rule must have matched; an extended condition holds or doesn't. */
function boundsOf(correlation: SigmaCorrelation): Bounds {
  if (correlation.expression !== undefined) return { gte: 1 }
  const given = Object.keys(correlation.bounds).length > 0
  return given ? correlation.bounds : { gte: correlation.rules.length }
}

function isWithin(value: number, bounds: Bounds): boolean {
  if (Number.isNaN(value)) return false
  const { gt, gte, lt, lte, eq, neq } = bounds
  return (
    (gt === undefined || value > gt) &&
    (gte === undefined || value >= gte) &&
    (lt === undefined || value < lt) &&
    (lte === undefined || value <= lte) &&
    (eq === undefined || value === eq) &&
    (neq === undefined || value !== neq)
  )
}
