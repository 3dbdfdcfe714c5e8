/** A day without Teams. */
import { describe, expect, it } from "vitest"
import { createOutboxRunner } from "../../src/deliver/run-outbox.ts"
import { UpstreamError } from "../../src/model/errors.ts"
import { owed, START, stage } from "./stage.ts"

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const signal = new AbortController().signal

describe("createOutboxRunner() while Teams is down for 24 hours", () => {
  it("asks seldom, loses nothing, and sends everything once and in order afterwards", async () => {
    const ids = [1, 2, 3, 4, 5]
    const { state, deps } = stage(ids.map((id) => owed(id)))
    state.teams = () =>
      Promise.reject(new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", "Teams does not answer."))
    const runner = createOutboxRunner(deps)

    for (; state.now < START + 24 * HOUR; state.now += MINUTE) await runner.runOnce(signal)
    const asked = state.calls.length / ids.length
    state.calls.length = 0
    state.teams = async () => {}
    for (; state.now < START + 25 * HOUR; state.now += MINUTE) await runner.runOnce(signal)

    // Every 5 to 10 minutes, and a few times more in the beginning.
    expect(asked).toBeGreaterThan(140)
    expect(asked).toBeLessThan(300)
    expect(state.calls.map((call) => call.split(" ")[2])).toEqual(ids.map(String))
    expect(state.notes.map(({ incidentId }) => incidentId)).toEqual(ids)
  })
})
