import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { planWindows } from "../../src/source/plan-windows.ts"

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = Date.UTC(2026, 2, 10, 12, 0, 0)
const cursor = (watermark: number) => ({ watermark, lastListedAt: watermark })

describe("planWindows()", () => {
  it("starts 24 hours back at first contact, where a new subscription's backfill lies", () => {
    expect(planWindows(undefined, NOW)).toEqual({ windows: [{ from: NOW - DAY, to: NOW }] })
  })

  it("lists the last two hours before the watermark again, for blobs that were registered late", () => {
    const plan = planWindows(cursor(NOW - 60_000), NOW)

    expect(plan.windows).toEqual([{ from: NOW - 60_000 - 2 * HOUR, to: NOW }])
  })

  it("cuts a long absence into windows of at most 24 hours that share their boundaries", () => {
    const plan = planWindows(cursor(NOW - 3 * DAY), NOW)

    expect(plan.windows.map((window) => (window.to - window.from) / HOUR)).toEqual([24, 24, 24, 2])
    expect(plan.windows.slice(1).map((window) => window.from)).toEqual(
      plan.windows.slice(0, -1).map((window) => window.to),
    )
    expect(plan.gap).toBeUndefined()
  })

  it("names the gap when the absence was longer than the feed keeps", () => {
    const plan = planWindows(cursor(NOW - 9 * DAY), NOW)
    const oldest = NOW - 7 * DAY + 600_000

    expect(plan.gap).toEqual({ from: NOW - 9 * DAY, to: oldest })
    expect(plan.windows[0]?.from).toBe(oldest)
  })

  it("keeps listing when our clock was set back behind the watermark", () => {
    expect(planWindows(cursor(NOW + 3 * HOUR), NOW).windows).toEqual([{ from: NOW - 2 * HOUR, to: NOW }])
  })

  it("never breaks the feed's rules and never leaves a hole, whatever the clocks say", () => {
    const instants = fc.integer({ min: NOW - 30 * DAY, max: NOW + 5 * DAY })

    fc.assert(
      fc.property(instants, fc.integer({ min: NOW, max: NOW + 5000 }), (watermark, now) => {
        const { windows, gap } = planWindows(cursor(watermark), now)

        const first = windows[0]?.from ?? Number.NaN
        expect(windows.length).toBeGreaterThan(0)
        expect(windows.every(({ from, to }) => from < to && to - from <= DAY)).toBe(true)
        expect(windows.every(({ from, to }) => from % 1000 === 0 && to % 1000 === 0)).toBe(true)
        expect(first).toBeGreaterThanOrEqual(now - 1000 - 7 * DAY + 600_000)
        expect(first <= Math.min(watermark, now) || gap?.to === first).toBe(true)
        expect(windows.at(-1)?.to).toBe(Math.floor(now / 1000) * 1000)
        expect(windows.slice(1).every((window, index) => window.from === windows[index]?.to)).toBe(true)
      }),
    )
  })
})
