/** What to do about the noisiest rule, in words that can be typed. */
import { describe, expect, it } from "vitest"
import { measureNoise } from "../../src/alert/measure-noise.ts"
import { noiseAdvice } from "../../src/alert/noise-advice.ts"
import { parseCommand } from "../../src/command/parse-command.ts"
import type { RuleIncident } from "../../src/model/rule-incident.ts"
import { CONTOSO, FABRIKAM, harmless, ruleIncident } from "./make-rule-incident.ts"

const CUSTOMERS = [
  { id: CONTOSO, name: "contoso", displayName: "Contoso Ltd" },
  { id: FABRIKAM, name: "fabrikam", displayName: "Fabrikam GmbH" },
]
const advice = (incidents: readonly RuleIncident[]) => noiseAdvice(measureNoise(incidents), CUSTOMERS)
const three = (over: (index: number) => Partial<RuleIncident>) =>
  [0, 1, 2].map((index) => harmless(1, 20, over(index)))

const elsewhere = (index: number) => ({
  actor: `user${index}@contoso.com`,
  target: `mailbox${index}@contoso.com`,
})

describe("noiseAdvice()", () => {
  it("says nothing of a rule that was harmless less than three times", () => {
    expect(advice([harmless(1, 60), harmless(1, 60), ruleIncident()])).toEqual([])
    expect(advice([])).toEqual([])
  })

  it("says how many were nothing, how many were real, and what that cost", () => {
    const [first] = advice([...three(() => ({})), ruleIncident({ state: "fixed" }), ruleIncident()])

    expect(first).toBe(
      "“Mailbox forwards outside” costs most for nothing: 3 of 5 were expected or harmless, 1 was fixed. About 1 h went into those 3.",
    )
    expect(advice(three(() => ({})))[0]).toContain("3 of 3 were expected or harmless, none was fixed.")
  })

  it("leads to the newest card for a mute of whoever does it", () => {
    const incidents = three((index) => ({ target: `mailbox${index}@contoso.com` }))

    expect(advice(incidents).slice(1)).toEqual([
      `All 3 were done by ada@contoso.com at Contoso Ltd. If that stays so: press “Mute” on the card of incident ${incidents.at(-1)?.id} and choose “What was found” and “Who did it”; the form shows what that would have hidden.`,
    ])
  })

  it("says how many of them a mute would be about, where it isn't all", () => {
    expect(advice([...three(() => ({})), harmless(1, 1, elsewhere(1))])[1]).toMatch(
      /^3 of the 4 were done by/,
    )
  })

  it("leads to a mute of what it is about, where many people do it, and has words that announce more of it", () => {
    const [, mute, expects] = advice(three((index) => ({ actor: `user${index}@contoso.com` })))

    expect(mute).toContain("All 3 were about bob@contoso.com at Contoso Ltd.")
    expect(mute).toContain("choose “What was found” and “What it is about”;")
    expect(parseCommand(expects?.replace(/^.*write in chat: /, "") ?? "")).toEqual({
      kind: "expect",
      what: "forwarding",
      target: "bob@contoso.com",
      customer: "contoso",
      until: "in 30 days",
    })
  })

  it.each([
    ["a kind that can't be announced", { subject: "sign-in:bob@contoso.com" }],
    ["a name that is no address", { target: "Bob until friday" }],
  ] as const)("has no words to announce %s", (_what, over) => {
    expect(advice(three(() => over))).toHaveLength(2)
  })

  it("has none for what is of two kinds, and shares nothing where nothing is named", () => {
    const kinds = three((index) => (index === 0 ? { subject: "inbox-rule:bob@contoso.com" } : {}))
    const unnamed = three((index) => ({ actor: `user${index}`, target: "" }))

    expect(advice(kinds)).toHaveLength(2)
    expect(advice(unnamed)[1]).toContain("They share neither")
  })

  it("offers no mute where less than two of three have it in common, or where they are at several customers", () => {
    const spread = [...three(() => ({})), ...three(elsewhere)]
    const customers = three((index) => ({ tenantId: index === 0 ? CONTOSO : FABRIKAM }))

    for (const incidents of [spread, customers, three(elsewhere)])
      expect(advice(incidents).join(" ")).not.toContain("Mute")
  })

  it("then leads to a filter, and to a lower level only where nothing was real", () => {
    const [, filter] = advice(three(elsewhere))
    const [, kept] = advice([...three(elsewhere), ruleIncident({ state: "fixed" })])

    expect(filter).toMatch(
      /in a filter of mailbox-forwarding-outside, of a correlation in one of the rules that it lists \(docs\/rules\.md, “Rules that are noisy”\).*backtest filter\.yml --days 30; or give the rule a lower level\.$/,
    )
    expect(kept).toMatch(/its level should stay, because some of it was real\.$/)
  })
})
