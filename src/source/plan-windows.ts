/**
 * Which windows of the audit feed to list next. Pure.
 * The feed is listed by arrival, never by event time: a late record comes in a new blob.
 * Source: Office 365 Management Activity API reference, "List available content".
 */
import type { FeedCursor } from "../ports/feed-ledger.ts"

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** A window is at most 24 h. Longer ones are refused, or answered in part without a word. */
const LONGEST_WINDOW_MS = 24 * HOUR
/** Content is listable for 7 days after it arrived; 10 minutes are kept off for clocks that differ. */
const OLDEST_MS = 7 * 24 * HOUR - 10 * MINUTE
/** Blobs can be registered after their time was listed: the last 2 h are listed again. The ledger ignores known ones. */
const OVERLAP_MS = 2 * HOUR
/**
 * At first contact the last 24 h are listed: a new subscription brings about 22 h from before it existed, and an
 * older one (from another product) has its content there.
 */
const FIRST_CONTACT_MS = 24 * HOUR

export type Window = { readonly from: number; readonly to: number }

export type WindowPlan = {
  /** Oldest first; each starts where the one before ends, because starts are inclusive and ends exclusive. */
  readonly windows: readonly Window[]
  /** What arrived in this time was never listed and can't be any more. */
  readonly gap?: Window
}

/** Times are milliseconds UTC on whole seconds, the feed's precision. */
export function planWindows(cursor: FeedCursor | undefined, now: number): WindowPlan {
  const end = wholeSecond(now)
  const oldest = end - OLDEST_MS
  if (cursor === undefined) return { windows: split(end - FIRST_CONTACT_MS, end) }
  // A watermark ahead of us means that our clock was set back; its own time is listed again.
  const watermark = Math.min(wholeSecond(cursor.watermark), end)
  const windows = split(Math.max(watermark - OVERLAP_MS, oldest), end)
  return watermark < oldest ? { windows, gap: { from: watermark, to: oldest } } : { windows }
}

function split(from: number, to: number): readonly Window[] {
  const windows: Window[] = []
  for (let start = from; start < to; start += LONGEST_WINDOW_MS) {
    windows.push({ from: start, to: Math.min(start + LONGEST_WINDOW_MS, to) })
  }
  return windows
}

const wholeSecond = (at: number): number => Math.floor(at / SECOND) * SECOND
