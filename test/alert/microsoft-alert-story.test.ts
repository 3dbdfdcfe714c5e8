import { describe, expect, it } from "vitest"
import { mergeAlerts } from "../../src/alert/merge-alerts.ts"
import { createMemory } from "../../src/detect/memory.ts"
import { type Alert, type Incident, subjectsOf } from "../../src/model/alert.ts"
import type { AuditRecord } from "../../src/model/audit-record.ts"
import { incidentId } from "../../src/model/ids.ts"
import { decideRecords } from "../../src/pipeline.ts"
import { makeContext, makeRecord, parameters } from "../make/make-record.ts"

const forward = makeRecord()
const told = (user = "anna.berg@contoso.example", time = "2026-03-02T10:15:30"): AuditRecord =>
  makeRecord({
    Id: "5c0f9f5e-41d2-4a77-8e0a-0d5b7c3f9a77",
    CreationTime: time,
    RecordType: 40,
    Operation: "AlertTriggered",
    UserId: "SecurityComplianceAlerts",
    UserType: 4,
    Workload: "SecurityComplianceCenter",
    ObjectId: "0f1a2b3c-1111-4222-8333-944455556666",
    AlertId: "0f1a2b3c-1111-4222-8333-944455556666",
    Name: "Creation of forwarding/redirect rule",
    Severity: "High",
    Status: "Active",
    Parameters: [],
    Data: JSON.stringify({ f3u: user, an: "Creation of forwarding/redirect rule" }),
  })

function alertsOf(batches: readonly (readonly AuditRecord[])[]): readonly Alert[] {
  const memory = createMemory()
  return batches.flatMap((batch) => {
    const { alerts, memory: kept } = decideRecords(batch, makeContext({ memory }))
    for (const burst of kept.bursts) memory.keepBurst(burst)
    for (const alert of alerts) memory.keepAlert(alert)
    return alerts
  })
}

const context = { now: 0, fetchedAt: 0, watchedSince: 0, channelsFor: () => [] }
/** The incidents that are there when one alert after the other was stored. */
function incidentsOf(alerts: readonly Alert[]): readonly Incident[] {
  const incidents: Incident[] = []
  for (const alert of alerts) {
    const met = incidents.filter(({ subject }) => subjectsOf(alert).includes(subject))
    for (const { incident } of mergeAlerts([alert], met, context).incidents) {
      const id = incident.id ?? incidentId(incidents.length + 1)
      incidents[id - 1] = { ...incident, id }
    }
  }
  return incidents
}

describe("Microsoft's own alert about an act", () => {
  it.each([
    ["after ours", [[forward], [told()]]],
    ["before ours", [[told()], [forward]]],
    ["together with ours", [[told(), forward]]],
  ])("joins the incident of that act, %s; the card stays about the act", (_when, batches) => {
    const incidents = incidentsOf(alertsOf(batches))

    expect(incidents).toHaveLength(1)
    expect(incidents[0]).toMatchObject({
      subject: "forwarding:anna.berg@contoso.example",
      count: 2,
      alert: { rule: { name: "mailbox-forwarding-outside" } },
    })
  })

  it("joins the card of all, where somebody did it several times", () => {
    const rule = (index: number) =>
      makeRecord({
        Id: `5c0f9f5e-41d2-4a77-8e0a-0d5b7c3f9b0${index}`,
        CreationTime: `2026-03-02T10:1${index}:00`,
        Operation: "New-InboxRule",
        ObjectId: `anna.berg\\r${index}`,
        UserId: "anna.berg@contoso.example",
        Parameters: parameters({ Name: `r${index}`, ForwardTo: "smtp:drop@evil.example" }),
      })
    const alerts = alertsOf([[rule(1), rule(2), rule(3)], [told()]])
    const [ours, theirs] = [alerts.slice(0, 3), alerts.slice(3)]
    const [burst] = mergeAlerts(ours, [], context).incidents
    const open = burst === undefined ? [] : [{ ...burst.incident, id: incidentId(1) }]

    expect(open).toMatchObject([{ count: 3, more: [{ count: 3 }] }])
    expect(theirs.flatMap(subjectsOf)).toContain(open[0]?.subject)
    expect(mergeAlerts(theirs, open, context).incidents).toMatchObject([
      { incident: { id: 1, count: 4, alert: { rule: { name: "inbox-rule-forwards-outside" } } } },
    ])
  })

  it("stays alone when it is about somebody else, or days away", () => {
    expect(incidentsOf(alertsOf([[forward], [told("ben@contoso.example")]]))).toHaveLength(2)
    expect(
      incidentsOf(alertsOf([[forward], [told("anna.berg@contoso.example", "2026-03-05T10:15:30")]])),
    ).toHaveLength(2)
  })
})
