import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { backoffMs, FAR_BACKOFF_MS, farBackoffMs, MAX_BACKOFF_MS } from "../../src/deliver/backoff.ts"
import { earliestSend, type SendTimes, THREAD_LIMITS, withSend } from "../../src/deliver/rate.ts"

const START = Date.UTC(2026, 10, 20)

/** Sends as fast as the limits allow and answers the instants. */
function sendAll(count: number, gaps: readonly number[] = []): number[] {
  let times: SendTimes = []
  let now = START
  const sent: number[] = []
  for (let index = 0; index < count; index += 1) {
    now = earliestSend(times, now + (gaps[index] ?? 0))
    times = withSend(times, now)
    sent.push(now)
  }
  return sent
}

describe("earliestSend()", () => {
  it("lets the first one go at once, also after a long silence", () => {
    expect(earliestSend([], START)).toBe(START)
    expect(earliestSend([START - 3_600_000], START)).toBe(START)
  })

  it("isn't held by what a clock that was ahead has counted", () => {
    const ahead = Array.from({ length: 60 }, () => START + 3_600_000)

    expect(earliestSend(ahead, START)).toBe(START)
    expect(withSend(ahead, START)).toEqual([START])
  })

  it("holds the eighth within a second, the ninth within two", () => {
    const sent = sendAll(9).map((at) => at - START)

    expect(sent).toEqual([0, 0, 0, 0, 0, 0, 0, 1_000, 2_000])
  })

  it("holds the sixty-first within thirty seconds", () => {
    expect((sendAll(61)[60] ?? 0) - START).toBeGreaterThanOrEqual(30_000)
  })

  it("never lets more through in any window than Teams allows", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 200 }), (gaps) => {
        const sent = sendAll(gaps.length, gaps)
        for (const { count, withinMs } of THREAD_LIMITS)
          for (const from of sent)
            expect(sent.filter((at) => at >= from && at < from + withinMs).length).toBeLessThanOrEqual(count)
      }),
      { seed: 11, numRuns: 50 },
    )
  })
})

describe("backoffMs()", () => {
  it("doubles from two seconds to ten minutes, the upper half by chance", () => {
    expect([0, 1, 2, 5].map((attempts) => backoffMs(attempts, 1))).toEqual([2_000, 4_000, 8_000, 64_000])
    expect(backoffMs(0, 0)).toBe(1_000)
    expect(backoffMs(1_000, 1)).toBe(MAX_BACKOFF_MS)
  })

  it("never comes back earlier than the other side asked for", () => {
    expect(backoffMs(0, 0.5, 42_000)).toBe(42_000)
    expect(backoffMs(9, 1, 1_000)).toBe(MAX_BACKOFF_MS)
  })
})

describe("farBackoffMs()", () => {
  it("is an hour and a little", () => {
    expect(farBackoffMs(0)).toBe(FAR_BACKOFF_MS)
    expect(farBackoffMs(1)).toBe(66 * 60_000)
  })
})
