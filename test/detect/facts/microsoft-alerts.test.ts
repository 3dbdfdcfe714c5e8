import { describe, expect, it } from "vitest"
import { MICROSOFT_ALERT_FACTS, readMicrosoftAlert } from "../../../src/detect/facts/microsoft-alerts.ts"
import type { JsonObject } from "../../../src/model/json.ts"
import { makeContext, makeRecord } from "../../make/make-record.ts"

const alert = (changed: JsonObject = {}) =>
  makeRecord({
    Operation: "AlertTriggered",
    RecordType: 40,
    ResultStatus: "Succeeded",
    UserId: "SecurityComplianceAlerts",
    UserType: 4,
    AlertId: "66d5a9c2-0f4e-4f0c-8b8e-3a7d6c5b4e06",
    Name: "Creation of forwarding/redirect rule",
    Severity: "Informational",
    Status: "Active",
    Data: JSON.stringify({
      f3u: "Tom.Frank@contoso.example",
      reid: "77D5A9C2-0F4E-4F0C-8B8E-3A7D6C5B4E07",
      ad: "Words",
    }),
    Parameters: null,
    ...changed,
  })

const holding = (changed: JsonObject): readonly string[] =>
  MICROSOFT_ALERT_FACTS.filter(({ read }) => read(alert(changed), makeContext()) !== undefined).map(
    ({ name }) => name,
  )

describe("readMicrosoftAlert()", () => {
  it("reads whom it is about and which record set it off from the JSON inside", () => {
    expect(readMicrosoftAlert(alert())).toEqual({
      name: "Creation of forwarding/redirect rule",
      severity: "informational",
      alertId: "66d5a9c2-0f4e-4f0c-8b8e-3a7d6c5b4e06",
      user: "tom.frank@contoso.example",
      causedBy: "77d5a9c2-0f4e-4f0c-8b8e-3a7d6c5b4e07",
      description: "Words",
      closed: false,
    })
  })

  it("names who clicked where the entity is a link", () => {
    const data = { eid: "https://evil.example/login", trc: "Anna.Berg@contoso.example" }
    expect(readMicrosoftAlert(alert({ Data: JSON.stringify(data) }))?.user).toBe("anna.berg@contoso.example")
  })

  it("does without JSON that is broken", () => {
    expect(readMicrosoftAlert(alert({ Data: '{"f3u":' }))).not.toHaveProperty("user")
  })

  it("reads the name that Defender for Cloud Apps writes elsewhere", () => {
    expect(
      readMicrosoftAlert(alert({ RecordType: 98, Name: null, AlertDisplayName: "Impossible travel" }))?.name,
    ).toBe("Impossible travel")
  })

  it("is nothing for records that are no alerts", () => {
    expect(readMicrosoftAlert(alert({ RecordType: 1 }))).toBeUndefined()
  })
})

describe("MICROSOFT_ALERT_FACTS", () => {
  it.each<[JsonObject, readonly string[]]>([
    [{ Severity: "High" }, ["MicrosoftAlertsHigh"]],
    [{ Severity: "medium" }, ["MicrosoftAlertsMedium"]],
    [{}, ["MicrosoftAlertsListed"]],
    [{ Name: "Creation of forwarding/redirect rule\u200b" }, ["MicrosoftAlertsListed"]],
    [{ Name: "Messages have been delayed" }, []],
    [{ Severity: "High", Status: "Resolved" }, []],
  ])("judges %j", (changed, names) => {
    expect(holding(changed)).toEqual(names)
  })
})
