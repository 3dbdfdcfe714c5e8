import { describe, expect, it } from "vitest"
import { requiredValues } from "../../src/sigma/compile-rule.ts"
import { makeRule } from "./make-event.ts"

describe("requiredValues()", () => {
  const of = (detection: string): readonly string[] | undefined =>
    requiredValues(makeRule(detection).rule, "Operation")

  it("finds the values that every match must have", () => {
    expect(of("  a: { Operation: [x, y] }\n  b: { Z: 1 }\n  condition: a and not b")).toEqual(["x", "y"])
    expect(of("  a: { Operation: x }\n  b: { Operation: y }\n  condition: a or b")).toEqual(["x", "y"])
  })

  it.each([
    ["a wildcard", "  a: { Operation: 'x*' }\n  condition: a"],
    ["a modifier", "  a: { Operation|contains: x }\n  condition: a"],
    ["another way in", "  a: { Operation: x }\n  b: { Z: 1 }\n  condition: a or b"],
    ["a negation", "  a: { Operation: x }\n  condition: not a"],
  ])("promises nothing with %s", (_, detection) => {
    expect(of(detection)).toBeUndefined()
  })
})
