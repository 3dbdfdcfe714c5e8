/** What a technician hears of a customer at whom nothing happens. */
import { describe, expect, it } from "vitest"
import { decide } from "../../src/pipeline.ts"
import { makeContext, makeTenant } from "../make/make-record.ts"
import { ordinaryMonth } from "./ordinary-month.ts"
import { DOMAIN } from "./raw-records.ts"

const WEEK = 7 * 24 * 3_600_000

describe("a month of twelve people at work", () => {
  const records = ordinaryMonth(12, 33)
  const context = makeContext({ tenant: makeTenant({ acceptedDomains: [DOMAIN] }), country: () => "DE" })
  const decided = decide(records, context)
  const began = Math.min(...decided.records.map(({ happenedAt }) => happenedAt))
  // Whatever is older than a customer's first day is read for its habits and pages nobody.
  const told = decided.alerts.filter(({ happenedAt }) => happenedAt >= began + WEEK)

  const computersBehindHotspots = decided.records.filter(
    ({ ip, extended }) => ip?.startsWith("198.19.") === true && extended.OS === "Windows10",
  ).length

  it("is read whole", () => {
    expect(decided.rejected).toEqual([])
    expect(decided.records).toHaveLength(records.length)
  })

  it("pages nobody", () => {
    const paging = told.filter(({ level }) => level !== "low" && level !== "informational")
    expect(paging.map(({ level, summary }) => `${level}: ${summary}`)).toEqual([])
  })

  it("is worth a low line for a computer behind a new hotspot, and for nothing else", () => {
    const low = told.filter(({ level }) => level === "low")
    expect([...new Set(low.map(({ rule }) => rule.name))]).toEqual(["session-in-several-networks"])
    expect(low.length).toBeLessThanOrEqual(computersBehindHotspots)
  })
})
