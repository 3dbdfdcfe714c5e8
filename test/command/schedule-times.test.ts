/** When a schedule is asked: by the clocks of its zone, also where they are put forward and back. */
import { describe, expect, it } from "vitest"
import { askAfter, askBefore, timeWords } from "../../src/command/schedule-times.ts"
import type { AskDays, AskTime } from "../../src/model/schedule.ts"

const time = (days: AskDays, clock: string, timeZone = "Europe/Vienna"): AskTime => {
  const [hour = 0, minute = 0] = clock.split(":").map(Number)
  return { days, minutes: hour * 60 + minute, timeZone }
}
const following = (asked: AskTime, at: string): string =>
  new Date(askAfter(asked, Date.parse(at))).toISOString()
const previous = (asked: AskTime, at: string): string =>
  new Date(askBefore(asked, Date.parse(at))).toISOString()

describe("askAfter()", () => {
  it.each([
    // Saturday 2026-11-21, 11:00 in Vienna.
    ["day", "11:01", "2026-11-21T10:01:00.000Z"],
    ["day", "11:00", "2026-11-22T10:00:00.000Z"],
    ["weekday", "08:00", "2026-11-23T07:00:00.000Z"],
    ["saturday", "12:30", "2026-11-21T11:30:00.000Z"],
    ["saturday", "08:00", "2026-11-28T07:00:00.000Z"],
    ["sunday", "00:00", "2026-11-21T23:00:00.000Z"],
    ["monday", "08:00", "2026-11-23T07:00:00.000Z"],
    ["tuesday", "08:00", "2026-11-24T07:00:00.000Z"],
    ["wednesday", "08:00", "2026-11-25T07:00:00.000Z"],
    ["thursday", "08:00", "2026-11-26T07:00:00.000Z"],
    ["friday", "08:00", "2026-11-27T07:00:00.000Z"],
    ["first", "08:00", "2026-12-01T07:00:00.000Z"],
  ] as const)("finds the next %s at %s", (days, clock, next) => {
    expect(following(time(days, clock), "2026-11-21T10:00:00Z")).toBe(next)
  })

  it("goes from the first of a long month to the first of the next", () => {
    expect(following(time("first", "08:00", "UTC"), "2026-12-01T08:00:00Z")).toBe("2027-01-01T08:00:00.000Z")
  })

  it("stays at the same time of day when clocks are put forward and back", () => {
    const daily = time("day", "08:00")

    expect(following(daily, "2026-03-28T07:00:00Z")).toBe("2026-03-29T06:00:00.000Z")
    expect(following(daily, "2026-10-24T06:00:00Z")).toBe("2026-10-25T07:00:00.000Z")
  })

  it("asks once on the night in which clocks show the time twice, and once where they skip it", () => {
    const atNight = time("day", "02:30")

    const twice = following(atNight, "2026-10-24T22:00:00Z")
    const skipped = following(atNight, "2026-03-28T22:00:00Z")

    expect(twice).toBe("2026-10-25T00:30:00.000Z")
    expect(following(atNight, twice)).toBe("2026-10-26T01:30:00.000Z")
    expect(skipped).toBe("2026-03-29T01:30:00.000Z")
    expect(following(atNight, skipped)).toBe("2026-03-30T00:30:00.000Z")
  })

  it("takes the day of its zone, not of UTC", () => {
    expect(following(time("monday", "08:00", "Pacific/Auckland"), "2026-11-22T00:00:00Z")).toBe(
      "2026-11-22T19:00:00.000Z",
    )
  })
})

describe("askBefore()", () => {
  it.each([
    ["day", "11:00", "2026-11-21T10:00:00.000Z"],
    ["day", "11:01", "2026-11-20T10:01:00.000Z"],
    ["weekday", "12:00", "2026-11-20T11:00:00.000Z"],
    ["monday", "08:00", "2026-11-16T07:00:00.000Z"],
    ["first", "08:00", "2026-11-01T07:00:00.000Z"],
  ] as const)("finds the last %s at %s", (days, clock, last) => {
    expect(previous(time(days, clock), "2026-11-21T10:00:00Z")).toBe(last)
  })
})

describe("timeWords()", () => {
  it("says when, and by whose clock", () => {
    expect(timeWords(time("monday", "8:00"))).toBe("every Monday at 08:00 (Europe/Vienna)")
    expect(timeWords(time("first", "17:05", "UTC"))).toBe("on the first of every month at 17:05 (UTC)")
  })
})
