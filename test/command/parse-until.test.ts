import { describe, expect, it } from "vitest"
import { parseUntil } from "../../src/command/parse-until.ts"

/** Saturday, 21 November 2026, 23:30 in Berlin: in UTC it is still half past ten in the evening. */
const NOW = Date.UTC(2026, 10, 21, 22, 30)
const iso = (text: string, zone = "Europe/Berlin"): string | undefined => {
  const end = parseUntil(text, zone, NOW)
  return end === undefined ? undefined : new Date(end).toISOString()
}

describe("parseUntil()", () => {
  it.each([
    ["friday", "2026-11-27T23:00:00.000Z"],
    ["tomorrow", "2026-11-22T23:00:00.000Z"],
    ["24 Dec", "2026-12-24T23:00:00.000Z"],
    ["3/12/2026", "2026-12-03T23:00:00.000Z"],
    ["2026-12-01", "2026-12-01T23:00:00.000Z"],
    ["monday 18:00", "2026-11-23T17:00:00.000Z"],
    ["in 3 days", "2026-11-24T23:00:00.000Z"],
    ["30 March 2027", "2027-03-30T22:00:00.000Z"],
  ])("%s", (text, end) => {
    expect(iso(text)).toBe(end)
  })

  it("means the day of the zone", () => {
    expect(iso("tomorrow", "Pacific/Auckland")).toBe("2026-11-23T11:00:00.000Z")
    expect(iso("tomorrow", "America/New_York")).toBe("2026-11-23T05:00:00.000Z")
  })

  it.each(["", "soon", "yesterday", "friday or monday maybe", "1 Jan 2020", "x".repeat(300)])(
    "is no time: %s",
    (text) => {
      expect(iso(text)).toBeUndefined()
    },
  )
})
