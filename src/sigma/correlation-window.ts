/**
 * What a correlation measures in a window that slides over the events of one group, oldest first. Entries come and go
 * one by one, so that a long window costs little more than a short one.
 */
import type { Condition } from "./condition.ts"
import type { Entry } from "./correlation-entry.ts"
import type { SigmaCorrelation } from "./rule.ts"

export type Window = {
  add(entry: Entry): void
  /** `entry` is the oldest one inside. */
  remove(entry: Entry): void
  /** The number that the bounds judge, for the window that ends with the newest entry. */
  measure(): number
}

export function makeWindow(correlation: SigmaCorrelation): Window {
  const { type, percentile } = correlation
  if (type === "event_count") return distinctWindow((entry) => entry.id)
  if (type === "value_count") return distinctWindow((entry) => String(entry.value))
  if (type === "temporal" || type === "temporal_ordered") return temporalWindow(correlation)
  if (type === "value_sum") return sumWindow((sum) => sum)
  if (type === "value_avg") return sumWindow((sum, count) => (count === 0 ? Number.NaN : sum / count))
  return percentileWindow(type === "value_median" ? 50 : percentile)
}

function distinctWindow(keyOf: (entry: Entry) => string): Window {
  const counts = new Map<string, number>()
  return {
    add: (entry) => counts.set(keyOf(entry), (counts.get(keyOf(entry)) ?? 0) + 1),
    remove: (entry) => decrease(counts, keyOf(entry)),
    measure: () => counts.size,
  }
}

function decrease(counts: Map<string, number>, key: string): void {
  const left = (counts.get(key) ?? 0) - 1
  if (left > 0) counts.set(key, left)
  else counts.delete(key)
}

/**
 * One event that several rules match adds its value once for each of them: each match is a value that was asked for.
 * Sums of the older half are kept from each entry on, the newer half is one sum, so that nothing is ever taken away:
 * rounding errors would pile up.
 */
function sumWindow(measure: (sum: number, count: number) => number): Window {
  const older: number[] = []
  const newer: number[] = []
  let newerSum = 0
  return {
    add: (entry) => {
      newer.push(Number(entry.value))
      newerSum += Number(entry.value)
    },
    remove: () => {
      if (older.length === 0) {
        for (let value = newer.pop(); value !== undefined; value = newer.pop())
          older.push(value + (older.at(-1) ?? 0))
        newerSum = 0
      }
      older.pop()
    },
    measure: () => measure((older.at(-1) ?? 0) + newerSum, older.length + newer.length),
  }
}

/** Kept in order of size, so that no measure has to sort a long window again. */
function percentileWindow(percentile: number): Window {
  const sorted: number[] = []
  return {
    add: (entry) => sorted.splice(placeOf(sorted, Number(entry.value)), 0, Number(entry.value)),
    remove: (entry) => sorted.splice(placeOf(sorted, Number(entry.value)), 1),
    measure: () => percentileOf(sorted, percentile),
  }
}

/** The first place at which nothing is smaller. */
function placeOf(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? value) < value) low = middle + 1
    else high = middle
  }
  return low
}

/** With linear interpolation between the two nearest ranks, as spreadsheets count. */
function percentileOf(sorted: readonly number[], percentile: number): number {
  const rank = (percentile / 100) * (sorted.length - 1)
  const below = sorted[Math.floor(rank)]
  const above = sorted[Math.ceil(rank)]
  if (below === undefined || above === undefined) return Number.NaN
  return below + (above - below) * (rank - Math.floor(rank))
}

/** How many of the listed rules matched; with an extended condition 1 when it holds, else 0. */
function temporalWindow(correlation: SigmaCorrelation): Window {
  const times = new Map<string, number[]>()
  const ordered = correlation.type === "temporal_ordered"
  const { expression, rules } = correlation
  return {
    add(entry) {
      const known = times.get(entry.rule)
      if (known === undefined) times.set(entry.rule, [entry.at])
      else known.push(entry.at)
    },
    remove(entry) {
      const known = times.get(entry.rule)
      known?.shift()
      if (known?.length === 0) times.delete(entry.rule)
    },
    measure() {
      if (expression === undefined) return ordered ? chainLength(times, rules) : times.size
      if (!holds(expression, times)) return 0
      if (!ordered) return 1
      const wanted = rules.filter((rule) => times.has(rule) && isAsked(expression, rule))
      return chainLength(times, wanted) === wanted.length ? 1 : 0
    },
  }
}

type Times = ReadonlyMap<string, readonly number[]>

/** How many of the rules, from the first on, can be found one after the other. Equal times count as in order. */
function chainLength(times: Times, rules: readonly string[]): number {
  let earliest = Number.NEGATIVE_INFINITY
  for (const [index, rule] of rules.entries()) {
    const known = times.get(rule) ?? []
    const next = known[placeOf(known, earliest)]
    if (next === undefined) return index
    earliest = next
  }
  return rules.length
}

function holds(condition: Condition, times: Times): boolean {
  if (condition.kind === "search") return times.has(condition.name)
  if (condition.kind === "not") return !holds(condition.of, times)
  return condition.kind === "and"
    ? condition.of.every((part) => holds(part, times))
    : condition.of.some((part) => holds(part, times))
}

/** True for a rule that the condition names without `not`: only such rules have a place in the order. */
function isAsked(condition: Condition, rule: string, negated = false): boolean {
  if (condition.kind === "search") return !negated && condition.name === rule
  if (condition.kind === "not") return isAsked(condition.of, rule, !negated)
  return condition.of.some((part) => isAsked(part, rule, negated))
}
