/** The coverage line of many customers is shown whole: it says less of each, never half of one. */
import { describe, expect, it } from "vitest"
import { feedCoverage } from "../../src/command/coverage.ts"
import { fitCoverage, type Incomplete } from "../../src/command/fit-coverage.ts"
import type { CustomerConfig } from "../../src/config/config.ts"
import { tenantId } from "../../src/model/ids.ts"
import type { FeedHealth } from "../../src/ports/feed-ledger.ts"
import { CONTOSO, config, health, NOW } from "./make.ts"

const HOUR = 3_600_000
const LONGEST = 500

const one = (name: string, rank: number, short: string): Incomplete => ({
  ...{ name, rank, short },
  text: `${short}, with everything that is known of it, the times and why they are missing`,
})

describe("fitCoverage()", () => {
  const few = [one("Fabrikam", 5, "2 h behind"), one("Contoso", 0, "not read so far")]

  it("tells all of each where it fits, worst first", () => {
    expect(fitCoverage(few, "Adatum complete", LONGEST)).toMatch(
      /^Contoso: not read so far, with .*\. Fabrikam: 2 h behind, with .*\. Adatum complete$/,
    )
  })

  it("says it in fewer words where that doesn't fit, and those alike together", () => {
    const alike = ["A", "B", "C", "D", "E"].map((name) => one(name, 0, "not read so far"))

    expect(fitCoverage([...few, ...alike], "12 customers complete", 150)).toBe(
      "Contoso, A, B and 3 more: not read so far. Fabrikam: 2 h behind. 12 customers complete",
    )
  })

  it("counts what doesn't fit either, and leaves nobody out", () => {
    const many = Array.from({ length: 40 }, (_, index) =>
      one(`Customer ${index}`, index, `${index} h behind`),
    )

    const text = fitCoverage(many, "12 customers complete", 120)

    expect(text).toMatch(
      /^Customer 0: 0 h behind\. .*\. (\d+) more are incomplete \(see “status”\)\. 12 customers complete$/,
    )
    const told = text.match(/h behind/g)?.length ?? 0
    expect(told + Number(/(\d+) more/.exec(text)?.[1])).toBe(40)
    expect(text.length).toBeLessThanOrEqual(120)
  })
})

describe("feedCoverage() of many customers", () => {
  const [first] = config.customers
  if (first === undefined) throw new Error("there are customers")
  const tenant = (index: number) => tenantId(CONTOSO.replace(/\d{3}$/, String(100 + index)))
  const customers: readonly CustomerConfig[] = Array.from({ length: 60 }, (_, index) => ({
    ...first,
    id: tenant(index),
    name: `customer${index}`,
    displayName: `Customer ${index} Manufacturing and Sons GmbH`,
  }))
  const states: readonly FeedHealth[] = customers.flatMap(({ id }, index): readonly FeedHealth[] => {
    if (index % 4 === 0) return []
    if (index % 4 === 1) return [health({ tenantId: id, lastOkAt: NOW - index * HOUR })]
    const sentence = `The subscription of ${index} was off.`
    return [health({ tenantId: id, ...(index % 4 === 2 ? { state: "trouble", sentence } : {}) })]
  })

  it("is never longer than what is shown, begins with the worst and ends with the rest", () => {
    const text = feedCoverage(customers, () => ["Audit.Exchange"], { health: states, now: NOW })

    expect(text.length).toBeLessThanOrEqual(LONGEST)
    expect(text).toMatch(
      /^Coverage\. Audit records: Customer 0 .*: not read so far\. Customer 57 .*: 2 d 9 h behind\./,
    )
    expect(text).toMatch(
      /more are incomplete \(see “status”\)\. 15 customers complete from .* still be published\.$/,
    )
  })

  it.each(Array.from({ length: 130 }, (_, length) => length + 1))(
    "leaves room for what stands behind it, with names of %d characters",
    (length) => {
      const three = customers
        .slice(1, 4)
        .map((customer) => ({ ...customer, displayName: "N".repeat(length) }))
      const input = { health: states, now: NOW }

      expect(feedCoverage(three, () => ["Audit.Exchange"], input).length).toBeLessThanOrEqual(LONGEST)
    },
  )
})
