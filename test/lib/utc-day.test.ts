/** A day is one of the calendar, or nobody is told that it is. */
import { describe, expect, it } from "vitest"
import { readUtcDay, utcDay } from "../../src/lib/utc-day.ts"

describe("readUtcDay()", () => {
  it("takes a day at its first moment", () => {
    expect(readUtcDay("2028-02-29")).toBe(Date.UTC(2028, 1, 29))
  })

  it.each([
    "2027-02-29",
    "2027-02-31",
    "2027-13-01",
    "27-03-01",
    "2027-3-1",
    "March",
    "",
    "2027-03-31T00:00",
  ])("takes %j for none", (text) => {
    expect(readUtcDay(text)).toBeUndefined()
  })
})

describe("utcDay()", () => {
  it("ends with the last moment before midnight, UTC", () => {
    expect([utcDay(Date.UTC(2027, 2, 31) - 1), utcDay(Date.UTC(2027, 2, 31))]).toEqual([
      "2027-03-30",
      "2027-03-31",
    ])
  })
})
