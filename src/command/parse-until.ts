/** "until friday", "until 24 Dec 18:00", "until in 3 days": an end in a time zone. */
import { en } from "chrono-node"
import { firstInstantOf, instantIn, localDate, startOfDay } from "../lib/time-zone.ts"

/**
 * The end as milliseconds UTC, exclusive. A day alone is meant whole, so that its end is the next midnight in the IANA
 * zone. Days come before months, as in "3/12". Undefined when the text is no time, or one that has passed.
 */
export function parseUntil(text: string, zone: string, now: number): number | undefined {
  const today = localDate(now, zone)
  // The words are read against the zone's own calendar; what they mean as an instant is worked out below.
  const noonThere = new Date(Date.UTC(today.year, today.month - 1, today.day, 12))
  const reference = { instant: noonThere, timezone: 0 }
  const [found, ...others] = en.GB.parse(text, reference, { forwardDate: true })
  if (found === undefined || others.length > 0 || found.text.length < text.trim().length) return undefined
  const { start } = found
  const [year, month, day] = [start.get("year"), start.get("month"), start.get("day")]
  if (year === null || month === null || day === null) return undefined
  const date = { year, month, day }
  const end = start.isCertain("hour")
    ? instantIn({ ...date, hour: start.get("hour") ?? 0, minute: start.get("minute") ?? 0 }, zone)
    : startOfDay(firstInstantOf(date, zone), zone, 1)
  return end > now ? end : undefined
}
