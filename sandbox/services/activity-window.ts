/** Reads and judges the time window of a content listing. Source: Activity API reference, "List available content". */
import type { Reply } from "../router.ts"
import { invalidTime, windowBackwards, windowTooWide } from "./activity-errors.ts"

const DAY = 86_400_000

/** `YYYY-MM-DD`, `…THH:MM`, `…THH:MM:SS`: the documented forms. */
const DOCUMENTED = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(:\d{2})?)?$/
/** With a fraction and `Z`, as the service tolerates them. */
const TOLERATED = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(:\d{2}(?:\.\d{1,7})?)?)?Z?$/

const parseTime = (text: string, strict: boolean): number | undefined => {
  const parts = (strict ? DOCUMENTED : TOLERATED).exec(text)
  if (parts === null) return undefined
  const at = Date.parse(`${parts[1]}T${parts[2] ?? "00:00"}${parts[3] ?? ":00"}Z`)
  return Number.isNaN(at) ? undefined : at
}

export type Window = { readonly ok: true; readonly from: number; readonly to: number }

/** `now` is the server's clock, milliseconds UTC. Inclusive start, exclusive end. */
export function readWindow(
  asked: { readonly startTime: string | undefined; readonly endTime: string | undefined },
  now: number,
  strict: boolean,
): Window | { readonly ok: false; readonly reply: Reply } {
  const { startTime, endTime } = asked
  if (startTime === undefined && endTime === undefined) return { ok: true, from: now - DAY, to: now }
  if (startTime === undefined || endTime === undefined) return { ok: false, reply: windowTooWide() }
  const from = parseTime(startTime, strict)
  if (from === undefined) return { ok: false, reply: invalidTime("startTime") }
  const to = parseTime(endTime, strict)
  if (to === undefined) return { ok: false, reply: invalidTime("endTime") }
  if (from >= to) return { ok: false, reply: windowBackwards() }
  if (to - from > DAY || from < now - 7 * DAY) return { ok: false, reply: windowTooWide() }
  return { ok: true, from, to }
}
