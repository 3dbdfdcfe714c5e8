import { describe, expect, it } from "vitest"
import { readFacts } from "../../src/detect/facts/all-facts.ts"
import { projectEvent } from "../../src/detect/project-event.ts"
import { sigmahqEvent } from "../../src/detect/sigmahq-event.ts"
import type { JsonObject } from "../../src/model/json.ts"
import type { SigmaEvent } from "../../src/sigma/event.ts"
import { makeContext, makeRecord } from "../make/make-record.ts"
import { makeRule } from "../sigma/make-event.ts"

function eventOf(raw: JsonObject): SigmaEvent {
  const record = makeRecord(raw)
  return sigmahqEvent(record, projectEvent(record, readFacts(record, makeContext())))
}

const ALERT = {
  RecordType: 40,
  Workload: "SecurityComplianceCenter",
  Operation: "AlertTriggered",
  Name: "Impossible travel activity",
  Status: "Active",
}

describe("sigmahqEvent()", () => {
  it("names an alert as rules of threat_management do", () => {
    const rule = makeRule(`  selection:
    eventSource: SecurityComplianceCenter
    eventName: 'Impossible travel activity'
    status: success
  condition: selection`)

    expect(rule.matches(eventOf(ALERT))).toBe(true)
    expect(rule.matches(eventOf({ ...ALERT, Name: "Another alert" }))).toBe(false)
    expect(rule.matches(eventOf({ ...ALERT, RecordType: 98, Workload: "MicrosoftCloudAppSecurity" }))).toBe(
      true,
    )
  })

  it("names an operation of Exchange, and only the one that succeeded", () => {
    const rule = makeRule(`  selection:
    eventSource: Exchange
    eventName: Add-FederatedDomain
    status: success
  condition: selection`)

    expect(rule.matches(eventOf({ Operation: "Add-FederatedDomain" }))).toBe(true)
    expect(rule.matches(eventOf({ Operation: "Add-FederatedDomain", ResultStatus: "False" }))).toBe(false)
  })

  it("looks into the whole record and into its lists of names and values", () => {
    const payload = makeRule("  s: { Payload|contains|all: [Set-Mailbox, evil.example] }\n  condition: s")
    const parameters = makeRule("  s: { Parameters|contains: ForwardingSmtpAddress }\n  condition: s")

    expect(payload.matches(eventOf({}))).toBe(true)
    expect(parameters.matches(eventOf({}))).toBe(true)
    expect(parameters.matches(eventOf({ Parameters: [] }))).toBe(false)
  })

  it("lifts the type of a sign-in request out of its list", () => {
    const rule = makeRule("  s: { RequestType: 'OAuth2:Authorize' }\n  condition: s")
    const properties = [{ Name: "RequestType", Value: "OAuth2:Authorize" }]

    expect(rule.matches(eventOf({ ExtendedProperties: properties }))).toBe(true)
    expect(rule.matches(eventOf({}))).toBe(false)
  })
})
