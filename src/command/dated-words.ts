/** Dates and times of day, read with chrono-node against the calendar of a zone. Lower-case words. */
import { en, type ParsedComponents, type ParsedResult } from "chrono-node"
import { MINUTE } from "../lib/time-units.ts"
import { firstInstantOf, instantsIn, localDate, startOfDay } from "../lib/time-zone.ts"
import type { Period } from "../model/period.ts"

/** Who asks for a time of day alone means what happened around it. */
export const AROUND = 15 * MINUTE
/** A range of two dates without years that is longer was said the wrong way round. */
const LONGEST_YEAR = 330 * 24 * 60 * MINUTE

/**
 * Those without a year, days of the week and times of day are the latest that have begun. A range of times of day ends
 * when its end begins; one of days with its last day.
 */
export function datedPeriod(
  line: string,
  zone: string,
  now: number,
  moment: "around" | "exactly",
): Period | undefined {
  const text = tidy(line)
  // 29 February is in the year before as often as in this one.
  for (const years of [0, -1]) {
    const said = read(text, zone, now, years)
    const span = said && spanIn(said, zone, now)
    if (said === undefined || span === undefined) continue
    const isMoment = said.end === null && said.start.isCertain("hour")
    return isMoment && moment === "around" ? { from: span.from - AROUND, to: span.to + AROUND } : span
  }
  return undefined
}

const DAY_BEHIND =
  /\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (\d{1,2})(?![\d:]|st|nd|rd|th| ?(?:-|to|and) ?\d)/g

/** "between 3 and 5 november", "yesterday between 14 and 15", "3.11. to 5.11.": as chrono writes it. */
function tidy(line: string): string {
  const dated = line.replace(/\b(\d{1,2})\.(0?[1-9]|1[0-2])\b\.?(?!\d|\.\d)/g, "$1/$2")
  return (
    dated
      // "nov 22" is a day, not a month of the year 22.
      .replace(DAY_BEHIND, "$2 $1")
      .replace(/^(?:from|between) /, "")
      .replace(/^(.+?) (?:from|between) (\d{1,2}) (?:and|to|until|till?|-) (\d{1,2})$/, "$1 $2:00 to $3:00")
      .replace(/^(.+?) (?:from|between) /, "$1 ")
      .replace(/^(\S.*) (?:and|until|till?) (.+)$/, "$1 to $2")
  )
}

function read(text: string, zone: string, now: number, years: number): ParsedResult | undefined {
  const today = localDate(now, zone)
  // The words are read against the zone's own calendar; what they mean as an instant is worked out below.
  const noonThere = new Date(Date.UTC(today.year + years, today.month - 1, today.day, 12))
  const [found, ...others] = en.GB.parse(text, { instant: noonThere, timezone: 0 })
  return found === undefined || others.length > 0 || found.text.length < text.length ? undefined : found
}

function spanIn({ start, end }: ParsedResult, zone: string, now: number): Period | undefined {
  const begins = partOf(start, zone)
  const isAhead = begins !== undefined && begins.from > now && !isToday(start, zone, now)
  const shift = isAhead ? backwards(start) : {}
  const [first, last] = [partOf(start, zone, shift), partOf(end ?? start, zone, shift)]
  if (first === undefined || last === undefined) return undefined
  const isReversed = !start.isCertain("year") && last.to - first.from > LONGEST_YEAR
  return { from: first.from, to: isReversed ? first.from : last.to }
}

/** A time later on the very day of today's date hasn't begun; nobody means the year before by it. */
function isToday(start: ParsedComponents, zone: string, now: number): boolean {
  const { month, day } = localDate(now, zone)
  return start.isCertain("day") && start.get("month") === month && start.get("day") === day
}

type Shift = { readonly days?: number; readonly years?: number }

/** What was meant lies behind us, where the words leave that open. */
function backwards(start: ParsedComponents): Shift {
  if (start.isCertain("year") || start.isCertain("day")) return start.isCertain("year") ? {} : { years: -1 }
  if (start.isCertain("weekday")) return { days: -7 }
  return start.isCertain("month") ? { years: -1 } : { days: -1 }
}

/** A moment, a day or a month: as exact as the words are. */
function partOf(
  parts: ParsedComponents,
  zone: string,
  { days = 0, years = 0 }: Shift = {},
): Period | undefined {
  const [year, month, day] = [parts.get("year"), parts.get("month"), parts.get("day")]
  if (year === null || month === null || day === null) return undefined
  const moved = new Date(Date.UTC(year + years, month - 1, day + days))
  if (years !== 0 && moved.getUTCDate() !== day) return undefined
  const date = { year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: moved.getUTCDate() }
  if (parts.isCertain("hour")) return momentOf({ ...date, ...clockOf(parts) }, parts, zone)
  if (parts.isCertain("day") || parts.isCertain("weekday")) {
    const from = firstInstantOf(date, zone)
    return { from, to: startOfDay(from, zone, 1) }
  }
  if (!parts.isCertain("month")) return undefined
  const next = month === 12 ? { year: date.year + 1, month: 1 } : { year: date.year, month: month + 1 }
  return { from: firstInstantOf({ ...date, day: 1 }, zone), to: firstInstantOf({ ...next, day: 1 }, zone) }
}

const clockOf = (parts: ParsedComponents) => ({
  hour: parts.get("hour") ?? 0,
  minute: parts.get("minute") ?? 0,
})

/** Of a time that clocks show twice in autumn both are meant, so that a range begins with the first and ends with the second. */
function momentOf(time: Parameters<typeof instantsIn>[0], parts: ParsedComponents, zone: string): Period {
  const offset = parts.isCertain("timezoneOffset") ? parts.get("timezoneOffset") : null
  if (offset !== null) {
    const { year, month, day, hour, minute } = time
    const at = Date.UTC(year, month - 1, day, hour, minute) - offset * MINUTE
    return { from: at, to: at }
  }
  const { first, last } = instantsIn(time, zone)
  return { from: first, to: last }
}
