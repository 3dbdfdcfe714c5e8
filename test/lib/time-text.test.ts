import { describe, expect, it } from "vitest"
import {
  durationText,
  instantText,
  localTimeText,
  shortInstantText,
  withLocalTimes,
} from "../../src/lib/time-text.ts"

describe("durationText()", () => {
  it.each([
    [-5_000, "less than a second"],
    [999, "less than a second"],
    [45_000, "45 s"],
    [192_000, "3 min 12 s"],
    [7_200_000, "2 h"],
    [7_500_000, "2 h 5 min"],
    [100_800_000, "1 d 4 h"],
    [Number.NaN, "an unknown time"],
  ])("says %d ms as %j", (milliseconds, words) => {
    expect(durationText(milliseconds)).toBe(words)
  })
})

describe("instantText()", () => {
  it("gives the tenant's time and UTC, with the UTC day only where it differs", () => {
    expect(instantText(Date.UTC(2026, 10, 20, 13, 5, 9), "Europe/Berlin")).toBe(
      "20 Nov 2026, 14:05:09 CET (13:05:09 UTC)",
    )
    expect(instantText(Date.UTC(2026, 10, 20, 23, 30, 0), "Europe/Berlin")).toBe(
      "21 Nov 2026, 00:30:00 CET (20 Nov 2026, 23:30:00 UTC)",
    )
  })

  it("follows daylight saving", () => {
    expect(instantText(Date.UTC(2026, 6, 1, 12, 0, 0), "Europe/London")).toBe(
      "1 Jul 2026, 13:00:00 BST (12:00:00 UTC)",
    )
  })

  it("is UTC alone for UTC and for a zone that doesn't exist", () => {
    for (const zone of ["UTC", "Nowhere/Land"])
      expect(instantText(Date.UTC(2026, 0, 2, 3, 4, 5), zone)).toBe("2 Jan 2026, 03:04:05 UTC")
  })

  it.each([undefined, Number.NaN, 9e15])("says unknown for %s", (at) => {
    expect(instantText(at, "UTC")).toBe("unknown")
  })
})

describe("localTimeText()", () => {
  it("gives the tenant's day and minute, in UTC where the zone doesn't exist", () => {
    const at = Date.UTC(2026, 10, 20, 23, 30, 9)

    expect(localTimeText(at, "Europe/Berlin")).toBe("21 Nov 2026, 00:30 CET")
    expect(localTimeText(at, "Nowhere/Land")).toBe("20 Nov 2026, 23:30 UTC")
    expect(localTimeText(Number.NaN, "UTC")).toBe("unknown")
  })
})

describe("withLocalTimes()", () => {
  it("reads what a service wrote as an instant, and leaves everything else as it is", () => {
    const told = (text: string): string => withLocalTimes(text, "Europe/Berlin")

    expect(told("Changed at 2026-11-20T23:20:04Z, seen 2026-11-21T07:00:00.123Z.")).toBe(
      "Changed at 21 Nov 2026, 00:20 CET, seen 21 Nov 2026, 08:00 CET.",
    )
    for (const text of [
      "since 2026-11-20",
      "2026-13-40T99:00:00Z",
      "2026-11-20T23:20:04",
      "x2026-11-20T23:20:04Z",
    ])
      expect(told(text)).toBe(text)
  })
})

describe("shortInstantText()", () => {
  it("names the day only when it is another day in the tenant's zone", () => {
    const now = Date.UTC(2026, 10, 20, 23, 30)

    expect(shortInstantText(Date.UTC(2026, 10, 20, 23, 5), "Europe/Berlin", now)).toBe("00:05")
    expect(shortInstantText(Date.UTC(2026, 10, 20, 22, 5), "Europe/Berlin", now)).toBe("20 Nov 23:05")
  })
})
