/** The time of a record, as an instant. */

const FORM = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?\s?(Z|[+-]\d{2}:?\d{2})?$/i

/**
 * Milliseconds UTC; undefined when the text isn't a real point in time (`17:08:65`).
 * A missing zone means UTC. Source: Office 365 Management Activity API schema, "CreationTime: the date and time in UTC".
 */
export function readTime(value: unknown): number | undefined {
  const parts = typeof value === "string" ? FORM.exec(value.trim()) : null
  if (parts === null) return undefined
  const [, year, month, day, hour, minute, second, fraction = "", zone = "Z"] = parts
  const seconds = `${year}-${month}-${day}T${hour}:${minute}:${second}`
  const base = Date.parse(`${seconds}Z`)
  // A date like 30 February rolls over instead of failing: reading it back shows that.
  if (Number.isNaN(base) || new Date(base).toISOString().slice(0, 19) !== seconds) return undefined
  const offset = /^z$/i.test(zone) ? 0 : offsetOf(zone)
  return base - offset + Number(fraction.padEnd(3, "0").slice(0, 3))
}

function offsetOf(zone: string): number {
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return (zone.startsWith("-") ? -1 : 1) * minutes * 60_000
}
