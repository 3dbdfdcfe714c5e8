/**
 * How often one person may press. A stuck client or a stolen session sends hundreds a minute: beyond the limit nothing is
 * looked up, done or noted one by one, until it slows down. Nobody else waits for that.
 */
import { MINUTE } from "../lib/time-units.ts"
import type { Caller } from "../ports/bot.ts"

/** Who presses by hand, at several cards and in a hurry, stays far below. */
export const MOST_PRESSES_PER_MINUTE = 30

/** One person's newest presses, oldest first, milliseconds UTC: as many as the limit takes, and one more. */
export type Presses = { readonly times: readonly number[]; readonly isStopped: boolean }

/** `stop` is the first of a burst that is too many, and is told to everybody; `silent` are those after it. */
export type PressVerdict = "go" | "stop" | "silent"

/**
 * What is stopped counts, too: whoever goes on stays stopped. What lies ahead was counted by a clock that was wrong. Pure;
 * `now` in milliseconds UTC.
 */
export function withPress(
  { times, isStopped }: Presses,
  now: number,
): { readonly presses: Presses; readonly verdict: PressVerdict } {
  const recent = [...times.filter((at) => at > now - MINUTE && at <= now), now].slice(
    -MOST_PRESSES_PER_MINUTE - 1,
  )
  const isTooMuch = recent.length > MOST_PRESSES_PER_MINUTE
  const verdict = isTooMuch ? (isStopped ? "silent" : "stop") : "go"
  return { presses: { times: recent, isStopped: isTooMuch }, verdict }
}

const NONE: Presses = { times: [], isStopped: false }
/** People who have rested are as good as new; they are let go when there are more than this. */
const MANY_PEOPLE = 1_000

/** Remembers everybody's presses of the last minute, in memory alone. */
export function createPressLimit(): (
  caller: Pick<Caller, "objectId" | "teamsTenantId">,
  now: number,
) => PressVerdict {
  const known = new Map<string, Presses>()
  return ({ teamsTenantId, objectId }, now) => {
    const key = `${teamsTenantId} ${objectId}`
    const { presses, verdict } = withPress(known.get(key) ?? NONE, now)
    known.set(key, presses)
    if (known.size > MANY_PEOPLE) {
      for (const [one, { times }] of known) if ((times.at(-1) ?? 0) <= now - MINUTE) known.delete(one)
    }
    return verdict
  }
}
