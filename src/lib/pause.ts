/** What a clock that is put right shows, and what one shows that was wrong. All instants are milliseconds UTC. */
import { MINUTE } from "./time-units.ts"

/** Clocks are put right by seconds all the time, milliseconds; what lies further ahead was written by one that was wrong. */
export const CLOCK_STEP_MS = MINUTE

/** Is it still waited until then? A pause that seems longer than `longestMs` was begun while the clock was ahead. */
export const isPause = (until: number, now: number, longestMs: number): boolean =>
  now < until && until - now <= longestMs
