/**
 * What a correlation measures in a window that slides over the events of one group, oldest first. Entries come and go
 * one by one, so that a long window costs no more than a short one (percentiles aside).
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

/** One event that several rules match adds its value once for each of them: each match is a value that was asked for. */
function sumWindow(measure: (sum: number, count: number) => number): Window {
  const values: number[] = []
  return {
    add: (entry) => values.push(Number(entry.value)),
    remove: () => values.shift(),
    // Added up anew: taking away what was added before would let rounding errors pile up.
    measure: () =>
      measure(
        values.reduce((sum, value) => sum + value, 0),
        values.length,
      ),
  }
}

function percentileWindow(percentile: number): Window {
  const values: number[] = []
  return {
    add: (entry) => values.push(Number(entry.value)),
    remove: () => values.shift(),
    measure: () => percentileOf(values, percentile),
  }
}

/** With linear interpolation between the two nearest ranks, as spreadsheets count. */
export function percentileOf(values: readonly number[], percentile: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const rank = (percentile / 100) * (sorted.length - 1)
  const below = sorted[Math.floor(rank)]
  const above = sorted[Math.ceil(rank)]
  if (below === undefined || above === undefined) return Number.NaN
  return below + (above - below) * (rank - Math.floor(rank))
}

/** How many of the listed rules matched; with an extended condition 1 when it holds, else 0. */
function temporalWindow(correlation: SigmaCorrelation): Window {
  const entries: Entry[] = []
  const counts = new Map<string, number>()
  const ordered = correlation.type === "temporal_ordered"
  const { expression, rules } = correlation
  return {
    add(entry) {
      entries.push(entry)
      counts.set(entry.rule, (counts.get(entry.rule) ?? 0) + 1)
    },
    remove(entry) {
      entries.shift()
      decrease(counts, entry.rule)
    },
    measure() {
      if (expression === undefined) return ordered ? chainLength(entries, rules) : counts.size
      if (!holds(expression, counts)) return 0
      if (!ordered) return 1
      const wanted = rules.filter((rule) => counts.has(rule) && isAsked(expression, rule))
      return chainLength(entries, wanted) === wanted.length ? 1 : 0
    },
  }
}

/** How many of the rules, from the first on, can be found one after the other. Equal times count as in order. */
function chainLength(entries: readonly Entry[], rules: readonly string[]): number {
  let earliest = Number.NEGATIVE_INFINITY
  for (const [index, rule] of rules.entries()) {
    const next = entries.find((entry) => entry.rule === rule && entry.at >= earliest)
    if (next === undefined) return index
    earliest = next.at
  }
  return rules.length
}

function holds(condition: Condition, counts: ReadonlyMap<string, number>): boolean {
  if (condition.kind === "search") return counts.has(condition.name)
  if (condition.kind === "not") return !holds(condition.of, counts)
  return condition.kind === "and"
    ? condition.of.every((part) => holds(part, counts))
    : condition.of.some((part) => holds(part, counts))
}

/** True for a rule that the condition names without `not`: only such rules have a place in the order. */
function isAsked(condition: Condition, rule: string, negated = false): boolean {
  if (condition.kind === "search") return !negated && condition.name === rule
  if (condition.kind === "not") return isAsked(condition.of, rule, !negated)
  return condition.of.some((part) => isAsked(part, rule, negated))
}
