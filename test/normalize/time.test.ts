/** Times of records: the form that nearly all of them have, and what only looks like it. */
import { assert, date, property } from "fast-check"
import { describe, expect, it } from "vitest"
import { readTime } from "../../src/normalize/time.ts"

describe("readTime()", () => {
  it("reads any second of a century, with and without a zone, with a fraction and an offset", () => {
    const seconds = date({ min: new Date("2000-01-01"), max: new Date("2099-12-31"), noInvalidDate: true })
    assert(
      property(seconds, (moment) => {
        const text = moment.toISOString().slice(0, 19)
        const at = Math.floor(moment.getTime() / 1000) * 1000

        expect(readTime(text)).toBe(at)
        expect(readTime(`${text}Z`)).toBe(at)
        expect(readTime(`${text}.250Z`)).toBe(at + 250)
        expect(readTime(`${text}+01:30`)).toBe(at - 90 * 60_000)
      }),
    )
  })

  it.each([
    "2026-03-02T24:00:00",
    "2026-03-02T08:60:00",
    "2026-03-02T08:15:60Z",
    "2026-03-02T0x:15:05",
    "2026-03-02T08:15:5:",
    "2026-03-02T+8:15:05",
    "2026-3-02T008:15:05",
    "2026-03-02T08:15:05X",
    "2026-02-30T08:15:05",
  ])("refuses %s, which is no point in time", (text) => {
    expect(readTime(text)).toBeUndefined()
  })

  it("refuses the second time as well: a day that can't be is not remembered as one", () => {
    expect([1, 2].map(() => readTime("2026-13-01T08:15:05"))).toEqual([undefined, undefined])
  })
})
