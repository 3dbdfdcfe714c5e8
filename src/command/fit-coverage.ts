/** A line about many customers that is shown whole: what is told of each, else of the worst ones, in as much room as there is. Pure. */
import { firstFew } from "../lib/first-few.ts"
import { andMore } from "../lib/list-text.ts"

/** One customer of whom not everything is there. */
export type Incomplete = {
  readonly name: string
  /** Small is worse. */
  readonly rank: number
  /** All that is known of it. */
  readonly text: string
  /** The same in a few words. */
  readonly short: string
}

/** So many customers are named that have the same trouble, where not all of them fit. */
const MOST_NAMES = 3

/**
 * The parts of the line, worst first and those of whom everything is there last (`complete`, where there are any). What
 * doesn't fit into `room` characters is said in fewer words, and then counted.
 */
export function fitCoverage(
  incomplete: readonly Incomplete[],
  complete: string | undefined,
  room: number,
): string {
  const worst = incomplete.toSorted((a, b) => a.rank - b.rank)
  const end = complete === undefined ? [] : [complete]
  const whole = [...grouped(worst, "text", worst.length), ...end].join(". ")
  if (whole.length <= room) return whole
  const parts: string[] = []
  let told = 0
  for (const some of Map.groupBy(worst, ({ short }) => short).values()) {
    const [part = ""] = grouped(some, "short", MOST_NAMES)
    const more = worst.length - told - some.length
    const line = [...parts, part, ...restOf(more), ...end].join(". ")
    if (line.length > room) break
    parts.push(part)
    told += some.length
  }
  return [...parts, ...restOf(worst.length - told), ...end].join(". ")
}

const restOf = (count: number): readonly string[] =>
  count === 0 ? [] : [`${count} more ${count === 1 ? "is" : "are"} incomplete (see “status”)`]

/** Customers with the same trouble share one part. */
const grouped = (
  incomplete: readonly Incomplete[],
  told: "text" | "short",
  most: number,
): readonly string[] =>
  [...Map.groupBy(incomplete, (one) => one[told])].map(([text, some]) => {
    const names = firstFew(some, most).map(({ name }) => name)
    return `${andMore(names, some.length)}: ${text}`
  })
