import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { FeedCursor, Gap } from "../../src/ports/feed-ledger.ts"
import {
  gapsBehind,
  isWeekDue,
  planLate,
  planLive,
  weekWindows,
  wholeSecond,
} from "../../src/source/plan-windows.ts"

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const REACH = 7 * DAY - 10 * MINUTE
const NOW = Date.UTC(2026, 2, 10, 12, 0, 0)
const SEED = 20260310
const cursor = (watermark: number, listed: Partial<FeedCursor> = {}): FeedCursor => ({
  since: watermark,
  watermark,
  lastListedAt: watermark,
  dayListedAt: NOW,
  weekListedAt: NOW,
  ...listed,
})
const gap = (from: number, to: number, more: Partial<Gap> = {}): Gap => ({
  id: 1,
  from,
  to,
  cause: "not-running",
  detail: "",
  openedAt: NOW,
  ...more,
})

describe("planLive()", () => {
  it("starts 24 hours back at first contact, where a new subscription's back-fill lies", () => {
    expect(planLive(undefined, NOW, 0)).toEqual({ window: { from: NOW - DAY, to: NOW }, wholeDay: true })
  })

  it("lists the last two hours before the watermark again, for blobs that were registered late", () => {
    const plan = planLive(cursor(NOW - MINUTE), NOW, 0)

    expect(plan).toEqual({ window: { from: NOW - MINUTE - 2 * HOUR, to: NOW }, wholeDay: false })
  })

  it.each([
    ["once an hour", HOUR, true],
    ["not twice in the same hour", MINUTE, false],
    ["when the last time lies in the future", -1, true],
  ])("lists the last 24 hours again: %s", (_when, ago, expected) => {
    const now = NOW + 30 * MINUTE

    expect(planLive(cursor(now - MINUTE, { dayListedAt: now - ago }), now, 0).wholeDay).toBe(expected)
  })

  it("lists them at a minute of its own, however long the absence was", () => {
    const wholeDayAt = (phase: number) => {
      let dayListedAt = NOW - 5 * DAY
      return Array.from({ length: 180 }, (_, minute) => {
        const now = NOW + minute * MINUTE
        const { wholeDay } = planLive(cursor(now, { dayListedAt }), now, phase)
        if (wholeDay) dayListedAt = now
        return wholeDay ? minute : -1
      }).filter((minute) => minute > 0)
    }

    expect([wholeDayAt(0.25), wholeDayAt(0.5)]).toEqual([
      [15, 75, 135],
      [30, 90, 150],
    ])
  })

  it("keeps listing when the clock was set back behind the watermark", () => {
    expect(planLive(cursor(NOW + 3 * HOUR), NOW, 0).window).toEqual({ from: NOW - 2 * HOUR, to: NOW })
  })
})

describe("gapsBehind()", () => {
  const listed = { window: { from: NOW - DAY, to: NOW }, watermark: NOW, always: false }

  it("calls the usual pause between two rounds no gap", () => {
    expect(gapsBehind(cursor(NOW - 30 * MINUTE), listed)).toEqual([])
    expect(gapsBehind(cursor(NOW - 30 * MINUTE - 1000), listed)).toHaveLength(1)
    expect(gapsBehind(cursor(NOW - 2 * MINUTE), { ...listed, always: true })).toHaveLength(1)
  })

  it("keeps what a window that was put too far ahead by a wrong clock left out", () => {
    const tooFar = { from: NOW + DAY, to: NOW + 2 * DAY }

    expect(gapsBehind(cursor(NOW - MINUTE), { window: tooFar, watermark: NOW, always: false })).toEqual([
      { from: NOW - MINUTE, to: NOW },
    ])
  })

  it("cuts a long absence into parts of at most 24 hours that share their boundaries, the last one within the live window", () => {
    const parts = gapsBehind(cursor(NOW - 2.5 * DAY), listed)

    expect(parts).toEqual([
      { from: NOW - 2.5 * DAY, to: NOW - 2 * DAY },
      { from: NOW - 2 * DAY, to: NOW - DAY },
      { from: NOW - DAY, to: NOW },
    ])
  })
})

