/**
 * How fast a bot may write into one thread. Pure: the caller keeps the instants of what was sent.
 * Source: Teams "Optimize your bot with rate limiting", per bot per thread.
 */
import { HOUR } from "../lib/time-units.ts"

/** At most `count` sends within any `withinMs`. */
export const THREAD_LIMITS = [
  { count: 7, withinMs: 1_000 },
  { count: 8, withinMs: 2_000 },
  { count: 60, withinMs: 30_000 },
  { count: 1_800, withinMs: HOUR },
] as const

const LONGEST_MS = Math.max(...THREAD_LIMITS.map((limit) => limit.withinMs))

/** Instants of earlier sends into one thread, oldest first, milliseconds UTC. */
export type SendTimes = readonly number[]

/** The earliest instant, `now` or later, at which the thread may take one more message. */
export function earliestSend(times: SendTimes, now: number): number {
  // What lies ahead was counted by a clock that was wrong.
  const past = times.filter((time) => time <= now)
  const waits = THREAD_LIMITS.map(({ count, withinMs }) => {
    const blocking = past.at(-count)
    return blocking === undefined ? now : blocking + withinMs
  })
  return Math.max(now, ...waits)
}

/** The times with one more send; what no limit looks at any more is dropped. */
export const withSend = (times: SendTimes, at: number): SendTimes => [
  ...times.filter((time) => time > at - LONGEST_MS && time <= at),
  at,
]
