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
    ["the last 2 hours", "2026-11-21T08:00 2026-11-21T10:00"],
    ["during the last two days", "2026-11-19T10:00 2026-11-21T10:00"],
    ["24h", "2026-11-20T10:00 2026-11-21T10:00"],
    ["last year", "2024-12-31T23:00 2025-12-31T23:00"],
    ["this year", "2025-12-31T23:00 2026-11-21T10:00"],
    ["in 2025", "2024-12-31T23:00 2025-12-31T23:00"],
    ["2 days ago", "2026-11-18T23:00 2026-11-19T23:00"],
    ["a week ago", "2026-11-08T23:00 2026-11-15T23:00"],
    ["3 hours ago", "2026-11-21T07:00 2026-11-21T10:00"],
    ["last weekend", "2026-11-13T23:00 2026-11-15T23:00"],
    ["over the weekend", "2026-11-20T23:00 2026-11-21T10:00"],
    ["monday", "2026-11-15T23:00 2026-11-16T23:00"],
    ["last tuesday", "2026-11-16T23:00 2026-11-17T23:00"],
    ["friday last week", "2026-11-12T23:00 2026-11-13T23:00"],
    ["since monday 14:00", "2026-11-16T13:00 2026-11-21T10:00"],
    ["from monday 14:00", "2026-11-16T13:00 2026-11-21T10:00"],
    ["from yesterday 14:00 until now", "2026-11-20T13:00 2026-11-21T10:00"],
    ["yesterday evening", "2026-11-20T17:00 2026-11-20T23:00"],
    ["last night", "2026-11-20T17:00 2026-11-21T05:00"],
    ["this morning", "2026-11-20T23:00 2026-11-21T10:00"],
    ["on monday afternoon", "2026-11-16T11:00 2026-11-16T17:00"],
    ["november 3", "2026-11-02T23:00 2026-11-03T23:00"],
    ["3.11", "2026-11-02T23:00 2026-11-03T23:00"],
    ["3.11. to 5.11.", "2026-11-02T23:00 2026-11-05T23:00"],
    ["3-5 november", "2026-11-02T23:00 2026-11-05T23:00"],
    ["monday until wednesday", "2026-11-15T23:00 2026-11-18T23:00"],
    ["friday 18:00 to saturday 8:00", "2026-11-20T17:00 2026-11-21T07:00"],
    ["since friday 5pm", "2026-11-20T16:00 2026-11-21T10:00"],
    ["last night at 2", "2026-11-21T00:45 2026-11-21T01:15"],
    ["last night at 11pm", "2026-11-20T21:45 2026-11-20T22:15"],
    ["at 3am", "2026-11-21T01:45 2026-11-21T02:15"],
    ["since midnight", "2026-11-20T23:00 2026-11-21T10:00"],
    ["since friday at 5 p.m.", "2026-11-20T16:00 2026-11-21T10:00"],
    ["in the last half hour", "2026-11-21T09:30 2026-11-21T10:00"],
    ["half an hour ago", "2026-11-21T09:30 2026-11-21T10:00"],
    ["last few days", "2026-11-18T10:00 2026-11-21T10:00"],
    ["last couple of hours", "2026-11-21T08:00 2026-11-21T10:00"],
    ["nov 20", "2026-11-19T23:00 2026-11-20T23:00"],
    ["november 3 - 5", "2026-11-02T23:00 2026-11-05T23:00"],
    ["the 20th", "2026-11-19T23:00 2026-11-20T23:00"],
    ["on the 31st", "2026-10-30T23:00 2026-10-31T23:00"],
  ])("reads %j in the customer's zone, behind us where the words leave that open", (text, span) => {
    expect(read(text)).toBe(span)
  })

  it("ends a range of times of day where its end begins, and takes the latest that has begun", () => {
    expect(read("yesterday 14:00 to 15:00")).toBe("2026-11-20T13:00 2026-11-20T14:00")
    expect(read("yesterday between 14 and 15")).toBe("2026-11-20T13:00 2026-11-20T14:00")
    expect(read("between 14:00 and 15:00")).toBe("2026-11-20T13:00 2026-11-20T14:00")
    expect(read("from 22:00 to 06:00")).toBe("2026-11-20T21:00 2026-11-21T05:00")
  })

  it("looks a quarter of an hour around a time of day", () => {
    expect(read("yesterday at 14:00")).toBe("2026-11-20T12:45 2026-11-20T13:15")
  })

  it.each([
    ["heute", "today"],
    ["vorgestern abend", "2 days ago evening"],
    ["gestern früh", "yesterday morning"],
    ["freitagabend", "friday evening"],
    ["letzte Woche", "last week"],
    ["letzten Freitag", "last friday"],
    ["seit Freitag 17 Uhr", "since friday 17:00"],
    ["am 20.11. um 14:30 Uhr", "20.11. 14:30"],
    ["vom 3. bis 5. November", "3 to 5 november"],
    ["zwischen 14 und 16 Uhr", "between 14:00 and 16:00"],
    ["in den letzten drei Tagen", "last 3 days"],
    ["vor zwei Stunden", "2 hours ago"],
    ["heute Nacht um 3 Uhr", "last night at 3"],
    ["seit Mitternacht", "since midnight"],
    ["im Oktober", "in october"],
  ])("reads %j as %j", (german, english) => {
    expect(read(german)).toBe(read(english))
    expect(read(german)).toMatch(/^2026/)
  })

  it("takes a time later today for one that hasn't begun, not for last year's", () => {
    expect(read("21.11. 14:00")).toContain("hasn't begun yet")
    expect(read("22.11. 14:00")).toMatch(/^2025-11-22/)
  })

  it("believes a zone that is said", () => {
    expect(read("yesterday 14:00 UTC to 15:00 UTC")).toBe("2026-11-20T14:00 2026-11-20T15:00")
  })

  it("counts the night at three in the morning from the evening before", () => {
    const threeAtNight = Date.parse("2026-11-21T02:00:00Z")
    expect(read("tonight", "Europe/Vienna", threeAtNight)).toBe("2026-11-20T17:00 2026-11-21T02:00")
    expect(read("last night", "Europe/Vienna", threeAtNight)).toBe("2026-11-20T17:00 2026-11-21T02:00")
  })

  it("gives the day on which clocks change its 25 hours, and its doubled hour both times", () => {
    expect(read("on 25 october")).toBe("2026-10-24T22:00 2026-10-25T23:00")
    expect(read("25 october 2:00 to 3:00")).toBe("2026-10-25T00:00 2026-10-25T02:00")
    expect(read("25.10.2026 02:30")).toBe("2026-10-25T00:15 2026-10-25T01:45")
  })

  it("knows 29 February, where there was one", () => {
    expect(read("29 february", "Europe/Vienna", Date.parse("2029-01-10T10:00:00Z"))).toBe(
      "2028-02-28T23:00 2028-02-29T23:00",
    )
    expect(read("29 february")).toMatch(/no time that I understand/)
    expect(read("31 november")).toMatch(/no time that I understand/)
  })

  it("means the day of the customer, on whichever side of the date line", () => {
    expect(read("today", "Pacific/Kiritimati")).toBe("2026-11-21T10:00 2026-11-21T10:00")
    expect(read("yesterday", "Pacific/Pago_Pago")).toBe("2026-11-19T11:00 2026-11-20T11:00")
  })

  it("says in a sentence what is no time, hasn't begun or is too wide", () => {
    expect(read("since forever")).toMatch(
      /no time that I understand. Times are written like “yesterday evening”/,
    )
    expect(read("tomorrow")).toMatch(/hasn't begun/)
    expect(read("next week")).toMatch(/hasn't begun/)
    expect(read("from 5 november to 3 november")).toMatch(/ends before it begins/)
    expect(read("29 march 2:00 to 3:00")).toMatch(/clocks skip it/)
    expect(read("since 24 dec 2026")).toMatch(/hasn't begun/)
    expect(read("in the last 5 years")).toMatch(/too wide: ask for at most 400 days/)
    expect(read("since 1 january 2020")).toMatch(/too wide: ask for at most 400 days/)
  })
})

describe("isPeriod()", () => {
  it("knows 29 February in every year", () => {
    expect(isPeriod("29 february")).toBe(true)
  })

  it.each([
    "may",
    "april",
    "march",
    "in the accounting",
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
