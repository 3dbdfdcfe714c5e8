import { describe, expect, it } from "vitest"
import { liveView } from "../../src/card/live-view.ts"
import { HAPPENED, makeIncident, POSTED, tenant } from "./make-incident.ts"

describe("liveView()", () => {
  const end = POSTED + 60_000
  const history = [{ at: end, who: "Watchpost", what: "No answer.", customerSafe: true }]
  const incident = makeIncident({ state: "failed", history })
  const view = (...runs: readonly { readonly finishedAt?: number }[]) =>
    liveView({ incident, tenant, runs, now: end })

  it("gives a reading its time after a later step, and takes it away after a fix that ran", () => {
    expect(view()).toMatchObject({ hasLive: true, liveLabel: "At 14:08", liveNote: "" })
    expect(view({}, { finishedAt: HAPPENED })).toMatchObject({ hasLive: true })
    expect(view({ finishedAt: HAPPENED }, { finishedAt: end }).hasLive).toBe(false)
  })
})
