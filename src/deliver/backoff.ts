/** When to try again. Pure: chance comes in as a number between 0 and 1. */
import { HOUR, MINUTE } from "../lib/time-units.ts"

/** Longest wait between two tries of something that may pass by itself, milliseconds. */
export const MAX_BACKOFF_MS = 10 * MINUTE
/** Wait after a refusal that only a person can lift (bot removed, channel gone), milliseconds. */
export const FAR_BACKOFF_MS = HOUR
const FIRST_BACKOFF_MS = 2_000

/**
 * Doubles with every attempt (`attempts` counts the failed ones before this), from 2 s to 10 min, the upper half random
 * so that cards that failed together don't come back together. Never earlier than the other side asked for.
 * Source: Teams "Rate limiting for bots" asks for exponential backoff with jitter on 429, 412, 502 and 504.
 */
export function backoffMs(attempts: number, chance: number, retryAfterMs = 0): number {
  const full = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.min(Math.max(0, attempts), 20))
  const jittered = full / 2 + (full / 2) * Math.min(1, Math.max(0, chance))
  return Math.round(Math.max(retryAfterMs, jittered))
}

/** An hour, and up to a tenth more by chance. */
export const farBackoffMs = (chance: number): number =>
  Math.round(FAR_BACKOFF_MS * (1 + 0.1 * Math.min(1, Math.max(0, chance))))
