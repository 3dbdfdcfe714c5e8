import { describe, expect, it } from "vitest"
import { compileRuleSet } from "../../src/detect/rule-set.ts"
import { ConfigError } from "../../src/model/errors.ts"
import { productRules } from "../make/make-record.ts"

const problemsOf = (...texts: readonly string[]): readonly string[] => {
  try {
    compileRuleSet(texts.map((text, index) => ({ path: `rules/${index + 1}.yml`, text })))
    return []
  } catch (error) {
    return error instanceof ConfigError ? error.problems : [String(error)]
  }
}

const text = `title: T
id: 1c7d6b5a-4f3e-4d2c-8b1a-0f9e8d7c6b5a
name: some-rule
level: high
logsource: { product: m365 }
detection:
  one: { Operation: Set-Mailbox, facts.ForwardsOutside: true }
  condition: one
custom: { subject: forwarding, why: W, question: Q, actions: [acknowledge] }
`

describe("compileRuleSet()", () => {
  it("accepts a complete rule", () => {
    expect(problemsOf(text)).toEqual([])
  })

  it("reports the mistakes of all files at once", () => {
    const problems = problemsOf(
      text.replace("ForwardsOutside", "ForwardsSomewhere").replace("level: high\n", ""),
      text.replace("subject: forwarding", "subject: weather").replace("acknowledge", "explode"),
      "title: [",
    ).join("\n")

    expect(problems).toContain('rules/1.yml:1: there is no fact "ForwardsSomewhere"')
    expect(problems).toContain("rules/1.yml:1: the rule has no level")
    expect(problems).toMatch(/rules\/2\.yml:1: custom\.subject: /)
    expect(problems).toMatch(/rules\/2\.yml:1: custom\.actions\.0: /)
    expect(problems).toMatch(/rules\/3\.yml:\d+: /)
  })

  it("refuses two rules of one name or id", () => {
    expect(problemsOf(text, text)).toEqual([
      'two rules are named "some-rule"',
      'two rules have the id "1c7d6b5a-4f3e-4d2c-8b1a-0f9e8d7c6b5a"',
    ])
  })

  it("tries a rule only on its operations, whatever their case", () => {
    const rules = compileRuleSet([{ path: "a.yml", text }])

    expect(rules.candidates("set-mailbox")).toHaveLength(1)
    expect(rules.candidates("send")).toEqual([])
  })

  it("tries a rule without an operation on everything", () => {
    const rules = compileRuleSet([{ path: "a.yml", text: text.replace("Operation: Set-Mailbox, ", "") }])

    expect(rules.candidates("send")).toHaveLength(1)
  })

  it("finds every rule of the product by operation", () => {
    expect(productRules().candidates("something else")).toEqual([])
  })
})
