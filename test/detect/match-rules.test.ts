import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { readFacts } from "../../src/detect/facts/all-facts.ts"
import { matchRules } from "../../src/detect/match-rules.ts"
import { projectEvent } from "../../src/detect/project-event.ts"
import { compileRuleSet } from "../../src/detect/rule-set.ts"
import type { AuditRecord } from "../../src/model/audit-record.ts"
import { normalizeRecord } from "../../src/normalize/normalize-record.ts"
import { makeContext, makeRecord, makeTenant, productRules } from "../make/make-record.ts"

const context = makeContext({ tenant: makeTenant({ countries: ["AT"] }), country: () => "NG" })

function labeledRecords(): readonly AuditRecord[] {
  const lines = readFileSync(new URL("../quality/records.jsonl", import.meta.url), "utf8")
    .trim()
    .split("\n")
  return lines.flatMap((line) => {
    const raw: unknown = JSON.parse(line)
    const read = normalizeRecord(raw, { tenantId: context.tenant.id, source: "Audit.Exchange", position: 1 })
    return "record" in read ? [read.record] : []
  })
}

const named = (rule: { readonly info: { readonly name: string } }): string => rule.info.name

describe("matchRules()", () => {
  it("finds by needed facts what trying every rule finds", () => {
    const rules = productRules()
    const whole = new Map(rules.rules.map((rule) => [rule.info.id, rule.compiled]))
    let matched = 0
    for (const record of labeledRecords()) {
      const event = projectEvent(record, readFacts(record, context))
      const tried = rules.candidates(record).rules.filter(({ info }) => whole.get(info.id)?.matches(event))
      const found = matchRules(record, rules, context).map(({ rule }) => named(rule))
      expect(found).toEqual(tried.map(named))
      matched += found.length
    }
    expect(matched).toBeGreaterThan(500)
  })

  it("goes by a fact only where no other way leads to a match", () => {
    const needs = (detection: string): number | undefined => {
      const text = `title: T
id: 1c7d6b5a-4f3e-4d2c-8b1a-0f9e8d7c6b5a
name: some-rule
level: high
logsource: { product: m365 }
detection:
${detection}
custom: { subject: forwarding, why: W, question: Q, actions: [claim] }
`
      const rules = compileRuleSet([{ path: "a.yml", text }])
      const [rule] = rules.candidates(makeRecord({ Operation: "Set-Mailbox" })).rules
      return rule?.needs?.length
    }
    const mailbox = "  one: { Operation: Set-Mailbox, facts.ForwardsOutside: true }"
    const other = "  two: { Operation: Send }"

    expect(needs(`${mailbox}\n  condition: one`)).toBe(1)
    // Of this operation the second can't hold.
    expect(needs(`${mailbox}\n${other}\n  condition: 1 of them`)).toBe(1)
    expect(needs(`${mailbox}\n  two: { facts.GrantsFullAccess: true }\n  condition: 1 of them`)).toBe(2)
    expect(needs(`${mailbox}\n  two: { Workload: Exchange }\n  condition: 1 of them`)).toBeUndefined()
    expect(needs("  one: { facts.ForwardsOutside: false }\n  condition: one")).toBeUndefined()
    expect(needs(`${mailbox}\n  condition: not one`)).toBeUndefined()
  })
})

describe("readFacts()", () => {
  it("answers for its own record, also while another is read", () => {
    const outside = makeRecord({ Operation: "Set-Mailbox" })
    const nothing = makeRecord({ Operation: "Send", Parameters: [] })
    const [one, other] = [readFacts(outside, context), readFacts(nothing, context)]

    expect(one.evidence("ForwardsOutside")).toBeDefined()
    expect(other.evidence("ForwardsOutside")).toBeUndefined()
    expect(one.evidence("ForwardsOutside")).toBeDefined()
    expect(one.asked()).toEqual(["ForwardsOutside"])
    expect(other.asked()).toEqual([])
  })
})
