/** The Retry-After header, in milliseconds from now. */
import { HOUR } from "../../lib/time-units.ts"

const LONGEST_MS = HOUR

/**
 * Reads seconds or a date; undefined when the header is missing or unreadable. Never more than an hour,
 * so that a wrong header can't silence a source. Source: RFC 9110, section 10.2.3.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const value = headers["retry-after"]?.trim()
  if (value === undefined || value === "") return undefined
  const wait = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), LONGEST_MS) : undefined
}
