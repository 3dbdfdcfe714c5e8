/** Figures of a month: what counts, in whose calendar, and how fast. */
import { describe, expect, it } from "vitest"
import { measureMonth } from "../../src/report/measure-month.ts"
import { DAY, fixOf, incidentOn, MINUTE, OCTOBER, ZONE } from "./make-report-input.ts"

const month = { month: OCTOBER, zone: ZONE, fixes: [], told: new Set<never>() }

describe("measureMonth()", () => {
  it("has a day for each day of the customer's calendar, also of the one with 25 hours", () => {
    const { byDay } = measureMonth({ ...month, incidents: [incidentOn(25, 1), incidentOn(26, 2)] })

    expect(OCTOBER.to - OCTOBER.from).toBe(31 * DAY + 60 * MINUTE)
    expect(byDay).toHaveLength(31)
    expect(byDay.flatMap(({ count }, index) => (count === 0 ? [] : [index + 1]))).toEqual([25, 26])
  })

  it("leaves out what happened before and after", () => {
    const incidents = [incidentOn(0, 1), incidentOn(31, 2), incidentOn(33, 3)]

    expect(measureMonth({ ...month, incidents }).incidents.map(({ id }) => id)).toEqual([2])
  })

  it("takes the median and the slowest of each step, from the card on", () => {
    const incidents = [1, 2, 3].map((number) => {
      const incident = incidentOn(number, number)
      return { ...incident, claimedAt: (incident.times.postedAt ?? 0) + number * 5 * MINUTE }
    })
    const fixes = incidents.slice(0, 2).map((one) => fixOf(one))

    const figures = measureMonth({ ...month, incidents, fixes })

    expect(figures.toCard).toEqual({ median: MINUTE, slowest: MINUTE, count: 3 })
    expect(figures.toClaim).toEqual({ median: 10 * MINUTE, slowest: 15 * MINUTE, count: 3 })
    expect(figures.toFix).toEqual({ median: 10 * MINUTE, slowest: 10 * MINUTE, count: 2 })
  })

  it("counts no run that only kept evidence as a fix", () => {
    const incident = incidentOn(3, 1)
    const fixes = [fixOf(incident, { action: "keep-evidence" }), fixOf(incident)]

    expect(measureMonth({ ...month, incidents: [incident], fixes }).fixesVerified).toBe(1)
  })

  it("counts a fix that was taken back as made, and its undoing as none", () => {
    const incident = incidentOn(3, 1)
    const made = fixOf(incident, { state: "undone" })
    const undoing = fixOf(incident, { undoes: made.id })

    expect(measureMonth({ ...month, incidents: [incident], fixes: [made, undoing] })).toMatchObject({
      fixesVerified: 1,
      fixesUndone: 1,
      fixesFailed: 0,
    })
  })

  it("counts a fix that failed as failed, also when the half that worked was taken back", () => {
    const incident = incidentOn(3, 1)
    const half = fixOf(incident, { state: "undone", leaves: "some" })

    expect(measureMonth({ ...month, incidents: [incident], fixes: [half] })).toMatchObject({
      fixesVerified: 0,
      fixesUndone: 0,
      fixesFailed: 1,
    })
  })

  it("measures nothing where nothing was", () => {
    const figures = measureMonth({ ...month, incidents: [] })

    expect(figures).not.toHaveProperty("toCard")
    expect(figures).toMatchObject({ open: 0, told: 0 })
  })
})
