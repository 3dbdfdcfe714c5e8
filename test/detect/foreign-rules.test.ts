import { describe, expect, it } from "vitest"
import { compileRuleSet } from "../../src/detect/rule-set.ts"
import type { AuditRecord } from "../../src/model/audit-record.ts"
import { decideRecords } from "../../src/pipeline.ts"
import { makeContext, makeRecord } from "../make/make-record.ts"

/** Written as SigmaHQ's rules for Microsoft 365 are: no name, no custom block, field names of another export. */
const ALERT = `title: Odd Logon (Somewhere)
id: 2f1c6a0e-5b3d-4c7a-9e21-7d8b6c5a4f01
status: test
description: Somebody was somewhere.
logsource: { service: threat_management, product: m365 }
detection:
  selection:
    eventSource: SecurityComplianceCenter
    eventName: 'Odd logon'
    status: success
  condition: selection
falsepositives: [Unknown]
level: medium
tags: [attack.t1078]
`
const EXCHANGE = `title: Domain Added
id: 2f1c6a0e-5b3d-4c7a-9e21-7d8b6c5a4f02
status: test
description: A domain.
logsource: { service: exchange, product: m365 }
detection:
  selection:
    eventSource: Exchange
    eventName|contains: 'add-'
    status: success
  condition: selection
level: high
`
const rules = compileRuleSet([
  { path: "theirs/a.yml", text: ALERT },
  { path: "theirs/b.yml", text: EXCHANGE },
])
const alertsOf = (record: AuditRecord) =>
  decideRecords([record], makeContext({ rules })).alerts.map(({ rule, level }) => [rule.name, level])

describe("rules of others", () => {
  it("load as they are, with a name from their title and what a technician can do about anything", () => {
    expect(rules.rules[0]).toMatchObject({
      foreign: true,
      silent: false,
      subject: "other",
      info: {
        name: "odd-logon-somewhere",
        why: "Somebody was somewhere.",
        techniques: ["T1078"],
        actions: ["claim", "not-a-threat", "that-was-us", "we-dont-know-this"],
      },
    })
  })

  it("see Microsoft's alerts by their names, whoever the record says wrote them", () => {
    const alert = {
      RecordType: 40,
      Operation: "AlertTriggered",
      UserId: "SecurityComplianceAlerts",
      UserType: 4,
    }

    expect(alertsOf(makeRecord({ ...alert, Name: "Odd logon" }))).toEqual([["odd-logon-somewhere", "medium"]])
    expect(alertsOf(makeRecord({ ...alert, Name: "Even logon" }))).toEqual([])
  })

  it("see operations by their names for them", () => {
    const changed = { Operation: "Add-FederatedDomain", Workload: "Exchange" }

    expect(alertsOf(makeRecord(changed))).toEqual([["domain-added", "high"]])
    expect(alertsOf(makeRecord({ ...changed, ResultStatus: "False" }))).toEqual([])
  })

  it("meet only the records that they name, so that they cost the others nothing", () => {
    const [alert] = rules.rules

    expect(
      rules.candidates(makeRecord({ Operation: "Send" })).rules.map(({ info }) => info.id),
    ).not.toContain(alert?.info.id)
  })
})
