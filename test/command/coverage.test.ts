import { describe, expect, it } from "vitest"
import { feedCoverage, feedExceptions } from "../../src/command/coverage.ts"
import type { Gap } from "../../src/ports/feed-ledger.ts"
import { CONTOSO, config, health, NOW } from "./make.ts"

const HOUR = 3_600_000
const CUSTOMERS = config.customers.filter((customer) => customer.id === CONTOSO)
const expected = () => ["Audit.Exchange"]

const withGap = (gap: Partial<Gap>) =>
  health({
    tenantId: CONTOSO,
    ledger: {
      tenantId: CONTOSO,
      type: "Audit.Exchange",
      cursor: { since: NOW - 1000 * HOUR, watermark: NOW, lastListedAt: NOW },
      gaps: [
        {
          id: 1,
          from: NOW - 5 * HOUR,
          to: NOW - 4 * HOUR,
          cause: "not-running",
          detail: "",
          openedAt: NOW,
          ...gap,
        },
      ],
      open: [],
      givenUp: [],
    },
  })

describe("feedCoverage()", () => {
  it("never calls complete a customer with a gap, and says when and why", () => {
    const text = feedCoverage(CUSTOMERS, [withGap({ lostAt: NOW })], expected, NOW)

    expect(text).toMatch(
      /Contoso Ltd.*except Audit\.Exchange .* \(Watchpost was not running; it can't be fetched/,
    )
  })

  it("leaves out what ended long ago, and the health line that tells the same loss", () => {
    const old = withGap({ from: NOW - 500 * HOUR, to: NOW - 499 * HOUR, lostAt: NOW - 300 * HOUR })
    const told = health({
      tenantId: CONTOSO,
      source: "Audit.Exchange gap",
      state: "trouble",
      sentence: "Lost.",
    })

    expect(feedCoverage(CUSTOMERS, [old, told], expected, NOW)).toMatch(/complete to/)
  })
})

describe("feedExceptions()", () => {
  it("says what is missing, and nothing when nothing is", () => {
    expect(feedExceptions(CUSTOMERS, [withGap({})], NOW)).toMatch(
      /^Stored completely .* except Audit\.Exchange .*\. $/,
    )
    expect(feedExceptions(CUSTOMERS, [health({ tenantId: CONTOSO })], NOW)).toBe("")
  })
})
