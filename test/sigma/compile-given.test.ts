import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { compileGiven, compileRule, isHopeless } from "../../src/sigma/compile-rule.ts"
import type { SigmaEvent } from "../../src/sigma/event.ts"
import { jsonEvent } from "../../src/sigma/json-event.ts"
import { parseRules } from "../../src/sigma/parse-rules.ts"

const ruleOf = (condition: string) => {
  const text = `title: T
logsource: { product: x }
detection:
  a: { op: one, x: '1' }
  b: [{ op: two }, { x: '2' }]
  c: { op: [one, three] }
  condition: ${condition}`
  const [rule] = parseRules(text, "r.yml", { plain: true }).rules
  if (rule === undefined) throw new Error("the rule can't be read")
  return rule
}
const eventOf = (value: object): SigmaEvent => jsonEvent(value)
const CONDITIONS = [
  "a",
  "a or b",
  "b and not c",
  "not a",
  "1 of them",
  "all of them",
  "not (a or c) or b",
  "c and (a or not b)",
]

describe("compileGiven()", () => {
  it("says of every event with the given value what the whole rule says", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CONDITIONS),
        fc.constantFrom("one", "two", "three", "four"),
        fc.constantFrom("1", "2", "3"),
        (condition, op, x) => {
          const rule = ruleOf(condition)
          const event = eventOf({ op, x })
          const given = compileGiven(rule, ({ field, values }) =>
            field === "op" ? values.includes(op) : undefined,
          )

          expect(given.matches(event)).toBe(compileRule(rule).matches(event))
          expect(given.fieldsOf(event)).toEqual(compileRule(rule).fieldsOf(event))
        },
      ),
    )
  })

  it("knows when no event can match any more", () => {
    const isLost = (condition: string): boolean =>
      isHopeless(compileGiven(ruleOf(condition), ({ field }) => (field === "op" ? false : undefined)))

    expect(isLost("a and b")).toBe(true)
    expect(isLost("a or b")).toBe(false)
    expect(isLost("not a")).toBe(false)
  })
})
