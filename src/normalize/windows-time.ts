/**
 * Times as Windows programs write them: local, and in the machine's own spelling. `12/04/2022 11:22:29 AM`,
 * `20/11/2020 09:23:53`, `14.07.2021 17:45:22`, `14. 7. 2021 17:45`, `2022-04-12 오전 11:22:29`. In the log of an Explorer
 * the file's name tells the order of day and month, and the header's "UTC Date & Time" line the offset.
 */

import { DAY, HOUR, MINUTE } from "../lib/time-units.ts"
import { instantIn } from "../lib/time-zone.ts"

export const DATE_ORDERS = ["dmy", "mdy", "ymd"] as const
type DateOrder = (typeof DATE_ORDERS)[number]

/** What Windows writes for the halves of the day, in its languages with a clock of twelve hours. */
const BEFORE_NOON = ["am", "a.m.", "π.μ.", "πμ", "上午", "午前", "오전", "ص", "sa", "पूर्वाह्न"]
const AFTER_NOON = ["pm", "p.m.", "μ.μ.", "μμ", "下午", "午後", "오후", "م", "ch", "अपराह्न"]

/** "a. m." with any blank between; the longest first. */
const HALF = [...BEFORE_NOON, ...AFTER_NOON]
  .toSorted((a, b) => b.length - a.length)
  .map((half) => half.replaceAll(".", String.raw`\.\s?`))
  .join("|")
const DATE = String.raw`(\d{1,4})[./-]\s?(\d{1,2})[./-]\s?(\d{1,4})\.?(?:\s?г\.)?`
const CLOCK = String.raw`(?:(${HALF})\s?)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\s?(${HALF}))?`

/** A time at the beginning of a text, as it stands there. */
export const WINDOWS_TIME = new RegExp(String.raw`^${DATE}\s${CLOCK}(?=\s|$)`, "iu")

/** A reading of the wall clock as if it were UTC, milliseconds; undefined when the text is no date in that order. */
export function wallClock(text: string, order: DateOrder): number | undefined {
  const trimmed = text.trim()
  const match = WINDOWS_TIME.exec(trimmed)
  if (match === null || match[0].length < trimmed.length) return undefined
  const [, first, second, third, halfBefore, hours, minutes, seconds = "0", halfAfter] = match
  const [written, month, day] = inOrder([Number(first), Number(second), Number(third)], order)
  const year = yearOf(written)
  const hour = hourOf(Number(hours), halfBefore ?? halfAfter)
  const at = Date.UTC(year, month - 1, day, hour, Number(minutes), Number(seconds))
  const date = new Date(at)
  const exists =
    isLikely(year) &&
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day
  return exists && hour < 24 && Number(minutes) < 60 && Number(seconds) < 60 ? at : undefined
}

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour
  const bare = half.toLowerCase().replaceAll(/\s/g, "")
  return (hour % 12) + (AFTER_NOON.includes(bare) ? 12 : 0)
}

/** Some machines write two digits; the Thai calendar has the same days and months, 543 years ahead. */
function yearOf(written: number): number {
  if (written < 100) return 2000 + written
  return written > 2500 ? written - 543 : written
}

/** Of another calendar, a date would be read as one that is centuries away. */
const isLikely = (year: number): boolean => year > 2000 && year < 2200

function inOrder(
  [first, second, third]: readonly [number, number, number],
  order: DateOrder,
): readonly [year: number, month: number, day: number] {
  if (order === "dmy") return [third, second, first]
  return order === "mdy" ? [third, first, second] : [first, second, third]
}

const FILE_TIME = /_(\d{4})_(\d{2})_(\d{2})_\d{2}_\d{2}_\d{2}\.log$/i

/**
 * The order in which all times of a file make sense: the first lies within a day of the file's name, and none lies
 * before it or more than a month after it. Undefined when none or, with different meanings, more than one does.
 */
export function dateOrder(fileName: string, times: readonly string[]): DateOrder | undefined {
  const [, year, month, day] = FILE_TIME.exec(fileName) ?? []
  if (year === undefined || times.length === 0) return undefined
  const named = Date.UTC(yearOf(Number(year)), Number(month) - 1, Number(day))
  const fitting = DATE_ORDERS.flatMap((order) => {
    const clocks = times.map((time) => wallClock(time, order))
    const [first] = clocks
    const fits =
      first !== undefined &&
      Math.abs(first - named) < 2 * DAY &&
      clocks.every((at) => at !== undefined && at >= first - DAY && at < first + 31 * DAY)
    return fits ? [{ order, clocks: clocks.join() }] : []
  })
  return new Set(fitting.map(({ clocks }) => clocks)).size === 1 ? fitting[0]?.order : undefined
}

/** Offsets of time zones are whole quarters of an hour. */
const QUARTER = 15 * MINUTE

/** How far the machine's local time is ahead of UTC, milliseconds, from one header line that tells both. */
export function utcOffset(local: string, utc: string, order: DateOrder): number | undefined {
  const [one, other] = [wallClock(local, order), wallClock(utc, order)]
  if (one === undefined || other === undefined) return undefined
  const offset = Math.round((one - other) / QUARTER) * QUARTER
  return Math.abs(offset) <= 14 * HOUR ? offset : undefined
}

/** The instant (milliseconds UTC) at which clocks of a zone (IANA name) show what `wallClock` read. */
export function inZone(wall: number, timeZone: string): number {
  const date = new Date(wall)
  const minute = {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
  }
  return instantIn(minute, timeZone) + date.getUTCSeconds() * 1000
}
