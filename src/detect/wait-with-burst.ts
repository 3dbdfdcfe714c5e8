/**
 * Bursts that are large already. To tell of one, all of it is read; a spray over a customer's accounts adds to hundreds of
 * them with every batch, and would hold up every other customer. So what joins a large one is counted at first, and told
 * when it has grown by a quarter or ten minutes have passed. Pure.
 */
import { DAY, MINUTE } from "../lib/time-units.ts"
import { type Burst, burstEnd } from "../model/detect-memory.ts"

/** What was counted so long ago is looked at again, whatever came since. */
export const COUNT_AGAIN_MS = 10 * MINUTE
/** One alert tells of a day at most; what goes on after that is worth a new one. */
export const LONGEST_BURST_MS = DAY
const LARGE = 50
const GROWTH = 0.25

/**
 * The burst that entries of these times only join, with them waiting; undefined when it has to be looked at now. All are
 * milliseconds UTC, `now` by our clock.
 */
export function letWait(
  times: readonly number[],
  bursts: readonly Burst[],
  { now, pause }: { readonly now: number; readonly pause: number },
): Burst | undefined {
  const burst = bursts.find((one) => times.every((at) => joins(at, one, pause)))
  if (burst?.counted === undefined || burst.counted.entries < LARGE) return undefined
  const entries = (burst.waiting?.entries ?? 0) + times.length
  if (entries >= burst.counted.entries * GROWTH || now - burst.counted.at >= COUNT_AGAIN_MS) return undefined
  return { ...burst, waiting: { entries, to: Math.max(burstEnd(burst), ...times) } }
}

const joins = (at: number, burst: Burst, pause: number): boolean =>
  at >= burst.from && at <= burstEnd(burst) + pause && at - burst.from <= LONGEST_BURST_MS
