/** Days and weeks as people in a time zone mean them. Only Intl is used, so daylight saving is the system's tz data. */
import { DAY, HOUR, MINUTE } from "./time-units.ts"

/** True for IANA names (`Europe/Vienna`, `UTC`); offsets like `+01:00` are refused because they know no daylight saving. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]*$/.test(name)) return false
  try {
    new Intl.DateTimeFormat("en", { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** The zone that all share; UTC where they don't. */
export const sharedZone = (zones: readonly string[]): string => {
  const [only = "UTC", ...others] = new Set(zones)
  return others.length === 0 ? only : "UTC"
}

export type LocalDate = { readonly year: number; readonly month: number; readonly day: number }

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    day: "numeric",
    month: "numeric",
    year: "numeric",
  })
  formatters.set(zone, made)
  return made
}

/** The calendar date in the zone at an instant (milliseconds UTC). */
export function localDate(at: number, zone: string): LocalDate {
  const parts = formatter(zone).formatToParts(at)
  const read = (type: string): number => Number(parts.find((part) => part.type === type)?.value)
  return { year: read("year"), month: read("month"), day: read("day") }
}

export type LocalTime = LocalDate & { readonly hour: number; readonly minute: number }

/** Minutes after midnight in the zone, and the day of the week (0 is Sunday), at an instant (milliseconds UTC). */
export function localMinutes(
  at: number,
  zone: string,
): { readonly minutes: number; readonly weekday: number } {
  const wall = new Date(at + offsetAt(at, zone))
  return { minutes: wall.getUTCHours() * 60 + wall.getUTCMinutes(), weekday: wall.getUTCDay() }
}

/** The instant at which clocks in the zone show this time; of a time that is skipped in spring, the one an hour later. */
export function instantIn({ hour, minute, ...date }: LocalTime, zone: string): number {
  const wall = Date.UTC(date.year, date.month - 1, date.day, hour, minute)
  const guess = wall - offsetAt(wall, zone)
  return wall - offsetAt(guess, zone)
}

/** Both instants at which clocks in the zone show a time that comes twice in autumn; of every other time, the same twice. */
export function instantsIn(time: LocalTime, zone: string): { readonly first: number; readonly last: number } {
  const wall = Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute)
  const found = [wall - DAY, wall + DAY]
    .map((at) => wall - offsetAt(at, zone))
    .filter((at) => at + offsetAt(at, zone) === wall)
  const [first = instantIn(time, zone), last = first] = found
  return { first, last }
}

/** How far the zone's clocks are ahead of UTC, milliseconds. */
function offsetAt(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  }).formatToParts(at)
  const read = (type: string): number => Number(parts.find((part) => part.type === type)?.value)
  const wall = Date.UTC(read("year"), read("month") - 1, read("day"), read("hour"), read("minute"))
  return wall - Math.floor(at / MINUTE) * MINUTE
}

const dayNumber = (date: LocalDate): number => Date.UTC(date.year, date.month - 1, date.day) / DAY

/** First instant of a calendar date in the zone. */
export const firstInstantOf = (date: LocalDate, zone: string): number => firstInstant(dayNumber(date), zone)

/** First instant of the day that is `days` after the day of `at`. Days of 23 or 25 hours and skipped midnights are right. */
export function startOfDay(at: number, zone: string, days = 0): number {
  return firstInstant(dayNumber(localDate(at, zone)) + days, zone)
}

/** First instant of the Monday of the week `weeks` after the week of `at`. */
export function startOfWeek(at: number, zone: string, weeks = 0): number {
  const today = dayNumber(localDate(at, zone))
  // Day 0 of the epoch was a Thursday.
  const monday = today - ((today + 3) % 7) + weeks * 7
  return firstInstant(monday, zone)
}

/** Searched, not computed: offsets reach from -12 h to +14 h and some zones have no midnight on some days. */
function firstInstant(day: number, zone: string): number {
  let before = day * DAY - 15 * HOUR
  let after = day * DAY + 15 * HOUR
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (dayNumber(localDate(middle, zone)) >= day) after = middle
    else before = middle
  }
  return after
}
