/** Does an incident wait until the morning? Pure; by the clocks of the customer whose incident it is. */
import { firstInstantOf, instantIn, type LocalDate, localDate } from "../lib/time-zone.ts"
import type { Level } from "../model/level.ts"
import type { QuietHours } from "../model/quiet-hours.ts"

/** A week with a holiday's worth of room: after so many days a morning has come. */
const DAYS_AHEAD = 9

/**
 * When the quiet ends that it is now (milliseconds UTC); undefined when it isn't quiet, or not for this level.
 * `timeZone` is the customer's IANA name.
 */
export function quietUntil(
  level: Level,
  timeZone: string,
  hours: QuietHours | undefined,
  now: number,
): number | undefined {
  if (hours === undefined || !hours.levels.includes(level) || !isQuiet(timeZone, hours, now)) return undefined
  const today = localDate(now, timeZone)
  for (let days = 0; days <= DAYS_AHEAD; days += 1) {
    const date = laterDate(today, days)
    const end = clockAt(date, hours.to, timeZone)
    if (end > now && !isFree(date, hours)) return end
  }
  return undefined
}

function isQuiet(timeZone: string, hours: QuietHours, now: number): boolean {
  const today = localDate(now, timeZone)
  if (isFree(today, hours)) return true
  const [from, to] = [clockAt(today, hours.from, timeZone), clockAt(today, hours.to, timeZone)]
  return hours.from <= hours.to ? now >= from && now < to : now >= from || now < to
}

const isFree = (date: LocalDate, { weekend }: QuietHours): boolean =>
  weekend && [0, 6].includes(new Date(Date.UTC(date.year, date.month - 1, date.day)).getUTCDay())

function laterDate({ year, month, day }: LocalDate, days: number): LocalDate {
  const date = new Date(Date.UTC(year, month - 1, day + days))
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

const clockAt = (date: LocalDate, minutes: number, timeZone: string): number =>
  minutes === 0
    ? firstInstantOf(date, timeZone)
    : instantIn({ ...date, hour: Math.floor(minutes / 60), minute: minutes % 60 }, timeZone)
