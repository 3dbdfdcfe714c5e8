/** Reads and judges the time window of a content listing. Source: Activity API reference, "List available content". */
import type { Reply } from "../router.ts"
import { invalidTime, windowBackwards, windowTooWide } from "./activity-errors.ts"

const DAY = 86_400_000

/** `YYYY-MM-DD`, `…THH:MM`, `…THH:MM:SS`; a fraction and `Z` are tolerated, as the service tolerates them. */
const TIME = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(:\d{2}(?:\.\d{1,7})?)?)?Z?$/

const parseTime = (text: string): number | undefined => {
  const parts = TIME.exec(text)
  if (parts === null) return undefined
  const at = Date.parse(`${parts[1]}T${parts[2] ?? "00:00"}${parts[3] ?? ":00"}Z`)
  return Number.isNaN(at) ? undefined : at
}

export type Window = { readonly ok: true; readonly from: number; readonly to: number }

/** `now` is the server's clock, milliseconds UTC. Inclusive start, exclusive end. */
export function readWindow(
  startTime: string | undefined,
  endTime: string | undefined,
  now: number,
): Window | { readonly ok: false; readonly reply: Reply } {
  if (startTime === undefined && endTime === undefined) return { ok: true, from: now - DAY, to: now }
  if (startTime === undefined || endTime === undefined) return { ok: false, reply: windowTooWide() }
  const from = parseTime(startTime)
  if (from === undefined) return { ok: false, reply: invalidTime("startTime") }
  const to = parseTime(endTime)
  if (to === undefined) return { ok: false, reply: invalidTime("endTime") }
  if (from >= to) return { ok: false, reply: windowBackwards() }
  if (to - from > DAY || from < now - 7 * DAY) return { ok: false, reply: windowTooWide() }
  return { ok: true, from, to }
}
