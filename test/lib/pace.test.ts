import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { createPace } from "../../src/lib/pace.ts"

const MINUTE = 60_000

describe("createPace()", () => {
  it("lets some through at once after a rest, and the next ones at an even pace", () => {
    const pace = createPace({ perMinute: 60, atOnce: 3 })

    const waits = Array.from({ length: 5 }, () => pace.book("contoso", 1000))

    expect(waits).toEqual([0, 0, 0, 1000, 2000])
  })

  it("counts each key by itself", () => {
    const pace = createPace({ perMinute: 60, atOnce: 1 })

    expect([pace.book("contoso", 0), pace.book("fabrikam", 0), pace.book("contoso", 0)]).toEqual([0, 0, 1000])
  })

  it("never lets more through than are allowed at once and in the minutes since, whenever they ask", () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(pauses, (asked) => {
        const pace = createPace({ perMinute: 100, atOnce: 10 })
        let now = 0
        const done = asked.map((rest) => {
          now += rest
          return now + pace.book("contoso", now)
        })

        const crowded = done.filter((from) => {
          const inMinute = done.filter((at) => at >= from && at < from + MINUTE)
          return inMinute.length > 110
        })

        expect(crowded).toEqual([])
      }),
      { seed: 20260310, numRuns: 50 },
    )
  })
})