describe("planLate()", () => {
  it("lists gaps newest first, and none that is listed already", () => {
    const gaps = [
      gap(NOW - 3 * DAY, NOW - 2 * DAY),
      gap(NOW - 2 * DAY, NOW - DAY),
      gap(NOW - DAY, NOW, { listedAt: NOW }),
    ]

    const { windows } = planLate(gaps, NOW)

    expect(windows.map((one) => one.window.from)).toEqual([NOW - 2 * DAY, NOW - 3 * DAY])
  })

  it("names as lost what was never listed and is past reach, and cuts off what is past reach in part", () => {
    const past = gap(NOW - 9 * DAY, NOW - 8 * DAY)
    const partly = gap(NOW - 7.5 * DAY, NOW - 6.5 * DAY)
    const stored = gap(NOW - 9 * DAY, NOW - 8 * DAY, { listedAt: NOW - 3 * DAY })

    const plan = planLate([past, partly, stored], NOW)

    expect(plan.lost).toEqual([past])
    expect(plan.windows).toEqual([{ window: { from: NOW - REACH, to: NOW - 6.5 * DAY }, gap: partly }])
  })

  it("never calls a time filled in which the subscription was off", () => {
    const off = gap(NOW - 9 * DAY, NOW - 8 * DAY, { cause: "disabled", listedAt: NOW - 5 * DAY })

    expect(planLate([off], NOW).lost).toEqual([off])
  })
})

describe("isWeekDue()", () => {
  it.each([
    [DAY, true],
    [11 * HOUR, false],
    [13 * HOUR, true],
    [-1, true],
  ])("lists everything that is still offered once a day, at a time of its own: %i", (ago, due) => {
    expect(isWeekDue(cursor(NOW, { weekListedAt: NOW - ago }), NOW, 0)).toBe(due)
  })
})

describe("every plan", () => {
  const instants = fc.integer({ min: NOW - 30 * DAY, max: NOW + 5 * DAY }).map(wholeSecond)
  const moments = fc.integer({ min: NOW, max: NOW + 5000 })
  const isAllowed = (now: number) => (window: { readonly from: number; readonly to: number }) =>
    window.from < window.to &&
    window.to - window.from <= DAY &&
    window.from % 1000 === 0 &&
    window.to % 1000 === 0 &&
    window.from > now - 7 * DAY

  it("keeps the feed's rules, whatever the clocks say", () => {
    fc.assert(
      fc.property(instants, moments, instants, (watermark, now, from) => {
        const known = cursor(watermark, { dayListedAt: from })
        const { windows } = planLate([gap(from, from + 20 * HOUR)], now)

        const all = [
          planLive(known, now, 0.5).window,
          ...windows.map((one) => one.window),
          ...weekWindows(now),
        ]

        expect(all.filter((window) => !isAllowed(now)(window))).toEqual([])
      }),
      { seed: SEED, numRuns: 300 },
    )
  })

  it("leaves no time between the old watermark and the new that is neither listed nor a gap", () => {
    fc.assert(
      fc.property(instants, moments, instants, (old, now, serverNow) => {
        const known = cursor(old)
        const { window } = planLive(known, now, 0.5)
        const watermark = wholeSecond(Math.min(window.to, serverNow))
        const parts = gapsBehind(known, { window, watermark, always: false })

        const covered = parts[0]?.from ?? window.from

        expect(covered <= old || watermark <= old).toBe(true)
        expect(parts.length === 0 || parts.at(-1)?.to === watermark).toBe(true)
        expect(parts.slice(1).every((part, index) => part.from === parts[index]?.to)).toBe(true)
        expect(parts.every((part) => part.to - part.from <= DAY)).toBe(true)
        expect(parts.filter((part) => part.to > window.from).every((part) => part.from >= window.from)).toBe(
          true,
        )
      }),
      { seed: SEED, numRuns: 300 },
    )
  })
})
