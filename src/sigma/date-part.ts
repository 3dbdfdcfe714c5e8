/**
 * `minute`, `hour`, `day`, `week`, `month`, `year`: one number of a date as it is written. No time zone is converted;
 * instants given as seconds or milliseconds since 1970 are read in UTC.
 * Source: Sigma appendix "Modifiers" v2.1.0, "Time Modifiers".
 */
import { DAY } from "../lib/time-units.ts"

export const DATE_PARTS = ["minute", "hour", "day", "week", "month", "year"] as const
export type DatePart = (typeof DATE_PARTS)[number]

const WRITTEN = /^\s*(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?![\d])|\s*$|[Zz+])/
/** Instants below are seconds, above milliseconds: the border is the year 5138 and March 1973. */
const SECONDS_BELOW = 100_000_000_000

/** The lowest and the highest number that a part of a date can be. */
export const DATE_RANGES: Readonly<Record<DatePart, readonly [number, number]>> = {
  minute: [0, 59],
  hour: [0, 23],
  day: [1, 31],
  week: [1, 53],
  month: [1, 12],
  year: [0, 9999],
}

/** Undefined when the value isn't a date, or has no time of day for `minute` and `hour`. */
export function datePart(value: unknown, part: DatePart): number | undefined {
  const text = dateText(value)
  const found = text === undefined ? null : WRITTEN.exec(text)
  if (found === null) return undefined
  const [, year, month, day, hour, minute] = found
  if (part === "minute") return inRange(minute, 59)
  if (part === "hour") return inRange(hour, 23)
  if (part === "year") return Number(year)
  if (part === "month") return inRange(month, 12)
  if (part === "day") return inRange(day, 31)
  return isoWeek(Date.UTC(Number(year), Number(month) - 1, Number(day)))
}

function inRange(digits: string | undefined, highest: number): number | undefined {
  const number = digits === undefined ? Number.NaN : Number(digits)
  return number <= highest ? number : undefined
}

function dateText(value: unknown): string | undefined {
  if (typeof value === "string" && !/^\d{9,13}(\.\d+)?$/.test(value)) return value
  const number = typeof value === "string" ? Number(value) : value
  if (typeof number !== "number") return undefined
  const at = Math.abs(number) < SECONDS_BELOW ? number * 1000 : number
  return Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : undefined
}

/** ISO 8601: weeks begin on Monday, week 1 has the year's first Thursday. */
function isoWeek(at: number): number {
  const weekday = (new Date(at).getUTCDay() + 6) % 7
  const thursday = at + (3 - weekday) * DAY
  const year = new Date(thursday).getUTCFullYear()
  return 1 + Math.floor((thursday - Date.UTC(year, 0, 1)) / (7 * DAY))
}

/** The instant in milliseconds UTC that a date means; a date without a zone is UTC. Undefined when it isn't a date. */
export function instantOf(value: unknown): number | undefined {
  const found = INSTANT.exec(dateText(value)?.trim() ?? "")
  if (found === null) return undefined
  const [, day = "", time = "00:00", zone = "", hours = "", minutes = "00"] = found
  const offset = hours === "" ? "Z" : `${zone.charAt(0)}${hours}:${minutes}`
  const at = Date.parse(`${day}T${time.replace(",", ".")}${offset}`)
  return Number.isNaN(at) ? undefined : at
}

/** Logs write the zone in many ways: `Z`, `UTC`, `+02:00`, `+0200`, `+02`, after a blank or not. */
const INSTANT =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?))?\s*(Z|UTC|GMT|[+-](\d{2})(?::?(\d{2}))?)?$/i
