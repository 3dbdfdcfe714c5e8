/** Whom alerts are from that no person's act is behind. */
import { describe, expect, it } from "vitest"
import { BLIND_SUBJECT } from "../../src/model/alert.ts"
import { atFirstSight, makeAlert, technician, withIncident } from "./make-incident.ts"

describe("the card of an alert that Microsoft raised", () => {
  const alert = makeAlert({
    subject: "microsoft-alert:1c72521e-da04-4d80-b008-4a30837112f7",
    actorName: "SecurityComplianceAlerts",
    operation: "AlertTriggered",
    target: { kind: "other", id: "1c72521e", name: "1c72521e-da04-4d80-b008-4a30837112f7" },
    object: { user: "anna.lindt@contoso.com" },
  })

  it("says who raised it and whom it is about, and no id of Microsoft's", () => {
    const said = atFirstSight(technician(withIncident({ alert })))

    expect(said).toContain("Who\nMicrosoft\nAbout\nanna.lindt@contoso.com\nWhen\n")
    expect(said).not.toMatch(/1c72521e|AlertTriggered|SecurityCompliance/)
  })

  it("leaves out whom it is about where Microsoft names nobody", () => {
    const said = atFirstSight(technician(withIncident({ alert: { ...alert, object: {} } })))

    expect(said).toContain("Who\nMicrosoft\nWhen\n")
  })
})

describe("the card of what Watchpost found out about itself", () => {
  it("says so once, and claims no operation of anybody", () => {
    const target = { kind: "other", id: "contoso", name: "Contoso Ltd" } as const
    const alert = makeAlert({ subject: `${BLIND_SUBJECT}x`, actorName: "Watchpost", target, changes: [] })

    const said = atFirstSight(technician(withIncident({ subject: alert.subject, alert, count: 3 })))

    expect(said).toContain("Found by\nWatchpost itself\nTarget\nContoso Ltd\nWhen\n")
    expect(said).not.toMatch(/^(?:Who|Operation|From|Seen)$/m)
  })
})
