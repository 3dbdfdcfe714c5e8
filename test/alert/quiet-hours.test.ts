import { describe, expect, it } from "vitest"
import { quietUntil } from "../../src/alert/quiet-hours.ts"
import type { QuietHours } from "../../src/model/quiet-hours.ts"

const NIGHT: QuietHours = { levels: ["low"], from: 18 * 60, to: 7 * 60, weekend: false }
const at = (text: string): number => Date.parse(text)
const until = (text: string, hours: QuietHours = NIGHT, zone = "Europe/Vienna") => {
  const end = quietUntil("low", zone, hours, at(text))
  return end === undefined ? undefined : new Date(end).toISOString()
}

describe("quietUntil()", () => {
  it.each([
    ["2026-11-19T16:59:00Z", undefined],
    ["2026-11-19T17:00:00Z", "2026-11-20T06:00:00.000Z"],
    ["2026-11-20T05:59:59Z", "2026-11-20T06:00:00.000Z"],
    ["2026-11-20T06:00:00Z", undefined],
  ])("in Vienna at %s it is quiet until %s", (now, end) => {
    expect(until(now)).toBe(end)
  })

  it("goes by the customer's clocks, also when they change in the night", () => {
    expect(until("2026-10-24T20:00:00Z")).toBe("2026-10-25T06:00:00.000Z")
    expect(until("2026-11-19T17:00:00Z", NIGHT, "America/New_York")).toBeUndefined()
  })

  it("goes on until Monday morning where weekends are quiet", () => {
    const weekend = { ...NIGHT, weekend: true }

    expect(until("2026-11-20T17:30:00Z", weekend)).toBe("2026-11-23T06:00:00.000Z")
    expect(until("2026-11-21T12:00:00Z", weekend)).toBe("2026-11-23T06:00:00.000Z")
    expect(until("2026-11-21T12:00:00Z")).toBeUndefined()
  })

  it("knows hours within one day", () => {
    const noon = { ...NIGHT, from: 12 * 60, to: 13 * 60 }

    expect(until("2026-11-19T11:30:00Z", noon)).toBe("2026-11-19T12:00:00.000Z")
    expect(until("2026-11-19T17:00:00Z", noon)).toBeUndefined()
  })

  it("never makes other levels wait", () => {
    expect(quietUntil("high", "Europe/Vienna", NIGHT, at("2026-11-19T23:00:00Z"))).toBeUndefined()
    expect(quietUntil("low", "Europe/Vienna", undefined, at("2026-11-19T23:00:00Z"))).toBeUndefined()
  })
})
