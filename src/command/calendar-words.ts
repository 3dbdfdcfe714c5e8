/** Days, weeks, months and parts of a day of the calendar in a zone, and what is counted back from now. Lower-case words. */
import { DAY, HOUR, MINUTE } from "../lib/time-units.ts"
import {
  firstInstantOf,
  instantIn,
  localDate,
  localMinutes,
  startOfDay,
  startOfWeek,
} from "../lib/time-zone.ts"
import type { Period } from "../model/period.ts"
import { WEEKDAYS } from "../model/weekday.ts"
import { AROUND, datedPeriod } from "./dated-words.ts"

const DAY_NAMES: readonly string[] = WEEKDAYS
export const MONTHS =
  "january february march april may june july august september october november december".split(" ")

/** "today", "last week", "this month", "weekend", "2026", "3 days ago", "friday last week", "yesterday evening". */
export const calendarPeriod = (line: string, zone: string, now: number): Period | undefined =>
  dayNamed(line, zone, now) ??
  unitNamed(line, zone, now) ??
  unitsAgo(line, zone, now) ??
  dayOfWeek(line, zone, now) ??
  partOfDay(line, zone, now) ??
  momentOfNight(line, zone, now) ??
  dayOfMonth(line, zone, now)

const days = (now: number, zone: string, first: number, length: number): Period => ({
  from: startOfDay(now, zone, first),
  to: startOfDay(now, zone, first + length),
})

const DAYS: Readonly<Record<string, number>> = { yesterday: -1, today: 0, tomorrow: 1 }

function dayNamed(line: string, zone: string, now: number): Period | undefined {
  const day = DAYS[line]
  return day === undefined ? undefined : days(now, zone, day, 1)
}

const STEPS: Readonly<Record<string, number>> = { last: -1, previous: -1, this: 0, next: 1 }

function unitNamed(line: string, zone: string, now: number): Period | undefined {
  const year = /^20\d\d$/.exec(line)?.[0]
  if (year !== undefined) return months(zone, { year: Number(year), month: 1 }, 12)
  const [, which, unit] = /^(?:(last|previous|this|next) )?(week|month|year|weekend)$/.exec(line) ?? []
  if (unit === "weekend") return weekend(which, zone, now)
  return which === undefined || unit === undefined ? undefined : unitAway(unit, STEPS[which] ?? 0, zone, now)
}

/** A whole week, month or year of the calendar, so many before or after the one of now. */
function unitAway(unit: string, steps: number, zone: string, now: number): Period | undefined {
  const { year, month } = localDate(now, zone)
  if (unit === "week") return { from: startOfWeek(now, zone, steps), to: startOfWeek(now, zone, steps + 1) }
  if (unit === "month") return months(zone, { year, month: month + steps }, 1)
  return unit === "year" ? months(zone, { year: year + steps, month: 1 }, 12) : undefined
}

/** `month` may lie beyond its year, as in `Date.UTC`. */
function months(zone: string, { year, month }: { year: number; month: number }, count: number): Period {
  const first = (months: number): number => {
    const date = new Date(Date.UTC(year, month - 1 + months, 1))
    return firstInstantOf({ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: 1 }, zone)
  }
  return { from: first(0), to: first(count) }
}

/** Saturday and Sunday: of the week before when "last", else the latest that have begun. */
function weekend(which: string | undefined, zone: string, now: number): Period | undefined {
  if (which === "next") return undefined
  const of = (week: number): Period => {
    const monday = startOfWeek(now, zone, week)
    return { from: startOfDay(monday, zone, 5), to: startOfDay(monday, zone, 7) }
  }
  return which === undefined || which === "this" ? (of(0).from > now ? of(-1) : of(0)) : of(-1)
}

/** "2 days ago" is that day; minutes and hours are counted from then until now. */
function unitsAgo(line: string, zone: string, now: number): Period | undefined {
  const [, count = "", unit = ""] =
    /^(\d{1,3}|an?|half an) (minute|hour|day|week|month|year)s? ago$/.exec(line) ?? []
  const steps = count === "half an" ? 0.5 : count.startsWith("a") ? 1 : Number(count)
  if (unit === "") return undefined
  if (unit === "day") return days(now, zone, -steps, 1)
  return unitAway(unit, -steps, zone, now) ?? { from: now - steps * (UNITS[unit] ?? 0), to: now + 1 }
}

function dayOfWeek(line: string, zone: string, now: number): Period | undefined {
  const [, before, day, after] =
    /^(?:(last|this) week )?([a-z]+day)(?: (?:of )?(?:the )?(last|this) week)?$/.exec(line) ?? []
  const which = before ?? after
  const index = DAY_NAMES.indexOf(day ?? "")
  if (which === undefined || index === -1) return undefined
  return days(startOfWeek(now, zone, STEPS[which]), zone, index, 1)
}

