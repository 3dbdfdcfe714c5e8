import { describe, expect, it } from "vitest"
import { INCIDENT_EVENTS, isClosed, nextState } from "../../src/alert/incident-state.ts"
import { INCIDENT_STATES } from "../../src/model/alert.ts"

describe("nextState()", () => {
  it.each([
    ["new", "acknowledge", "acknowledged"],
    ["new", "request-fix", "working"],
    ["acknowledged", "request-fix", "working"],
    ["working", "fix-verified", "fixed"],
    ["working", "fix-failed", "failed"],
    ["failed", "request-fix", "working"],
    ["new", "not-a-threat", "not-a-threat"],
    ["acknowledged", "not-a-threat", "not-a-threat"],
    ["failed", "not-a-threat", "not-a-threat"],
    ["new", "seen-again", "fixed"],
    ["acknowledged", "seen-again", "fixed"],
  ] as const)("leads from %s by %s to %s", (state, event, next) => {
    expect(nextState(state, event)).toBe(next)
  })

  it("leaves working only by the end of the fix", () => {
    const leaving = INCIDENT_EVENTS.filter(
      (event) => (nextState("working", event) ?? "working") !== "working",
    )

    expect(leaving).toEqual(["fix-verified", "fix-failed", "undo-verified", "undo-failed"])
  })

  it.each(["fixed", "not-a-threat"] as const)("takes neither repeat nor press when %s", (state) => {
    for (const event of ["repeat", "acknowledge", "not-a-threat"] as const) {
      expect(nextState(state, event)).toBeUndefined()
    }
  })

  it("believes the end of a fix in every state", () => {
    expect(INCIDENT_STATES.map((state) => nextState(state, "fix-verified"))).toEqual(Array(6).fill("fixed"))
    expect(INCIDENT_STATES.map((state) => nextState(state, "fix-failed"))).toEqual(Array(6).fill("failed"))
  })

  it("opens what was closed as harmless when the customer doesn't know it, but not what is fixed", () => {
    expect(nextState("not-a-threat", "customer-unknown")).toBe("new")
    expect(nextState("fixed", "customer-unknown")).toBe("fixed")
  })

  it("never closes by the customer's word, because the account may be a thief's", () => {
    for (const state of INCIDENT_STATES) expect(nextState(state, "customer-expected")).toBe(state)
  })
})

describe("isClosed()", () => {
  it("counts fixed and not-a-threat as closed, and a failed fix as open", () => {
    expect(INCIDENT_STATES.filter(isClosed)).toEqual(["fixed", "not-a-threat"])
  })
})
