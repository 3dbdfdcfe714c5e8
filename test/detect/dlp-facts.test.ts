import { describe, expect, it } from "vitest"
import { readFacts } from "../../src/detect/facts/all-facts.ts"
import { dlpDetail } from "../../src/detect/facts/dlp.ts"
import type { Json } from "../../src/model/json.ts"
import { makeContext, makeRecord } from "../make/make-record.ts"

const dlp = (PolicyDetails: Json) =>
  makeRecord({
    Operation: "DlpRuleMatch",
    RecordType: 13,
    PolicyDetails,
    ExchangeMetaData: { From: "anna@contoso.example" },
  })
const policy = (rule: Record<string, string>) => [
  { PolicyName: "Cards", Rules: [{ RuleName: "Many cards", ...rule }] },
]
const evidence = (details: Json) => readFacts(dlp(details), makeContext()).evidence("DlpIsSevere")

describe("DLP_FACTS", () => {
  it("counts a rule of high severity, also where the details are JSON text", () => {
    expect(evidence(policy({ Severity: "High" }))).toBe("Cards: Many cards")
    expect(evidence(JSON.stringify(policy({ Severity: "high", RuleMode: "Enable" })))).toBe(
      "Cards: Many cards",
    )
  })

  it("leaves lower severities, policies that only try themselves out, and broken details alone", () => {
    expect(evidence(policy({ Severity: "Medium" }))).toBeUndefined()
    expect(evidence(policy({ Severity: "High", RuleMode: "TestAndNotify" }))).toBeUndefined()
    expect(evidence("[{")).toBeUndefined()
    expect(evidence(null)).toBeUndefined()
  })
})

describe("dlpDetail()", () => {
  it("finds whose data it was", () => {
    expect(dlpDetail(dlp([]), "person")).toBe("anna@contoso.example")
    expect(dlpDetail(dlp([]), "thing")).toBe("")
  })
})
