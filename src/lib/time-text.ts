/** Instants and durations in words. Everything stored is milliseconds UTC; only here it gets a zone. */
import { DAY, HOUR, MINUTE } from "./time-units.ts"

const UNITS = [
  ["d", DAY],
  ["h", HOUR],
  ["min", MINUTE],
  ["s", 1_000],
] as const

/** The two largest units: `3 min 12 s`, `2 d 4 h`. Clocks differ between services: below a second, or negative, is "less than a second". */
export function durationText(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return "an unknown time"
  if (milliseconds < 1_000) return "less than a second"
  const first = UNITS.findIndex(([, size]) => milliseconds >= size)
  const [name, size] = UNITS[first] ?? ["s", 1_000]
  const whole = Math.floor(milliseconds / size)
  const next = UNITS[first + 1]
  if (next === undefined) return `${whole} ${name}`
  const rest = Math.floor((milliseconds % size) / next[1])
  return rest === 0 ? `${whole} ${name}` : `${whole} ${name} ${rest} ${next[0]}`
}

/** `3 min 12 s ago`; below a second, and where clocks differ, "just now". Both in milliseconds UTC. */
export const agoText = (at: number, now: number): string =>
  now - at < 1_000 ? "just now" : `${durationText(now - at)} ago`

type Parts = { readonly day: string; readonly time: string; readonly zone: string }

function partsIn(at: number, timeZone: string): Parts {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en-GB", { timeZone, hourCycle: "h23", ...options }).formatToParts(at)
  const read = (parts: readonly Intl.DateTimeFormatPart[], type: string) =>
    parts.find((part) => part.type === type)?.value ?? ""
  const date = format({ day: "numeric", month: "short", year: "numeric" })
  const clock = format({ hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "short" })
  return {
    day: `${read(date, "day")} ${read(date, "month")} ${read(date, "year")}`,
    time: `${read(clock, "hour")}:${read(clock, "minute")}:${read(clock, "second")}`,
    zone: read(clock, "timeZoneName"),
  }
}

const knownZone = (timeZone: string): string => {
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone })
    return timeZone
  } catch {
    return "UTC"
  }
}

/**
 * `21 Nov 2026, 14:05:09 CET (13:05:09 UTC)`: the tenant's time zone (IANA name) and UTC; the UTC day only where it differs.
 * An unknown zone is shown in UTC alone, an impossible instant as "unknown".
 */
export function instantText(at: number | undefined, timeZone: string): string {
  if (at === undefined || !Number.isFinite(at) || Math.abs(at) > 8.64e15) return "unknown"
  const utc = partsIn(at, "UTC")
  const zone = knownZone(timeZone)
  const local = partsIn(at, zone)
  if (local.zone === "UTC") return `${utc.day}, ${utc.time} UTC`
  const utcText = local.day === utc.day ? utc.time : `${utc.day}, ${utc.time}`
  return `${local.day}, ${local.time} ${local.zone} (${utcText} UTC)`
}

/** `21 Nov 2026`, in the time zone (IANA name). */
export const dayText = (at: number, timeZone: string): string =>
  Number.isFinite(at) && Math.abs(at) <= 8.64e15 ? partsIn(at, knownZone(timeZone)).day : "unknown"

/** `21 Nov 2026, 14:05 CET`: for people who compare it with their own calendar, not with a log. */
export function localTimeText(at: number, timeZone: string): string {
  if (!Number.isFinite(at) || Math.abs(at) > 8.64e15) return "unknown"
  const { day, time, zone } = partsIn(at, knownZone(timeZone))
  return `${day}, ${time.slice(0, 5)} ${zone}`
}

const ISO_INSTANT = /\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z/g

/** Instants that a service wrote into a sentence (`2026-11-20T13:20:04Z`), as people there read them: `20 Nov 2026, 14:20 CET`. */
export const withLocalTimes = (text: string, timeZone: string): string =>
  text.replace(ISO_INSTANT, (iso) => {
    const at = Date.parse(iso)
    return Number.isNaN(at) ? iso : localTimeText(at, timeZone)
  })

/** `14:05` or `20 Nov 14:05`, in the tenant's zone, for lines of a history. */
export function shortInstantText(at: number, timeZone: string, now: number): string {
  if (!Number.isFinite(at) || Math.abs(at) > 8.64e15) return "unknown time"
  const zone = knownZone(timeZone)
  const then = partsIn(at, zone)
  const today = partsIn(now, zone)
  const time = then.time.slice(0, 5)
  return then.day === today.day ? time : `${then.day.replace(/ \d{4}$/, "")} ${time}`
}
