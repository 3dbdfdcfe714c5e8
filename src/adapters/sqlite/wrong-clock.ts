/** Instants that a clock of ours wrote while it was wrong, and that nobody should wait for. */
import { DAY, HOUR } from "../../lib/time-units.ts"

/**
 * No pause between two tries or looks is this long, milliseconds: ours end after little more than an hour, and what the other side
 * asks for is cut at one. A later instant was put off by a clock that was ahead.
 */
export const LONGEST_PAUSE_MS = 2 * HOUR

/** No quiet lasts this long, milliseconds: `quietUntil` looks nine days ahead. */
export const LONGEST_QUIET_MS = 11 * DAY
