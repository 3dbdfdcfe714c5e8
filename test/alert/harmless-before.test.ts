/** Ten in a row at one customer, and what ends the row. */
import { describe, expect, it } from "vitest"
import { harmlessBefore, IN_A_ROW } from "../../src/alert/harmless-before.ts"
import type { RuleIncident } from "../../src/model/rule-incident.ts"
import { harmless, ruleIncident } from "./make-rule-incident.ts"

const row = (length: number, over: Partial<RuleIncident> = {}): readonly RuleIncident[] =>
  Array.from({ length }, () => harmless(1, 1, over))

/** Something between the newest five and the ones before. */
const with5 = (one: RuleIncident): readonly RuleIncident[] => [...row(5), one, ...row(5)]

describe("harmlessBefore()", () => {
  it("needs ten that technicians closed as expected or no threat", () => {
    expect(harmlessBefore("high", row(IN_A_ROW - 1))).toBe(false)
    expect(harmlessBefore("high", row(IN_A_ROW))).toBe(true)
    expect(harmlessBefore("high", row(IN_A_ROW, { state: "not-a-threat" }))).toBe(true)
  })

  it.each([
    ["one that was fixed", { state: "fixed" }],
    ["one whose fix failed", { state: "failed" }],
    ["one that is worked on", { state: "working" }],
    ["one that was opened again", { state: "reopened" }],
    ["one that the customer doesn't know", { state: "new", answer: "unknown" }],
  ] as const)("is ended by %s", (_what, over) => {
    expect(harmlessBefore("high", with5(ruleIncident(over)))).toBe(false)
  })

  it("asks nothing of what is older than the ten", () => {
    expect(harmlessBefore("high", [...row(IN_A_ROW), ruleIncident({ state: "fixed" })])).toBe(true)
  })

  it("passes over what nobody decided about, also where the customer says that it was them", () => {
    expect(harmlessBefore("high", with5(ruleIncident()))).toBe(true)
    expect(harmlessBefore("high", with5(ruleIncident({ state: "claimed", answer: "expected" })))).toBe(true)
    expect(harmlessBefore("high", [...row(9), ruleIncident({ answer: "expected" })])).toBe(false)
  })

  it("takes nothing for this one from what was found less bad", () => {
    expect(harmlessBefore("critical", row(IN_A_ROW))).toBe(false)
    expect(harmlessBefore("medium", row(IN_A_ROW))).toBe(true)
    expect(harmlessBefore("high", with5(ruleIncident({ state: "fixed", level: "low" })))).toBe(true)
  })
})
