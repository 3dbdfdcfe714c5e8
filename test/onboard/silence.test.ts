/** Silence is judged against the tenant's own habits. */
import { describe, expect, it } from "vitest"
import type { ContentType } from "../../src/model/audit-record.ts"
import { quietOf, silenceSentence, usualGap } from "../../src/onboard/silence.ts"
import type { SourceSight } from "../../src/ports/feed-sight.ts"

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** A Monday. */
const MONDAY = Date.UTC(2026, 10, 9)
const BOTH: readonly ContentType[] = ["Audit.Exchange", "Audit.AzureActiveDirectory", "Audit.General"]

const sight = (source: string, listedTo?: number, newestAt?: number): SourceSight => ({
  source,
  state: "ok",
  sentence: "",
  at: MONDAY,
  ...(listedTo === undefined ? {} : { listedTo }),
  ...(newestAt === undefined ? {} : { newestAt }),
})
const every = (gap: number, from: number, to: number): readonly number[] =>
  Array.from({ length: Math.floor((to - from) / gap) + 1 }, (_none, index) => from + index * gap)
/** Something each ten minutes from eight to six on working days. */
const officeHours = (weeks: number): readonly number[] =>
  Array.from({ length: weeks * 7 }, (_none, day) => day)
    .filter((day) => day % 7 < 5)
    .flatMap((day) => every(10 * MINUTE, MONDAY + day * DAY + 8 * HOUR, MONDAY + day * DAY + 18 * HOUR))

describe("quietOf()", () => {
  it("counts from the newest of mail and sign-ins to where both were listed", () => {
    const sources = [
      sight("Audit.Exchange", MONDAY + 9 * HOUR, MONDAY),
      sight("Audit.AzureActiveDirectory", MONDAY + 8 * HOUR, MONDAY + HOUR),
      sight("Audit.General", MONDAY + 9 * HOUR, MONDAY + 7 * HOUR),
    ]

    expect(quietOf(sources, BOTH)).toEqual({ newestAt: MONDAY + HOUR, quietMs: 7 * HOUR })
  })

  it("knows nothing of a type that was never listed, or when nothing ever arrived", () => {
    expect(quietOf([sight("Audit.Exchange", MONDAY, MONDAY - DAY)], BOTH)).toBeUndefined()
    expect(
      quietOf([sight("Audit.Exchange", MONDAY), sight("Audit.AzureActiveDirectory", MONDAY)], BOTH),
    ).toBeUndefined()
  })
})

describe("usualGap()", () => {
  it("is the rhythm of a tenant that always has something", () => {
    expect(usualGap(every(5 * MINUTE, MONDAY, MONDAY + 7 * DAY))).toBe(5 * MINUTE)
  })

  it("grows with the nights and weekends of a tenant that has office hours", () => {
    const gap = usualGap(officeHours(2)) ?? 0

    expect(gap).toBeGreaterThanOrEqual(14 * HOUR)
    expect(silenceSentence(62 * HOUR, gap)).toBeUndefined()
  })

  it("is what nine tenths of the time are covered by, to the last", () => {
    const arrivals = [...every(4 * HOUR, MONDAY, MONDAY + 72 * HOUR), MONDAY + 80 * HOUR]

    expect(usualGap(arrivals)).toBe(4 * HOUR)
  })

  it("is unknown without two days and a dozen arrivals", () => {
    expect(usualGap(every(4 * HOUR, MONDAY, MONDAY + 2 * DAY))).toBe(4 * HOUR)
    expect(usualGap(every(5 * HOUR, MONDAY, MONDAY + 55 * HOUR))).toBe(5 * HOUR)
    expect(usualGap([])).toBeUndefined()
    expect(usualGap(every(MINUTE, MONDAY, MONDAY + DAY))).toBeUndefined()
    expect(usualGap(every(DAY, MONDAY, MONDAY + 5 * DAY))).toBeUndefined()
  })
})

describe("silenceSentence()", () => {
  it("is said after three times the usual gap, and never before some hours", () => {
    expect(silenceSentence(6 * HOUR, 5 * MINUTE)).toBeUndefined()
    expect(silenceSentence(6 * HOUR + 1, 5 * MINUTE)).toContain("Nothing was published for 6 h")
    expect(silenceSentence(9 * HOUR, 3 * HOUR)).toBeUndefined()
    expect(silenceSentence(9 * HOUR + 1, 3 * HOUR)).toContain("within 3 h")
  })

  it("is never said of a tenant without history", () => {
    expect(silenceSentence(100 * DAY, undefined)).toBeUndefined()
  })
})
