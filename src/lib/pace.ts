/** A pace for many: each key may do so many things a minute, and some of them at once after a rest. */
import { MINUTE } from "./time-units.ts"

export type Pace = {
  /** Books the next place of `key` and answers how long to wait for it, milliseconds. `now` never goes back. */
  book(key: string, now: number): number
}

/** Keys that had a rest are as good as new; they are let go when there are more than this. */
const MANY_KEYS = 10_000

export function createPace(limits: { readonly perMinute: number; readonly atOnce: number }): Pace {
  const step = MINUTE / limits.perMinute
  const ahead = step * (limits.atOnce - 1)
  /** When everything that was booked would be done at an even pace. */
  const doneAt = new Map<string, number>()
  const letRestedGo = (now: number): void => {
    for (const [key, at] of doneAt) if (at <= now) doneAt.delete(key)
  }
  return {
    book: (key, now) => {
      const from = Math.max(doneAt.get(key) ?? now, now)
      doneAt.set(key, from + step)
      if (doneAt.size > MANY_KEYS) letRestedGo(now)
      return Math.max(0, from - ahead - now)
    },
  }
}
