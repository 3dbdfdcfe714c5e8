import { describe, expect, it } from "vitest"
import { undeliveredOf } from "../../src/alert/undelivered.ts"
import type { Incident } from "../../src/model/alert.ts"
import { incidentId } from "../../src/model/ids.ts"
import type { CardArrival } from "../../src/ports/card-arrivals.ts"
import { makeAlert, makeIncident, NOW } from "../adapters/sqlite/make-rows.ts"

const MINUTE = 60_000
const incident: Incident = { ...makeIncident(), id: incidentId(1) }
const owed: CardArrival = { face: "technician", isOwed: true, problem: "Teams does not answer right now." }
const there: CardArrival = { face: "technician", isOwed: false, sentAt: NOW + MINUTE }
const look = (cards: readonly CardArrival[], change: Partial<Incident> = {}, now = NOW + 10 * MINUTE) =>
  undeliveredOf({ ...incident, ...change }, cards, { now, quietEnd: () => undefined })

describe("undeliveredOf()", () => {
  it("tells since when an incident waits, for how long, and why", () => {
    expect(look([owed])).toMatchObject({
      since: NOW,
      waitedMs: 10 * MINUTE,
      problem: "Teams does not answer right now.",
    })
  })

  it.each([
    ["a technician's card is there", [owed, there], {}],
    ["an older version of it is there", [{ ...owed, sentAt: NOW }], {}],
    ["no card is owed", [], {}],
    ["its card waits for the morning", [{ ...owed, isOwed: false }], {}],
    [
      "the customer's card is there, and no other is wanted",
      [{ ...there, face: "customer", isOwed: true }],
      {},
    ],
    ["somebody has it", [owed], { state: "claimed", owner: "Kim Vega" }],
    ["it was there before anybody watched", [owed], { alert: makeAlert({ wasThere: true }) }],
  ] as const)("is silent where %s", (_why, cards, change) => {
    expect(look(cards, change)).toBeUndefined()
  })

  it.each([
    ["only the customer's card is there", [owed, { ...there, face: "customer" }], {}],
    ["only the customer's card is owed", [{ ...owed, face: "customer" }], {}],
    ["its card is from before it was opened again", [{ ...owed, sentAt: NOW - 1 }], {}],
  ] as const)("speaks where %s", (_why, cards, change) => {
    expect(look(cards, change)).toBeDefined()
  })

  it("believes any card where the clock was ahead when the incident was opened", () => {
    const before = NOW - 60 * MINUTE

    expect(look([owed], {}, before)?.waitedMs).toBeGreaterThan(1e12)
    expect(look([{ ...owed, sentAt: before - 1 }], {}, before)).toBeUndefined()
  })
})
