/** No card is posted twice: what was interrupted is looked for in its channel first. */
import { describe, expect, it } from "vitest"
import { cardMarker } from "../../src/card/card-marker.ts"
import { SETTLE_MS } from "../../src/deliver/run-find-card.ts"
import { createOutboxRunner } from "../../src/deliver/run-outbox.ts"
import { DeliveryError, UpstreamError } from "../../src/model/errors.ts"
import { incidentId } from "../../src/model/ids.ts"
import { makeIncident } from "../card/make-incident.ts"
import { owed, START, stage } from "./stage.ts"

const signal = new AbortController().signal

describe("createOutboxRunner() after a post whose end nobody knows", () => {
  const unknownEnd = () => Promise.reject(new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", "No answer."))
  const there = { threadId: "19:triage@thread.tacv2;messageid=9", activityId: "9" }

  it("takes the card over that is in the channel, and edits it instead of posting another", async () => {
    const { state, deps } = stage([owed(1)])
    const runner = createOutboxRunner(deps)
    state.teams = unknownEnd
    await runner.runOnce(signal)
    state.teams = async () => {}
    state.find = async () => there
    state.now += SETTLE_MS

    await runner.runOnce(signal)

    expect(state.calls).toEqual(["post card 1 19:triage@thread.tacv2", "update card 1 9"])
    expect(state.looks).toEqual([
      {
        marker: cardMarker(makeIncident({ id: incidentId(1) }), "technician", "19:triage@thread.tacv2"),
        since: START,
      },
    ])
    expect(state.notes).toMatchObject([{ data: { activityId: "9" } }])
  })

  it("does the same after a death between the post and the mark", async () => {
    const { state, deps } = stage([owed(1, { sendingSince: START - 10_000 })])
    state.find = async () => there

    await createOutboxRunner(deps).runOnce(signal)

    expect(state.calls).toEqual(["update card 1 9"])
    expect(state.looks).toMatchObject([{ since: START - 10_000 }])
  })

  it("finds it also when the clock was ahead as the post began, and waits for nobody who can't look", async () => {
    const ahead = owed(1, { sendingSince: START + 365 * 86_400_000 })
    const found = stage([ahead])
    found.state.find = async () => there
    await createOutboxRunner(found.deps).runOnce(signal)
    const unseen = stage([ahead])
    unseen.state.find = unknownEnd
    await createOutboxRunner(unseen.deps).runOnce(signal)

    expect(found.state.calls).toEqual(["update card 1 9"])
    expect(found.state.looks).toMatchObject([{ since: START - 86_400_000 }])
    expect(unseen.state.calls).toEqual(["post card 1 19:triage@thread.tacv2"])
  })

  it("waits until the post must have arrived before it looks", async () => {
    const { state, deps } = stage([owed(1)])
    const runner = createOutboxRunner(deps)
    state.teams = unknownEnd
    await runner.runOnce(signal)

    state.now += SETTLE_MS - 1
    await runner.runOnce(signal)

    expect(state.looks).toEqual([])
  })

  it("posts when the channel was read and the card isn't there", async () => {
    const { state, deps } = stage([owed(1, { sendingSince: START - 10_000 })])

    await createOutboxRunner(deps).runOnce(signal)

    expect(state.calls).toEqual(["post card 1 19:triage@thread.tacv2"])
  })

  it("looks for nothing after Teams said that it took nothing", async () => {
    const { state, deps } = stage([owed(1)])
    const runner = createOutboxRunner(deps)
    state.teams = () => Promise.reject(new UpstreamError("ERR_UPSTREAM_THROTTLED", "Slower."))
    await runner.runOnce(signal)
    state.teams = async () => {}
    state.now += 60_000

    await runner.runOnce(signal)

    expect(state.looks).toEqual([])
    expect(state.calls).toHaveLength(2)
  })

  it("looks again later while the channel can't be read just now, and posts the other cards there", async () => {
    const { state, deps } = stage([owed(1, { sendingSince: START - 10_000 }), owed(2)])
    state.find = () => Promise.reject(new UpstreamError("ERR_UPSTREAM_THROTTLED", "Graph is busy."))

    await createOutboxRunner(deps).runOnce(signal)

    expect(state.calls).toEqual(["post card 2 19:triage@thread.tacv2"])
    expect(state.failures).toMatchObject([{ reason: "Graph is busy." }])
  })

  it.each([
    ["nobody may read the channel", new DeliveryError("ERR_DELIVERY_REFUSED", "No consent."), 10_000],
    [
      "the channel can't be read for minutes",
      new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", "Down."),
      200_000,
    ],
  ])("posts again and says so when %s", async (_, error, ago) => {
    const { state, deps } = stage([owed(1, { sendingSince: START - ago })])
    state.find = () => Promise.reject(error)

    await createOutboxRunner(deps).runOnce(signal)

    expect(state.calls).toEqual(["post card 1 19:triage@thread.tacv2"])
    expect(state.logged).toEqual([
      "warn: a post may be in its channel already, and nobody can look; it is posted again",
    ])
  })
})
