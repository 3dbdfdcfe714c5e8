import { describe, expect, it } from "vitest"
import { backupCoverage, feedCoverage, feedExceptions } from "../../src/command/coverage.ts"
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
    const text = feedCoverage(CUSTOMERS, expected, { health: [withGap({ lostAt: NOW })], now: NOW })

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

    expect(feedCoverage(CUSTOMERS, expected, { health: [old, told], now: NOW })).toMatch(
      /Contoso Ltd complete from 7 Nov 2026.* to 21 Nov 2026/,
    )
  })
})

describe("feedCoverage() of a content type that waits for its first records", () => {
  const waiting = (lastListedAt: number) => {
    const { ledger } = withGap({ lostAt: NOW - 300 * HOUR, from: NOW - 500 * HOUR, to: NOW - 499 * HOUR })
    const { lastOkAt: _, ...known } = health({
      ...{
        tenantId: CONTOSO,
        source: "Audit.Exchange",
        state: "waiting",
        sentence: "The first may take hours.",
      },
    })
    const listed =
      ledger === undefined ? {} : { ledger: { ...ledger, cursor: { ...ledger.cursor, lastListedAt } } }
    return feedCoverage(CUSTOMERS, expected, { health: [{ ...known, ...listed }], now: NOW })
  }

  it("says from when to when it was listed, as the command line does, and what is waited for", () => {
    expect(waiting(NOW)).toMatch(/Contoso Ltd: complete from .* to 21 Nov 2026.*; the first may take hours/)
    expect(waiting(NOW)).not.toMatch(/never read|not read so far/)
  })

  it("says how far it is behind when it isn't listed any more", () => {
    expect(waiting(NOW - 3 * HOUR)).toContain("3 h behind")
  })
})

describe("feedCoverage() of a time that was asked for", () => {
  const ask = (from: number, to: number, gap: Partial<Gap> = {}) =>
    feedCoverage(CUSTOMERS, expected, { health: [withGap(gap)], now: NOW, askedOf: () => ({ from, to }) })

  it("is complete from the time's begin to its end, when no gap lies in it", () => {
    expect(ask(NOW - 40 * HOUR, NOW - 30 * HOUR)).toBe(
      "Coverage. Audit records: Contoso Ltd complete from 19 Nov 2026, 19:00:00 CET (18:00:00 UTC) to 20 Nov 2026, 05:00:00 CET (04:00:00 UTC).",
    )
  })

  it("says of the last day that more may come", () => {
    expect(ask(NOW - 40 * HOUR, NOW - 20 * HOUR)).toMatch(
      / What happened in the last day may still be published\.$/,
    )
  })

  it("names the gap in it, with its times and why", () => {
    expect(ask(NOW - 20 * HOUR, NOW)).toMatch(
      /complete from 20 Nov 2026, 15:00:00 .* to 21 Nov 2026, .*, except Audit\.Exchange .* \(Watchpost was not running; it is being fetched\)/,
    )
  })

  it("isn't behind in a time that is over and was read", () => {
    const read = { ...withGap({}), lastOkAt: NOW - 3 * HOUR }
    const asked = (to: number) =>
      feedCoverage(CUSTOMERS, expected, {
        health: [read],
        now: NOW,
        askedOf: () => ({ from: NOW - 20 * HOUR, to }),
      })

    expect(asked(NOW - 10 * HOUR)).not.toContain("behind")
    expect(asked(NOW)).toContain("3 h behind")
  })

  it("claims nothing of a time before the first contact", () => {
    expect(ask(NOW - 3000 * HOUR, NOW - 2000 * HOUR)).toContain("not covered: nothing of this time was read")
  })
})

describe("feedExceptions()", () => {
  it("says what is missing, and nothing when nothing is", () => {
    expect(feedExceptions(CUSTOMERS, { health: [withGap({})], now: NOW }, 100)).toMatch(
      /^Not everything is stored\. Contoso Ltd: missing Audit\.Exchange .*\. $/,
    )
    expect(feedExceptions(CUSTOMERS, { health: [health({ tenantId: CONTOSO })], now: NOW }, 100)).toBe("")
  })

  it("leaves room for what is told beside it", () => {
    const [long = ""] = [feedExceptions(CUSTOMERS, { health: [withGap({})], now: NOW }, 100)]
    const short = feedExceptions(CUSTOMERS, { health: [withGap({})], now: NOW }, 500 - long.length + 1)

    expect(short).toBe("Not everything is stored. Contoso Ltd: some records are missing. ")
  })
})

describe("backupCoverage()", () => {
  const server = health({ tenantId: CONTOSO, source: "Veeam vb365-01", lastOkAt: NOW })
  const log = { tenantId: CONTOSO, source: "Explorer logs of office", lastOkAt: NOW - 100 * HOUR }

  it("isn't behind because a machine had nothing to send for long", () => {
    const text = backupCoverage(CUSTOMERS, { health: [server, health(log)], now: NOW })

    expect(text).toMatch(/^Coverage. Backup servers: Contoso Ltd complete from .* to 21 Nov 2026/)
  })

  it("tells of a log that can't be read", () => {
    const broken = health({ ...log, state: "trouble", sentence: "1 of 2 logs proves nothing." })
    const text = backupCoverage(CUSTOMERS, { health: [server, broken], now: NOW })

    expect(text).toContain("incomplete, read to 21 Nov 2026, 11:00:00 CET (10:00:00 UTC); 1 of 2 logs proves")
  })
})
