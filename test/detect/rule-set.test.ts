import { describe, expect, it } from "vitest"
import { compileRuleSet } from "../../src/detect/rule-set.ts"
import { ConfigError } from "../../src/model/errors.ts"
import { makeRecord, productRules } from "../make/make-record.ts"

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
custom: { subject: forwarding, why: W, question: Q, actions: [claim] }
`

describe("compileRuleSet()", () => {
  it("accepts a complete rule", () => {
    expect(problemsOf(text)).toEqual([])
  })

  it("reports the mistakes of all files at once", () => {
    const problems = problemsOf(
      text.replace("ForwardsOutside", "ForwardsSomewhere").replace("level: high\n", ""),
      text.replace("subject: forwarding", "subject: weather").replace("claim", "explode"),
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

    expect(rules.candidates(makeRecord({ Operation: "SET-mailbox" })).rules).toHaveLength(1)
    expect(rules.candidates(makeRecord({ Operation: "Send" })).rules).toEqual([])
  })

  it("tries a rule about backups on nothing that Microsoft recorded, though both call it sending", () => {
    const backups = text.replace("product: m365", "product: veeam").replace("Set-Mailbox", "Send")
    const rules = compileRuleSet([{ path: "a.yml", text: backups }])

    expect(rules.candidates(makeRecord({ Operation: "Send" })).rules).toEqual([])
    expect(rules.candidates({ ...makeRecord({ Operation: "Send" }), recordType: 0 }).rules).toHaveLength(1)
  })

  it("tries a rule without an operation on everything", () => {
    const rules = compileRuleSet([{ path: "a.yml", text: text.replace("Operation: Set-Mailbox, ", "") }])

    expect(rules.candidates(makeRecord({ Operation: "Send" })).rules).toHaveLength(1)
  })

  it("finds every rule of the product by operation", () => {
    expect(productRules().candidates(makeRecord({ Operation: "something else" })).rules).toEqual([])
  })

  it("shows a rule what failed and what Microsoft did only when it asks for that", () => {
    const seenBy = (also: string): readonly boolean[] => {
      const own = text.replace("subject: forwarding", `also: [${also}], subject: forwarding`)
      const rules = compileRuleSet([{ path: "a.yml", text: own }])
      const failed = { ResultStatus: "False" }
      const microsoft = { UserId: "NT AUTHORITY\\SYSTEM (Microsoft.Exchange.ServiceHost)" }
      return [{}, failed, microsoft, { ...failed, ...microsoft }].map(
        (changed) => rules.candidates(makeRecord(changed)).rules.length === 1,
      )
    }

    expect(seenBy("")).toEqual([true, false, false, false])
    expect(seenBy("failed")).toEqual([true, true, false, false])
    expect(seenBy("microsoft")).toEqual([true, false, true, false])
    expect(seenBy("failed, microsoft")).toEqual([true, true, true, true])
  })

  it("takes a silent rule without the words of an alert, and no other", () => {
    const silent = text.replace(/custom: .*/, "custom: { silent: true, catalog: SIGNIN-SPRAY }")
    const mute = text.replace(/custom: .*/, "custom: { silent: false }")

    expect(compileRuleSet([{ path: "a.yml", text: silent }]).rules[0]).toMatchObject({
      silent: true,
      catalog: ["SIGNIN-SPRAY"],
    })
    expect(problemsOf(mute).join()).toContain("custom.subject")
  })

  it("takes facts for which nobody is told from a correlation alone, and remembers what they ask", () => {
    const unless = (fact: string): string =>
      text.replace("actions: [claim]", `actions: [claim], unless: [${fact}]`)
    const correlation = (fact: string): string =>
      unless(fact)
        .replace("1c7d6b5a", "2c7d6b5a")
        .replace("some-rule", "several")
        .replace(/logsource.*|detection:\n(.*\n){2}/g, "")
        .replace(
          "custom:",
          "correlation: { type: event_count, rules: [some-rule], timespan: 1h, condition: { gte: 2 } }\ncustom:",
        )
    const remembered = [text, correlation("UsualNetworkOfUser")].map((one, at) => ({
      path: `${at}.yml`,
      text: one,
    }))

    expect(problemsOf(unless("ForwardsOutside"))).toEqual([
      "rules/1.yml:1: custom.unless is for correlations; a rule says it in its condition, with not",
    ])
    expect(problemsOf(text, correlation("UsualWeather"))).toEqual([
      'rules/2.yml:1: there is no fact "UsualWeather"',
    ])
    expect(
      compileRuleSet(remembered)
        .firstSeen("userloggedin")
        .map(({ name }) => name),
    ).toEqual(["FirstNetworkOfUser"])
  })
})
