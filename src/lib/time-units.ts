/** Lengths of time, milliseconds. A calendar's day may be an hour longer or shorter: see `time-zone.ts`. */

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
