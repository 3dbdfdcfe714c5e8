/** The time of a record, as an instant. */

import { createMemo } from "../lib/remembered.ts"
import { MINUTE } from "../lib/time-units.ts"

const FORM = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?\s?(Z|[+-]\d{2}:?\d{2})?$/i

/**
 * Milliseconds UTC; undefined when the text isn't a real point in time (`17:08:65`).
 * A missing zone means UTC. Source: Office 365 Management Activity API schema, "CreationTime: the date and time in UTC".
 */
export function readTime(value: unknown): number | undefined {
  return typeof value === "string" ? (readPlainTime(value) ?? readAnyTime(value)) : undefined
}

/** `2026-11-21T08:15:30`: how nearly every record writes its time, read without looking for anything else. */
const PLAIN_LENGTH = 19
const DAY_LENGTH = 10
const DAY_START = createMemo<{ readonly at: number | undefined }>()

function readPlainTime(text: string): number | undefined {
  const isPlain = text.length === PLAIN_LENGTH || (text.length === PLAIN_LENGTH + 1 && text.endsWith("Z"))
  if (!isPlain || text[10] !== "T" || text[13] !== ":" || text[16] !== ":") return undefined
  const hour = twoDigits(text, 11)
  const minute = twoDigits(text, 14)
  const second = twoDigits(text, 17)
  if (!(hour < 24 && minute < 60 && second < 60)) return undefined
  const day = text.slice(0, DAY_LENGTH)
  const { at } = DAY_START(day, () => ({ at: readAnyTime(`${day}T00:00:00`) }))
  return at === undefined ? undefined : at + (hour * 3600 + minute * 60 + second) * 1000
}

/** NaN when they aren't digits. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO
  const ones = text.charCodeAt(at + 1) - ZERO
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}
const ZERO = 48

function readAnyTime(value: string): number | undefined {
  const parts = FORM.exec(value.trim())
  if (parts === null) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number)
  const base = Date.UTC(year, month - 1, day, hour, minute, second)
  // A date like 30 February rolls over instead of failing: reading it back shows that.
  const read = new Date(base)
  const same = read.getUTCMonth() === month - 1 && read.getUTCDate() === day
  if (year < 1970 || hour > 23 || minute > 59 || second > 59 || !same) return undefined
  const [fraction = "", zone = "Z"] = parts.slice(7)
  const offset = /^z$/i.test(zone) ? 0 : offsetOf(zone)
  return base - offset + Number(fraction.padEnd(3, "0").slice(0, 3))
}

function offsetOf(zone: string): number {
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return (zone.startsWith("-") ? -1 : 1) * minutes * MINUTE
}
