import { describe, expect, it } from "vitest"
import type { Gap, TypeLedger } from "../../src/ports/feed-ledger.ts"
import { coverageOf, coverageText, holesOf, lossSentence } from "../../src/source/coverage.ts"
import { CONTOSO } from "./fake-feed.ts"
import { START } from "./poll-rig.ts"

const HOUR = 3_600_000
const DAY = 24 * HOUR
const WEEK = { from: START - 7 * DAY, to: START }

const gap = (from: number, to: number, more: Partial<Gap> = {}): Gap => ({
  id: from,
  from,
  to,
  cause: "not-running",
  detail: "",
  openedAt: START,
  ...more,
})
const ledger = (more: Partial<TypeLedger> = {}): TypeLedger => ({
  tenantId: CONTOSO,
  type: "Audit.Exchange",
  cursor: { since: START - 10 * DAY, watermark: START - HOUR, lastListedAt: START },
  gaps: [],
  open: [],
  givenUp: [],
  ...more,
})

describe("coverageOf()", () => {
  it("claims only what every content type was read for", () => {
    const young = { since: START - 2 * DAY, watermark: START, lastListedAt: START }
    const ledgers = [ledger(), ledger({ type: "DLP.All", cursor: young })]

    const { complete, holes } = coverageOf(ledgers, ["Audit.Exchange", "DLP.All"], WEEK)

    expect(complete).toEqual({ from: START - 2 * DAY, to: START - HOUR })
    expect(holes).toEqual([])
  })

  it("claims nothing while one of the types was never read, or the time lies outside", () => {
    const outside = { from: START - 30 * DAY, to: START - 20 * DAY }

    expect(coverageOf([ledger()], ["Audit.Exchange", "DLP.All"], WEEK)).toMatchObject({ never: ["DLP.All"] })
    expect(coverageOf([ledger()], ["Audit.Exchange", "DLP.All"], WEEK).complete).toBeUndefined()
    expect(coverageOf([ledger()], ["Audit.Exchange"], outside).complete).toBeUndefined()
  })

  it("names what is missing within the time asked for, and nothing else", () => {
    const missing = ledger({
      gaps: [gap(START - 9 * DAY, START - 8 * DAY, { lostAt: START }), gap(START - 2 * DAY, START - DAY)],
      open: [{ from: START - 3 * HOUR, to: START - 2 * HOUR, count: 2 }],
      givenUp: [
        {
          contentId: "b",
          createdAt: START - 5 * HOUR,
          state: "unreadable",
          reason: "Cut.",
          at: START,
          size: 12,
        },
      ],
    })

    const { holes } = coverageOf([missing], ["Audit.Exchange"], { from: START - 30 * HOUR, to: START })

    expect(
      holes.map(({ from, to, state, why }) => [(from - START) / HOUR, (to - START) / HOUR, state, why]),
    ).toEqual([
      [-30, -24, "open", "Watchpost was not running; it is being fetched"],
      [-5, expect.closeTo(-5, 3), "lost", "a blob of 12 bytes can't be read"],
      [-3, -2, "open", "2 blobs are still to be stored"],
    ])
  })
})

describe("holesOf()", () => {
  it("joins parts of one absence, and keeps what is lost apart from what heals", () => {
    const gaps = [
      gap(START - 9 * DAY, START - 8 * DAY, { lostAt: START }),
      gap(START - 8 * DAY, START - 7 * DAY, { lostAt: START }),
      gap(START - 7 * DAY, START - 6 * DAY),
    ]

    expect(holesOf(ledger({ gaps })).map((hole) => [hole.from, hole.to, hole.state])).toEqual([
      [START - 9 * DAY, START - 7 * DAY, "lost"],
      [START - 7 * DAY, START - 6 * DAY, "open"],
    ])
  })

  it("never promises to fetch what a disabled subscription did not collect", () => {
    const [hole] = holesOf(
      ledger({ gaps: [gap(START - DAY, START, { cause: "disabled", listedAt: START })] }),
    )

    expect(hole?.why).toBe("the audit subscription was off, so that nothing was collected")
  })

  it("says why the feed could not be listed", () => {
    const detail = "An administrator must consent again."
    const [hole] = holesOf(ledger({ gaps: [gap(START - DAY, START, { cause: "not-listed", detail })] }))

    expect(hole?.why).toBe(
      "the feed could not be listed (An administrator must consent again); it is being fetched",
    )
  })
})

describe("coverageText()", () => {
  it("says from when to when, and except what, with what is lost first", () => {
    const gaps = [
      gap(START - 20 * HOUR, START - 19 * HOUR),
      gap(START - 10 * HOUR, START - 9 * HOUR, { lostAt: START }),
    ]

    const text = coverageText(coverageOf([ledger({ gaps })], ["Audit.Exchange"], WEEK), "UTC")

    expect(text).toBe(
      "complete from 3 Mar 2026, 12:00:00 UTC to 10 Mar 2026, 11:00:00 UTC, " +
        "except Audit.Exchange 02:00 to 03:00 (Watchpost was not running; it can't be fetched any more); " +
        "Audit.Exchange 9 Mar 16:00 to 9 Mar 17:00 (Watchpost was not running; it is being fetched)",
    )
  })

  it("counts the exceptions that it doesn't name", () => {
    const gaps = [1, 3, 5, 7, 9].map((hours) => gap(START - (hours + 1) * HOUR, START - hours * HOUR))

    expect(coverageText(coverageOf([ledger({ gaps })], ["Audit.Exchange"], WEEK), "UTC")).toMatch(/; 2 more$/)
  })

  it("never calls complete what was never read", () => {
    expect(coverageText(coverageOf([], ["DLP.All"], WEEK), "UTC")).toBe("incomplete: DLP.All was never read")
  })
})

describe("lossSentence()", () => {
  it("names times and blobs that were lost since then, and is silent otherwise", () => {
    const lost = ledger({
      gaps: [gap(START - 9 * DAY, START - 8 * DAY, { lostAt: START })],
      givenUp: [{ contentId: "b", createdAt: START - DAY, state: "lost", reason: "It is gone.", at: START }],
    })

    expect(lossSentence([lost], START)).toBe(
      "Records that arrived between 2026-03-01T12:00:00.000Z and 2026-03-02T12:00:00.000Z were never fetched, " +
        "and Microsoft lists only 7 days: search the audit log of that time by hand. " +
        "The records of 1 blob of audit content of 2026-03-09T12:00:00.000Z to 2026-03-09T12:00:00.000Z are missing: It is gone.",
    )
    expect(lossSentence([lost], START + 1)).toBeUndefined()
    expect(lossSentence([ledger({ gaps: [gap(START - DAY, START)] })], 0)).toBeUndefined()
  })
})
