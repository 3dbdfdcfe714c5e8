/** When a schedule is asked, and how that is said. Pure; by the calendar and the clocks of its time zone. */
import { instantsIn, localDate } from "../lib/time-zone.ts"
import type { AskDays, AskTime } from "../model/schedule.ts"
import { WEEKDAYS } from "../model/weekday.ts"

/** Further than from one first of a month to the next. */
const REACH_DAYS = 32

/** `date` holds the calendar date in its UTC parts. */
function isOn(days: AskDays, date: Date): boolean {
  const weekday = date.getUTCDay()
  switch (days) {
    case "day":
      return true
    case "weekday":
      return weekday >= 1 && weekday <= 5
    case "first":
      return date.getUTCDate() === 1
    default:
      // JavaScript begins with Sunday.
      return WEEKDAYS[(weekday + 6) % 7] === days
  }
}

/** The instants (milliseconds UTC) around `at`, the nearest day first; a time that clocks show twice is meant once, the first time. */
function around({ days, minutes, timeZone }: AskTime, at: number, step: 1 | -1): readonly number[] {
  const { year, month, day } = localDate(at, timeZone)
  const dates = Array.from(
    { length: REACH_DAYS + 1 },
    (_, index) => new Date(Date.UTC(year, month - 1, day + index * step)),
  )
  const clock = { hour: Math.floor(minutes / 60), minute: minutes % 60 }
  return dates
    .filter((date) => isOn(days, date))
    .map((date) => {
      const said = {
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
        ...clock,
      }
      return instantsIn(said, timeZone).first
    })
}

/** The first time after `at`, milliseconds UTC. A time that clocks skip in spring comes an hour later that day. */
export const askAfter = (time: AskTime, at: number): number =>
  around(time, at, 1).find((instant) => instant > at) ?? Number.POSITIVE_INFINITY

/** The last time until `at`, which is included. */
export const askBefore = (time: AskTime, at: number): number =>
  around(time, at, -1).find((instant) => instant <= at) ?? Number.NEGATIVE_INFINITY

const DAY_WORDS: Readonly<Record<AskDays, string>> = {
  day: "every day",
  weekday: "every day from Monday to Friday",
  monday: "every Monday",
  tuesday: "every Tuesday",
  wednesday: "every Wednesday",
  thursday: "every Thursday",
  friday: "every Friday",
  saturday: "every Saturday",
  sunday: "every Sunday",
  first: "on the first of every month",
}

/** "every Monday at 08:00 (Europe/Vienna)", for the middle of a sentence. */
export function timeWords({ days, minutes, timeZone }: AskTime): string {
  const clock = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0"))
  return `${DAY_WORDS[days]} at ${clock.join(":")} (${timeZone})`
}
