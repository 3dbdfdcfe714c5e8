/** A day without Teams. */
import { describe, expect, it } from "vitest"
import { createOutboxRunner } from "../../src/deliver/run-outbox.ts"
import type { Incident } from "../../src/model/alert.ts"
import { UpstreamError } from "../../src/model/errors.ts"
import { alertId, incidentId } from "../../src/model/ids.ts"
import { makeAlert, makeBatch, mergeInto } from "../adapters/sqlite/make-rows.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
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

  it("tells what happened meanwhile once for each incident, as it is by then, the worst first", async () => {
    const { store } = openTemporaryStore()
    const { state, deps } = stage([])
    const runner = createOutboxRunner({
      ...deps,
      outbox: store.outbox,
      incidents: store.incidents,
      render: async ({ incidentId: id }) => {
        const incident = await store.incidents.incident(id)
        return { summary: `${id}-${incident?.level}-${incident?.state}`, content: {} }
      },
    })
    state.teams = () =>
      Promise.reject(new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", "Teams does not answer."))
    const turn = (id: number, change: Partial<Incident>) =>
      store.incidents.change(incidentId(id), (incident) => ({
        incident: { ...incident, ...change },
        notes: [],
      }))
    const wait = async (hours: number) => {
      for (const end = state.now + hours * HOUR; state.now < end; state.now += 10 * MINUTE)
        await runner.runOnce(signal)
    }

    for (const subject of ["a", "b", "c"]) {
      const alert = makeAlert({ id: alertId(`alr_${subject}`), subject })
      await store.records.saveBatch(makeBatch({ alerts: [alert] }), mergeInto())
      await wait(4)
    }
    await turn(1, { level: "low", state: "claimed" })
    await wait(6)
    await turn(1, { state: "not-a-threat" })
    await turn(3, { level: "critical" })
    await wait(6)
    state.calls.length = 0
    state.teams = async () => {}
    await wait(1)

    expect(state.calls.map((call) => call.split(" ").slice(0, 2).join(" "))).toEqual([
      "post 3-critical-new",
      "post 2-high-new",
      "post 1-low-not-a-threat",
    ])
    expect(await store.outbox.nextDue()).toBeUndefined()
  })
})
