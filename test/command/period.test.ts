/** Times in questions, as people in the customer's zone mean them. */
import { describe, expect, it } from "vitest"
import { isPeriod, readPeriod } from "../../src/command/period.ts"
import { NOW } from "./make.ts"

const read = (text: string, zone = "Europe/Vienna", now = NOW): string => {
  const period = readPeriod(text, zone, now)
  if (typeof period === "string") return period
  return `${new Date(period.from).toISOString().slice(0, 16)} ${new Date(period.to).toISOString().slice(0, 16)}`
}

describe("readPeriod()", () => {
  it.each([
    ["today", "2026-11-20T23:00 2026-11-21T10:00"],
    ["yesterday", "2026-11-19T23:00 2026-11-20T23:00"],
    ["this week", "2026-11-15T23:00 2026-11-21T10:00"],
    ["last week", "2026-11-08T23:00 2026-11-15T23:00"],
    ["last month", "2026-09-30T22:00 2026-10-31T23:00"],
    ["last 24 hours", "2026-11-20T10:00 2026-11-21T10:00"],
    ["in the last 3 days", "2026-11-18T10:00 2026-11-21T10:00"],
    ["since 2 hours ago", "2026-11-21T08:00 2026-11-21T10:00"],
    ["since monday", "2026-11-15T23:00 2026-11-21T10:00"],
    ["since 8:00", "2026-11-21T07:00 2026-11-21T10:00"],
    ["3 to 5 november", "2026-11-02T23:00 2026-11-05T23:00"],
    ["between 3 and 5 november", "2026-11-02T23:00 2026-11-05T23:00"],
    ["from 28 december to 3 january", "2025-12-27T23:00 2026-01-03T23:00"],
    ["2026-11-03", "2026-11-02T23:00 2026-11-03T23:00"],
    ["on sunday", "2026-11-14T23:00 2026-11-15T23:00"],
    ["in december", "2025-11-30T23:00 2025-12-31T23:00"],
  ])("reads %j in the customer's zone, behind us where the words leave that open", (text, span) => {
    expect(read(text)).toBe(span)
  })

  it("gives the day on which clocks change its 25 hours", () => {
    expect(read("on 25 october")).toBe("2026-10-24T22:00 2026-10-25T23:00")
  })

  it("says in a sentence what is no time, hasn't begun or is too wide", () => {
    expect(read("this morning")).toMatch(/no time that I understand/)
    expect(read("since 24 dec 2026")).toMatch(/hasn't begun/)
    expect(read("in the last 5 years")).toMatch(/too wide: ask for at most 400 days/)
    expect(read("since 1 january 2020")).toMatch(/too wide: ask for at most 400 days/)
  })
})

describe("isPeriod()", () => {
  it.each([
    "may",
    "march",
    "monday morning crew",
    "sun",
    "this",
    "in accounting",
    "1st floor",
    "9".repeat(200),
  ])("doesn't take %j for a time: it may be a name", (text) => {
    expect(isPeriod(text)).toBe(false)
  })
})
