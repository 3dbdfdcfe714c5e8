import { describe, expect, it } from "vitest"
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
