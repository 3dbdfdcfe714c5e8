/** A calendar month as people in a time zone mean it. */
import { firstInstantOf, instantIn, localDate } from "./time-zone.ts"

export type Month = {
  /** `2026-10` */
  readonly name: string
  /** `October 2026` */
  readonly title: string
  /** Milliseconds UTC, `to` exclusive. */
  readonly from: number
  readonly to: number
}

/** `2026-10` in an IANA time zone; undefined when the text is no month. */
export function monthOf(text: string, zone: string): Month | undefined {
  const [, yearText, monthText] = /^(\d{4})-(\d{2})$/.exec(text.trim()) ?? []
  const [year, month] = [Number(yearText), Number(monthText)]
  if (yearText === undefined || month < 1 || month > 12) return undefined
  const title = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" }).format(
    Date.UTC(year, month - 1, 1),
  )
  return {
    name: text.trim(),
    title,
    from: firstInstantOf({ year, month, day: 1 }, zone),
    to: firstInstantOf(
      month === 12 ? { year: year + 1, month: 1, day: 1 } : { year, month: month + 1, day: 1 },
      zone,
    ),
  }
}

const NAMES = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
]

/**
 * The month that people mean by `october`, `oct 2026`, `2026-10`, `this month` or `last month`. A month without its year is
 * the latest that has begun. Undefined for other words.
 */
export function monthMeant(text: string, zone: string, now: number): Month | undefined {
  const words = text.toLowerCase().trim().replace(/\s+/g, " ")
  if (words === "this month") return monthBefore(now, zone, 0)
  if (words === "last month") return monthBefore(now, zone, 1)
  const [, name = "", year] = /^([a-z]{3,9})(?: (\d{4}))?$/.exec(words) ?? []
  const month = name === "" ? 0 : NAMES.findIndex((one) => one.startsWith(name)) + 1
  if (month === 0) return monthOf(words, zone)
  const here = localDate(now, zone)
  const latest = month <= here.month ? here.year : here.year - 1
  return monthOf(nameOf(year === undefined ? latest : Number(year), month), zone)
}

const nameOf = (year: number, month: number): string =>
  `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`

/** The month of `now` in that zone, or so many months before it. */
function monthBefore(now: number, zone: string, months: number): Month | undefined {
  const { year, month } = localDate(now, zone)
  const date = new Date(Date.UTC(year, month - 1 - months, 1))
  return monthOf(nameOf(date.getUTCFullYear(), date.getUTCMonth() + 1), zone)
}

/** Hour of the first day from which a month that is over is told of, and the day on which it isn't any more. */
const TOLD = { hour: 8, untilDay: 8 }

/** The month before, in the first week of a month from eight o'clock of its first day on: late is better than never. */
export function monthToTell(now: number, zone: string): Month | undefined {
  const { year, month } = localDate(now, zone)
  const from = instantIn({ year, month, day: 1, hour: TOLD.hour, minute: 0 }, zone)
  const until = firstInstantOf({ year, month, day: TOLD.untilDay }, zone)
  return now >= from && now < until ? monthBefore(now, zone, 1) : undefined
}
