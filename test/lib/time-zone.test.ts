/** Days and weeks as people in a zone mean them, also when clocks change. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { isTimeZone, localDate, startOfDay, startOfWeek } from "../../src/lib/time-zone.ts"

const at = (text: string): number => Date.parse(text)
const iso = (instant: number): string => new Date(instant).toISOString()

describe("startOfDay()", () => {
  it.each([
    ["2026-11-21T00:30:00Z", "Europe/Vienna", 0, "2026-11-20T23:00:00.000Z"],
    ["2026-11-20T23:00:00Z", "Europe/Vienna", 0, "2026-11-20T23:00:00.000Z"],
    ["2026-11-20T22:59:59Z", "Europe/Vienna", 0, "2026-11-19T23:00:00.000Z"],
    ["2026-11-20T12:00:00Z", "Pacific/Kiritimati", 0, "2026-11-20T10:00:00.000Z"],
    ["2026-11-20T12:00:00Z", "America/St_Johns", -1, "2026-11-19T03:30:00.000Z"],
    // Clocks go forward on 2026-03-29 and back on 2026-10-25 in Vienna.
    ["2026-03-29T20:00:00Z", "Europe/Vienna", 0, "2026-03-28T23:00:00.000Z"],
    ["2026-03-30T20:00:00Z", "Europe/Vienna", 0, "2026-03-29T22:00:00.000Z"],
    ["2026-10-26T10:00:00Z", "Europe/Vienna", -1, "2026-10-24T22:00:00.000Z"],
    // Cairo skips midnight: 2026-04-24 begins at 01:00 local time.
    ["2026-04-24T12:00:00Z", "Africa/Cairo", 0, "2026-04-23T22:00:00.000Z"],
  ])("of %s in %s, %i days on, is %s", (now, zone, days, expected) => {
    expect(iso(startOfDay(at(now), zone, days))).toBe(expected)
  })
})

describe("startOfWeek()", () => {
  it.each([
    ["2026-11-16T00:00:00Z", "UTC", 0, "2026-11-16T00:00:00.000Z"],
    ["2026-11-15T23:59:59Z", "UTC", 0, "2026-11-09T00:00:00.000Z"],
    ["2026-11-15T23:30:00Z", "Europe/Vienna", 0, "2026-11-15T23:00:00.000Z"],
    ["2026-11-21T03:00:00Z", "America/Los_Angeles", -1, "2026-11-09T08:00:00.000Z"],
    ["2026-10-30T12:00:00Z", "Europe/Vienna", -1, "2026-10-18T22:00:00.000Z"],
  ])("of %s in %s, %i weeks on, is Monday %s", (now, zone, weeks, expected) => {
    expect(iso(startOfWeek(at(now), zone, weeks))).toBe(expected)
  })

  it("is a Monday at the very first instant of its day, at most a week and an hour ago, in every zone", () => {
    const zones = fc.constantFrom(
      "UTC",
      "Europe/London",
      "America/New_York",
      "Asia/Kathmandu",
      "Australia/Lord_Howe",
      "Africa/Cairo",
    )
    const instants = fc.integer({ min: at("2000-01-01"), max: at("2060-01-01") })

    fc.assert(
      fc.property(instants, zones, (now, zone) => {
        const monday = startOfWeek(now, zone)
        const date = localDate(monday, zone)
        expect(new Date(Date.UTC(date.year, date.month - 1, date.day)).getUTCDay()).toBe(1)
        expect(localDate(monday - 1, zone)).not.toEqual(date)
        expect(now - monday).toBeGreaterThanOrEqual(0)
        expect(now - monday).toBeLessThan(7 * 86_400_000 + 3_600_001)
      }),
      { numRuns: 60 },
    )
  })
})

describe("isTimeZone()", () => {
  it.each([
    ["Europe/Vienna", true],
    ["UTC", true],
    ["Etc/GMT+5", true],
    ["Europe/Wien", false],
    ["+01:00", false],
    ["", false],
    ["Europe/Vienna; drop", false],
  ])("judges %s as %s", (name, known) => {
    expect(isTimeZone(name)).toBe(known)
  })
})
