/** A muted alert is stored with a trail note and makes no card; what has a card keeps it. */
import { describe, expect, it } from "vitest"
import { mergeAlerts } from "../../src/alert/merge-alerts.ts"
import type { Incident } from "../../src/model/alert.ts"
import { incidentId } from "../../src/model/ids.ts"
import { muteId } from "../../src/model/mute.ts"
import { CHANNEL, makeAlert, makeIncident, NOW } from "../adapters/sqlite/make-rows.ts"

const context = {
  now: NOW,
  fetchedAt: NOW,
  watchedSince: 0,
  channelsFor: () => [{ face: "technician" as const, channel: CHANNEL }],
  mutedBy: () => ({ id: muteId(7) }),
}

describe("mergeAlerts() with mutes", () => {
  it("makes no incident of what is muted, and says so in the trail", () => {
    const { incidents, notes } = mergeAlerts([makeAlert()], [], context)

    expect(incidents).toEqual([])
    expect(notes).toMatchObject([
      { kind: "alert", what: "Muted by mute 7: Ada forwards Bob's mail outside.", data: { mute: 7 } },
    ])
  })

  it("pages as before for what isn't muted", () => {
    const { incidents, notes } = mergeAlerts([makeAlert()], [], { ...context, mutedBy: () => undefined })

    expect(incidents).toHaveLength(1)
    expect(notes).toBeUndefined()
  })

  it.each([
    ["informational", { level: "informational" as const }, 0],
    ["history", {}, NOW + 1],
  ])("keeps in the trail once what pages nobody because it is %s", (_why, over, watchedSince) => {
    const alert = makeAlert(over)
    const quiet = { ...context, mutedBy: () => undefined, watchedSince }

    expect(mergeAlerts([alert], [], quiet)).toMatchObject({
      incidents: [],
      notes: [{ kind: "alert", what: "Pages nobody: Ada forwards Bob's mail outside." }],
    })
    const grown = mergeAlerts([{ ...alert, count: 2 }], [], quiet, new Map([[alert.id, alert]]))
    expect(grown.notes).toBeUndefined()
  })

  it("never takes an alert off a card that somebody is looking at", () => {
    const was = makeAlert()
    const now = makeAlert({ count: 5 })
    const incident: Incident = { ...makeIncident({ alert: was, alertIds: [was.id] }), id: incidentId(1) }
    const { incidents, notes } = mergeAlerts([now], [incident], context, new Map([[was.id, was]]))

    expect(incidents).toMatchObject([{ incident: { id: 1, count: 5 } }])
    expect(notes).toBeUndefined()
  })
})
