/** Months as people name them, in their own zone. */
import { describe, expect, it } from "vitest"
import { monthMeant, monthToTell } from "../../src/lib/month.ts"

const ZONE = "Europe/Berlin"
const NOW = Date.UTC(2026, 10, 21, 9)

describe("monthMeant()", () => {
  it.each([
    ["october", "2026-10"],
    ["Oct", "2026-10"],
    ["sept", "2026-09"],
    ["november", "2026-11"],
    ["december", "2025-12"],
    ["october 2024", "2024-10"],
    ["2026-02", "2026-02"],
    ["last month", "2026-10"],
    ["this month", "2026-11"],
  ])("takes %s for %s", (words, name) => {
    expect(monthMeant(words, ZONE, NOW)?.name).toBe(name)
  })

  it.each(["", "octember", "o", "2026-13", "october october", "may be"])("takes “%s” for none", (words) => {
    expect(monthMeant(words, ZONE, NOW)).toBeUndefined()
  })

  it("says this month by the customer's calendar", () => {
    const newYear = Date.UTC(2026, 11, 31, 23, 30)

    expect(monthMeant("this month", ZONE, newYear)?.name).toBe("2027-01")
    expect(monthMeant("last month", "America/New_York", newYear)?.name).toBe("2026-11")
  })
})

describe("monthToTell()", () => {
  it("is the month before, from eight in the morning of the first day there", () => {
    expect(monthToTell(Date.UTC(2026, 10, 1, 6, 59), ZONE)).toBeUndefined()
    expect(monthToTell(Date.UTC(2026, 10, 1, 7, 0), ZONE)?.name).toBe("2026-10")
    expect(monthToTell(Date.UTC(2027, 0, 1, 7, 0), ZONE)?.name).toBe("2026-12")
  })

  it("is none any more after the first week", () => {
    expect(monthToTell(Date.UTC(2026, 10, 7, 22, 59), ZONE)?.name).toBe("2026-10")
    expect(monthToTell(Date.UTC(2026, 10, 7, 23, 0), ZONE)).toBeUndefined()
  })
})