/** First hour, and the hour after the last: wide rather than narrow, because the answer says its range. */
const PARTS: Readonly<Record<string, readonly [number, number]>> = {
  morning: [0, 12],
  afternoon: [12, 18],
  evening: [18, 24],
  night: [18, 30],
}

/** "yesterday evening", "last night", "monday morning". Before six in the morning the night is still the one that began the day before. */
function partOfDay(line: string, zone: string, now: number): Period | undefined {
  const words = line === "tonight" ? "this night" : line
  const [, said = "", name = ""] = /^(.+?) (?:in the )?(morning|afternoon|evening|night)$/.exec(words) ?? []
  const hours = PARTS[name]
  if (hours === undefined) return undefined
  const isNightNow = name === "night" && localMinutes(now, zone).minutes < 6 * 60
  const spoken =
    said === "last" || (said === "this" && isNightNow) ? "yesterday" : said === "this" ? "today" : said
  const day =
    dayNamed(spoken, zone, now) ?? dayOfWeek(spoken, zone, now) ?? datedPeriod(spoken, zone, now, "exactly")
  if (day === undefined || day.to - day.from < 20 * HOUR || day.to - day.from > 28 * HOUR) return undefined
  const [from, to] = hours.map((hour) =>
    instantIn(
      { ...localDate(startOfDay(day.from, zone, hour < 24 ? 0 : 1), zone), hour: hour % 24, minute: 0 },
      zone,
    ),
  )
  return from === undefined || to === undefined ? undefined : { from, to }
}

/** "last night at 2": after midnight, the night that began the day before. */
function momentOfNight(line: string, zone: string, now: number): Period | undefined {
  const [, night = "", said = ""] =
    /^(.*\bnight) (?:at |around )?(\d{1,2}(?::\d\d)? ?(?:am|pm)?)$/.exec(line) ?? []
  const span = night === "" ? undefined : partOfDay(night, zone, now)
  const [, hour = "", minute = "0", half = ""] = /^(\d{1,2})(?::(\d\d))? ?(am|pm)?$/.exec(said) ?? []
  if (span === undefined || hour === "" || Number(hour) > 23 || Number(minute) > 59) return undefined
  const hours = half === "" ? Number(hour) : (Number(hour) % 12) + (half === "pm" ? 12 : 0)
  // "At 10" in a night is before midnight.
  const late = half === "" && hours >= 6 && hours < 12 ? hours + 12 : hours
  const day = localDate(startOfDay(span.from, zone, late < 12 ? 1 : 0), zone)
  const at = instantIn({ ...day, hour: late, minute: Number(minute) }, zone)
  return { from: at - AROUND, to: at + AROUND }
}

/** "22nd": of this month, or of the one before where that lies ahead. */
function dayOfMonth(line: string, zone: string, now: number): Period | undefined {
  const day = Number(/^(\d{1,2})(?:st|nd|rd|th)$/.exec(line)?.[1])
  const { year, month, day: today } = localDate(now, zone)
  if (!(day >= 1 && day <= 31)) return undefined
  const date = new Date(Date.UTC(year, month - (day > today ? 2 : 1), day))
  // Not every month has a 31st.
  if (date.getUTCDate() !== day) return undefined
  const from = firstInstantOf({ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day }, zone)
  return { from, to: startOfDay(from, zone, 1) }
}

const UNITS: Readonly<Record<string, number>> = {
  minute: MINUTE,
  min: MINUTE,
  hour: HOUR,
  hr: HOUR,
  h: HOUR,
  day: DAY,
  d: DAY,
  week: 7 * DAY,
  w: 7 * DAY,
  month: 30 * DAY,
  year: 365 * DAY,
}

/** People don't count what they say so. */
const VAGUE: Readonly<Record<string, string>> = { "couple of": "2", couple: "2", few: "3", several: "3" }
const NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve".split(" ")

/** "last 24 hours", "past two days", "24h": counted back from now, not in whole days. */
export function rollingPeriod(line: string, now: number): Period | undefined {
  const counted = line
    .replace(/\bhalf (?:an )?hour\b/, "30 minutes")
    .replace(/\b(couple of|couple|few|several)\b/, (said) => VAGUE[said] ?? said)
  const [, last, count, name = ""] =
    /^(last|past|previous)? ?(\d{1,4}|[a-z]{3,6})? ?\b(minute|min|hour|hr|h|day|d|week|w|month|year)s?$/.exec(
      counted.replace(/(\d)([a-z])/, "$1 $2"),
    ) ?? []
  const unit = UNITS[name]
  if (unit === undefined || (last === undefined && count === undefined)) return undefined
  const number = count === undefined ? 1 : /^\d/.test(count) ? Number(count) : NUMBERS.indexOf(count)
  return number < 1 ? undefined : { from: now - number * unit, to: now + 1 }
}
