/**
 * Which windows of the audit feed to list next. Pure. Times are milliseconds UTC by the feed's clock.
 * The feed is listed by arrival, never by event time: a late record comes in a new blob.
 * Source: Office 365 Management Activity API reference, "List available content".
 */
import { DAY, HOUR, MINUTE, SECOND } from "../lib/time-units.ts"
import type { FeedCursor, Gap } from "../ports/feed-ledger.ts"

/** A window is at most 24 h. Longer ones are refused, or answered in part without a word. */
const LONGEST_WINDOW_MS = DAY
/** Content is listable for 7 days after it arrived; 10 minutes are kept off for clocks that differ. */
const REACH_MS = 7 * DAY - 10 * MINUTE
/** Blobs can be registered after their time was listed: the last 2 h are listed again. The ledger ignores known ones. */
export const OVERLAP_MS = 2 * HOUR
/** What was registered later than that is found by listing the last 24 h hourly and the whole reach daily. */
const DAY_LISTING_MS = HOUR
const WEEK_LISTING_MS = DAY
/** A pause as short as this is the polling itself; a longer one is kept as a gap. */
const PAUSE_MS = 30 * MINUTE

export type Window = { readonly from: number; readonly to: number }

export type LivePlan = {
  readonly window: Window
  /** It holds the whole last 24 h. */
  readonly wholeDay: boolean
}

/**
 * The newest window. It never reaches back more than 24 h: what is older waits in gaps, so that live content comes first.
 * The first contact lists 24 h, too: a new subscription brings about 22 h from before it existed.
 * `phase` is 0 to 1: where in each hour the last 24 h are listed again.
 */
export function planLive(cursor: FeedCursor | undefined, now: number, phase: number): LivePlan {
  const to = wholeSecond(now)
  const dayAgo = to - LONGEST_WINDOW_MS
  if (cursor === undefined || isDue(cursor.dayListedAt, DAY_LISTING_MS, { now, phase })) {
    return { window: { from: dayAgo, to }, wholeDay: true }
  }
  // A watermark ahead of us means that the clock was set back; its own time is listed again.
  const from = Math.min(wholeSecond(cursor.watermark), to) - OVERLAP_MS
  return from <= dayAgo
    ? { window: { from: dayAgo, to }, wholeDay: true }
    : { window: { from, to }, wholeDay: false }
}

/**
 * What the watermark jumps over, oldest first, cut so that each part fits into one window. Empty when the polling was
 * only as late as it always is, unless `always`.
 */
export function gapsBehind(
  cursor: FeedCursor | undefined,
  listed: { readonly window: Window; readonly watermark: number; readonly always: boolean },
): readonly Window[] {
  if (cursor === undefined) return []
  const pause = listed.watermark - cursor.watermark
  // A clock that was far ahead put the window beyond what was read before.
  const isBeyond = listed.window.from > cursor.watermark
  if (pause <= 0 || (pause <= PAUSE_MS && !listed.always && !isBeyond)) return []
  return cut({ from: cursor.watermark, to: listed.watermark }, listed.window.to).toReversed()
}

export type LatePlan = {
  /** Never listed and past reach. */
  readonly lost: readonly Gap[]
  /** Newest first. A window that starts after its gap is cut off by reach. */
  readonly windows: readonly { readonly window: Window; readonly gap: Gap }[]
}

/** What to list after the live window. `gaps` are neither healed nor lost. */
export function planLate(gaps: readonly Gap[], now: number): LatePlan {
  const lost = gaps.filter((gap) => isUnfilled(gap) && withinReach(gap, now) === undefined)
  const windows = gaps
    .filter((gap) => gap.listedAt === undefined)
    .flatMap((gap) => {
      const window = withinReach(gap, now)
      return window === undefined ? [] : [{ window, gap }]
    })
    .toSorted((a, b) => b.window.from - a.window.from)
  return { lost, windows }
}

/** True when the whole reach is to be listed again. `phase` is 0 to 1: where in each day. */
export const isWeekDue = (cursor: FeedCursor, now: number, phase: number): boolean =>
  isDue(cursor.weekListedAt, WEEK_LISTING_MS, { now, phase })

/** Everything that can still be listed and is older than the live window, newest first. */
export function weekWindows(now: number): readonly Window[] {
  const to = wholeSecond(now)
  return cut({ from: to - REACH_MS, to: to - LONGEST_WINDOW_MS }, to)
}

/** The part of it that can still be listed; undefined when there is none. */
export function withinReach(window: Window, now: number): Window | undefined {
  const from = Math.max(window.from, wholeSecond(now) - REACH_MS)
  return from < window.to ? { from, to: window.to } : undefined
}

/** Listing a disabled subscription's time doesn't bring back what it never collected. */
const isUnfilled = (gap: Gap): boolean => gap.listedAt === undefined || gap.cause === "disabled"

/** Once in each period, at its own place in it. Also due when the last time lies in the future: then a clock was wrong. */
function isDue(
  last: number | undefined,
  every: number,
  { now, phase }: { readonly now: number; readonly phase: number },
): boolean {
  if (last === undefined || last > now) return true
  const periodOf = (at: number): number => Math.floor(at / every - phase)
  return periodOf(now) > periodOf(last)
}

/** Cuts at whole windows back from `end`, newest first; starts are inclusive and ends exclusive. */
function cut(range: Window, end: number): readonly Window[] {
  const parts: Window[] = []
  for (let to = end; to > range.from; to -= LONGEST_WINDOW_MS) {
    const part = { from: Math.max(to - LONGEST_WINDOW_MS, range.from), to: Math.min(to, range.to) }
    if (part.from < part.to) parts.push(part)
  }
  return parts
}

export const wholeSecond = (at: number): number => Math.floor(at / SECOND) * SECOND
