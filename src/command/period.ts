/** "Today", "last 24 hours", "since monday", "3 to 5 november": a span of time as people in the customer's zone mean it. */
import { en, type ParsedComponents } from "chrono-node"
import { firstInstantOf, instantIn, localDate, startOfDay, startOfWeek } from "../lib/time-zone.ts"

/** Milliseconds UTC, `to` exclusive. */
export type Period = { readonly from: number; readonly to: number }

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Nothing is kept longer than that by default, and a wider question is a report. */
const WIDEST = 400 * DAY

const UNITS: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: HOUR,
  day: DAY,
  week: 7 * DAY,
  month: 30 * DAY,
  year: 365 * DAY,
}

/** A time begins with one of these or with a number: "kim may" is a name, "in may" a time. */
const STARTERS = ["today", "yesterday", "this", "last", "past", "since", "between", "from", "on", "in"]
const LONGEST = 60

/** Whether words are a time at all; that doesn't depend on when and where they are said. */
export const isPeriod = (text: string): boolean => spanOf(text, "UTC", Date.UTC(2026, 0, 15)) !== undefined

/**
 * The time in the IANA zone; what hasn't ended ends at `now`, which is included. Weeks begin on Monday 00:00. A sentence
 * instead when it is no time, hasn't begun, or is too wide.
 */
export function readPeriod(text: string, zone: string, now: number): Period | string {
  const span = spanOf(text, zone, now)
  if (span === undefined) return `“${text.slice(0, LONGEST)}” is no time that I understand.`
  const { from } = span
  const to = Math.min(span.to, now + 1)
  if (from >= to) return `“${text}” hasn't begun yet.`
  if (to - from > WIDEST) return `“${text}” is too wide: ask for at most ${WIDEST / DAY} days at once.`
  return { from, to }
}

function spanOf(text: string, zone: string, now: number): Period | undefined {
  const line = text.toLowerCase().trim()
  const first = line.split(" ", 1)[0] ?? ""
  if (line.length > LONGEST || !(STARTERS.includes(first) || /^\d/.test(first))) return undefined
  const since = /^since (.+)$/.exec(line)?.[1]
  if (since === undefined) return named(line, zone, now) ?? rolling(line, now) ?? dated(line, zone, now)
  const start = named(since, zone, now) ?? rolling(since, now) ?? dated(since, zone, now)
  return start && { from: start.from, to: now + 1 }
}

/** Days, weeks and months of the calendar. */
function named(line: string, zone: string, now: number): Period | undefined {
  switch (line) {
    case "today":
      return { from: startOfDay(now, zone), to: now + 1 }
    case "yesterday":
      return { from: startOfDay(now, zone, -1), to: startOfDay(now, zone) }
    case "this week":
      return { from: startOfWeek(now, zone), to: now + 1 }
    case "last week":
      return { from: startOfWeek(now, zone, -1), to: startOfWeek(now, zone) }
    case "this month":
      return { from: startOfMonth(now, zone, 0), to: now + 1 }
    case "last month":
      return { from: startOfMonth(now, zone, -1), to: startOfMonth(now, zone, 0) }
    default:
      return undefined
  }
}

function startOfMonth(now: number, zone: string, months: number): number {
  const { year, month } = localDate(now, zone)
  const date = new Date(Date.UTC(year, month - 1 + months, 1))
  return firstInstantOf({ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: 1 }, zone)
}

/** "last 24 hours", "in the past 3 days", "2 hours ago": counted back from now, not in whole days. */
function rolling(line: string, now: number): Period | undefined {
  const parts =
    /^(?:in the )?(?:last|past) (\d{1,4} )?(minute|hour|day|week|month|year)s?$/.exec(line) ??
    /^(\d{1,4} )(minute|hour|day|week|month|year)s? ago$/.exec(line)
  const unit = UNITS[parts?.[2] ?? ""]
  return unit === undefined ? undefined : { from: now - Number(parts?.[1] ?? 1) * unit, to: now + 1 }
}

/** Dates and times. Those without a year, and days of the week, are the latest that have begun. */
function dated(line: string, zone: string, now: number): Period | undefined {
  const text = line.replace(/^(?:from|between|on|in) /, "").replace(/^(\S.*) and (.+)$/, "$1 to $2")
  const today = localDate(now, zone)
  // The words are read against the zone's own calendar; what they mean as an instant is worked out below.
  const noonThere = new Date(Date.UTC(today.year, today.month - 1, today.day, 12))
  const [found, ...others] = en.GB.parse(text, { instant: noonThere, timezone: 0 })
  if (found === undefined || others.length > 0 || found.text.length < text.length) return undefined
  const start = rangeOf(found.start, zone)
  const end = found.end ? rangeOf(found.end, zone) : start
  if (start === undefined || end === undefined) return undefined
  const back = start.from > now ? backwards(found.start) : undefined
  if (back === undefined) return { from: start.from, to: Math.max(end.to, start.from) }
  const [earlierStart, earlierEnd] = [
    rangeOf(found.start, zone, back),
    rangeOf(found.end ?? found.start, zone, back),
  ]
  return earlierStart && earlierEnd && { from: earlierStart.from, to: earlierEnd.to }
}

type Shift = { readonly days?: number; readonly years?: number }

/** What was meant lies behind us, where the words leave that open. */
function backwards(start: ParsedComponents): Shift | undefined {
  if (start.isCertain("weekday") && !start.isCertain("day")) return { days: -7 }
  return start.isCertain("month") && !start.isCertain("year") ? { years: -1 } : undefined
}

/** A minute, a day or a month: as exact as the words are. */
function rangeOf(
  parts: ParsedComponents,
  zone: string,
  { days = 0, years = 0 }: Shift = {},
): Period | undefined {
  const [year, month, day] = [parts.get("year"), parts.get("month"), parts.get("day")]
  if (year === null || month === null || day === null) return undefined
  const moved = new Date(Date.UTC(year + years, month - 1, day + days))
  const date = { year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: moved.getUTCDate() }
  if (parts.isCertain("hour")) {
    const from = instantIn({ ...date, hour: parts.get("hour") ?? 0, minute: parts.get("minute") ?? 0 }, zone)
    return { from, to: from + 60_000 }
  }
  if (parts.isCertain("day") || parts.isCertain("weekday")) {
    const from = firstInstantOf(date, zone)
    return { from, to: startOfDay(from, zone, 1) }
  }
  if (!parts.isCertain("month")) return undefined
  const from = firstInstantOf({ ...date, day: 1 }, zone)
  return { from, to: startOfMonth(from, zone, 1) }
}
