import { describe, expect, it } from "vitest"
import {
  INCIDENT_EVENTS,
  type IncidentEvent,
  isClosed,
  nextState,
  takenBy,
  woken,
} from "../../src/alert/incident-state.ts"
import { INCIDENT_STATES, type IncidentState } from "../../src/model/alert.ts"
import { makeIncident } from "../card/make-incident.ts"

/** Every pair that leads somewhere; what isn't named here leads nowhere. */
const EXPECTED: Readonly<Record<IncidentState, Readonly<Partial<Record<IncidentEvent, IncidentState>>>>> = {
  new: {
    claim: "claimed",
    "hand-over": "claimed",
    snooze: "claimed",
    "request-fix": "working",
    "request-undo": "working",
    "fix-verified": "fixed",
    "fix-failed": "failed",
    "undo-verified": "claimed",
    "undo-failed": "fixed",
    expected: "expected",
    "not-a-threat": "not-a-threat",
    "customer-expected": "new",
    "customer-unknown": "new",
    repeat: "new",
    "seen-again": "fixed",
  },
  claimed: {
    "hand-over": "claimed",
    snooze: "claimed",
    "request-fix": "working",
    "request-undo": "working",
    "fix-verified": "fixed",
    "fix-failed": "failed",
    "undo-verified": "claimed",
    "undo-failed": "fixed",
    expected: "expected",
    "not-a-threat": "not-a-threat",
    "customer-expected": "claimed",
    "customer-unknown": "claimed",
    repeat: "claimed",
    "seen-again": "fixed",
  },
  working: {
    "fix-unapproved": "claimed",
    "fix-by-itself": "new",
    "fix-by-itself-owned": "claimed",
    "undo-unapproved": "fixed",
    "hand-over": "working",
    "fix-verified": "fixed",
    "fix-failed": "failed",
    "undo-verified": "claimed",
    "undo-failed": "fixed",
    "customer-expected": "working",
    "customer-unknown": "working",
    repeat: "working",
  },
  fixed: {
    "fix-verified": "fixed",
    "fix-failed": "failed",
    "request-fix": "working",
    "request-undo": "working",
    "undo-verified": "claimed",
    "undo-failed": "fixed",
    reopen: "reopened",
    "customer-expected": "fixed",
    "customer-unknown": "fixed",
  },
  failed: {
    "fix-by-itself": "new",
    "fix-by-itself-owned": "claimed",
    "hand-over": "failed",
    snooze: "failed",
    "request-fix": "working",
    "request-undo": "working",
    "fix-verified": "fixed",
    "fix-failed": "failed",
    "undo-verified": "claimed",
    "undo-failed": "fixed",
    expected: "expected",
    "not-a-threat": "not-a-threat",
    "customer-expected": "failed",
    "customer-unknown": "failed",
    repeat: "failed",
  },
  expected: {
    "fix-verified": "fixed",
    "fix-failed": "failed",
    "undo-verified": "claimed",
    "undo-failed": "fixed",
    reopen: "reopened",
    "customer-expected": "expected",
    "customer-unknown": "reopened",
  },
  "not-a-threat": {
    "fix-verified": "fixed",
    "fix-failed": "failed",
    "undo-verified": "claimed",
    "undo-failed": "fixed",
    reopen: "reopened",
    "customer-expected": "not-a-threat",
    "customer-unknown": "reopened",
  },
  reopened: {
    claim: "claimed",
    "hand-over": "claimed",
    snooze: "claimed",
    "request-fix": "working",
    "request-undo": "working",
    "fix-verified": "fixed",
    "fix-failed": "failed",
    "undo-verified": "claimed",
    "undo-failed": "fixed",
    expected: "expected",
    "not-a-threat": "not-a-threat",
    "customer-expected": "reopened",
    "customer-unknown": "reopened",
    repeat: "reopened",
    "seen-again": "fixed",
  },
}

const PAIRS = INCIDENT_STATES.flatMap((state) => INCIDENT_EVENTS.map((event) => [state, event] as const))

describe("nextState()", () => {
  it.each(PAIRS)("leads from %s by %s where the table of the test says", (state, event) => {
    expect(nextState(state, event)).toBe(EXPECTED[state][event])
  })

  it("leaves working only by the end of the fix", () => {
    const leaving = INCIDENT_EVENTS.filter(
      (event) => (nextState("working", event) ?? "working") !== "working",
    )

    expect(leaving).toEqual([
      ...["fix-verified", "fix-failed", "fix-unapproved"],
      ...["fix-by-itself", "fix-by-itself-owned"],
      ...["undo-verified", "undo-failed", "undo-unapproved"],
    ])
  })

  it("believes the end of a fix in every state", () => {
    for (const state of INCIDENT_STATES) {
      expect(nextState(state, "fix-verified")).toBe("fixed")
      expect(nextState(state, "fix-failed")).toBe("failed")
    }
  })

  it("never closes by the customer's word, because the account may be a thief's", () => {
    for (const state of INCIDENT_STATES) expect(nextState(state, "customer-expected")).toBe(state)
  })
})

describe("isClosed()", () => {
  it("counts what is fixed and both verdicts as closed, and a failed fix and what was reopened as open", () => {
    expect(INCIDENT_STATES.filter(isClosed)).toEqual(["fixed", "expected", "not-a-threat"])
  })
})

describe("takenBy()", () => {
  it("keeps the time of the first who took it when it is handed over", () => {
    expect(takenBy({}, "Kim Vega", 1_000)).toEqual({ owner: "Kim Vega", claimedAt: 1_000 })
    expect(takenBy({ claimedAt: 1_000 }, "Lee Park", 9_000)).toEqual({ owner: "Lee Park", claimedAt: 1_000 })
  })
})

describe("woken()", () => {
  const snoozed = { until: 5_000, by: "Kim Vega" }

  it("ends a snooze at its time, says so, and leaves the state", () => {
    const incident = makeIncident({ state: "claimed", snoozed })

    expect(woken(incident, 4_999)).toBeUndefined()
    const back = woken(incident, 5_000)
    expect(back?.snoozed).toBeUndefined()
    expect(back?.state).toBe("claimed")
    expect(back?.history.at(-1)).toMatchObject({ at: 5_000, kind: "woken", customerSafe: false })
  })

  it("has nothing to end where nobody snoozed", () => {
    expect(woken(makeIncident(), 5_000)).toBeUndefined()
  })
})
