/** A posted card is found again by its mark: the same for every drawing, another for every other card, seen by nobody. */
import { describe, expect, it } from "vitest"
import { cardMarker, withMarker } from "../../src/card/card-marker.ts"
import { alertId, incidentId } from "../../src/model/ids.ts"
import { makeIncident } from "./make-incident.ts"

const CHANNEL = "19:triage@thread.tacv2"
const incident = makeIncident({ alertIds: [alertId("alr_1")] })
const marker = cardMarker(incident, "technician", CHANNEL)

describe("cardMarker()", () => {
  it("stays the same while the incident changes", () => {
    const later = { ...incident, state: "fixed" as const, alertIds: [alertId("alr_1"), alertId("alr_2")] }

    expect(cardMarker(later, "technician", CHANNEL)).toBe(marker)
  })

  it.each([
    ["incident", cardMarker({ ...incident, id: incidentId(9) }, "technician", CHANNEL)],
    ["first alert", cardMarker({ ...incident, alertIds: [alertId("alr_2")] }, "technician", CHANNEL)],
    ["face", cardMarker(incident, "customer", CHANNEL)],
    ["channel", cardMarker(incident, "technician", "19:other@thread.tacv2")],
  ])("is another for another %s", (_, other) => {
    expect(other).not.toBe(marker)
  })
})

describe("withMarker()", () => {
  it("marks the first element and changes nothing else", () => {
    const body = [
      { type: "TextBlock", text: "High" },
      { type: "TextBlock", text: "" },
    ]
    const card = { summary: "High", content: { type: "AdaptiveCard", body } }

    expect(withMarker(card, marker)).toEqual({
      summary: "High",
      content: { type: "AdaptiveCard", body: [{ ...body[0], id: marker }, body[1]] },
    })
  })
})
