/** "Today", "last 24 hours", "since monday 14:00", "3 to 5 november": a span of time as people in the asker's zone mean it. */
import { DAY } from "../lib/time-units.ts"
import type { Period } from "../model/period.ts"
import { WEEKDAYS } from "../model/weekday.ts"
import { calendarPeriod, MONTHS, rollingPeriod } from "./calendar-words.ts"
import { datedPeriod } from "./dated-words.ts"
import { inEnglish } from "./german-times.ts"

/** Nothing is kept longer than that by default, and a wider question is a report. */
const WIDEST = 400 * DAY

/** A time begins with one of these or with a number: "kim may" is a name, "in may" a time. */
const STARTERS = new Set([
  ..."today yesterday tomorrow tonight this last past previous next since between from on in at around about the a an half during within over weekend noon midnight".split(
    " ",
  ),
  ...WEEKDAYS,
])
const MONTH_AND_DAY = new RegExp(
  `^(?:${MONTHS.map((name) => `${name.slice(0, 3)}(?:${name.slice(3)})?`).join("|")}) \\d`,
)
const LONGEST = 60

/** In this and in a leap year; whether words are a time doesn't depend on when and where they are said. */
const SOME_DAYS = [Date.UTC(2026, 0, 15), Date.UTC(2028, 2, 15)]

export const isPeriod = (text: string): boolean =>
  SOME_DAYS.some((day) => spanOf(text, "UTC", day) !== undefined)

/**
 * The time in the IANA zone; what hasn't ended ends at `now`, which is included. Weeks begin on Monday 00:00. A sentence
 * instead when it is no time, hasn't begun, has no length, or is too wide.
 */
export function readPeriod(text: string, zone: string, now: number): Period | string {
  const span = spanOf(text, zone, now)
  if (span === undefined) return `“${text.slice(0, LONGEST)}” is no time that I understand. ${HOW_TO_SAY}`
  const { from } = span
  if (from > now) return `“${text}” hasn't begun yet.`
  if (span.to <= from) return `“${text}” ends before it begins, or clocks skip it.`
  const to = Math.min(span.to, now + 1)
  if (to - from > WIDEST) return `“${text}” is too wide: ask for at most ${WIDEST / DAY} days at once.`
  return { from, to }
}

export const HOW_TO_SAY =
  "Times are written like “yesterday evening”, “last 24 hours”, “since monday 14:00” or “3 to 5 november”; also in German."

/** "since monday", "from monday until now", "from 14:00": the end is now. */
const SINCE = [
  /^since (.+)$/,
  /^(?:from )?(.+) (?:until|till?|to) now$/,
  /^from ((?!.* (?:and|until|till?|to|-) ).*\d:\d\d)$/,
]

function spanOf(text: string, zone: string, now: number): Period | undefined {
  const said = text.toLowerCase().replaceAll("’", "'").trim()
  // Phones write "5 p.m.".
  const line = inEnglish(said.replace(/(?<=\d ?)([ap])\.m\b\.?/g, "$1m"))
  const first = line.split(" ", 1)[0] ?? ""
  if (line.length > LONGEST || !(STARTERS.has(first) || /^\d/.test(first) || MONTH_AND_DAY.test(line)))
    return undefined
  const start = SINCE.map((said) => said.exec(line)?.[1]).find((said) => said !== undefined)
  if (start === undefined) return saidPeriod(line, zone, now, "around")
  const span = saidPeriod(start, zone, now, "exactly")
  return span && { from: span.from, to: now + 1 }
}

/** `moment` says what a time of day alone means: what happened around it, or from it on. */
function saidPeriod(
  line: string,
  zone: string,
  now: number,
  moment: "around" | "exactly",
): Period | undefined {
  const bare = line.replace(
    /^(?:(?:in|during|within|over|on|(?:at|around|about)(?= (?:\d|noon|midnight))) )?(?:the )?/,
    "",
  )
  return calendarPeriod(bare, zone, now) ?? rollingPeriod(bare, now) ?? datedPeriod(bare, zone, now, moment)
}
