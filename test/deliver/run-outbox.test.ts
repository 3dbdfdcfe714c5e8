import { describe, expect, it } from "vitest"
import { FAR_BACKOFF_MS } from "../../src/deliver/backoff.ts"
import type { LaneDeps } from "../../src/deliver/run-lane.ts"
import { createOutboxRunner } from "../../src/deliver/run-outbox.ts"
import { DeliveryError, UpstreamError } from "../../src/model/errors.ts"
import { channel, owed, START, stage } from "./stage.ts"

const signal = new AbortController().signal

describe("createOutboxRunner()", () => {
  it("posts new cards and edits posted ones, oldest first, each with a trail note after the send", async () => {
    const { state, deps } = stage([
      owed(1),
      owed(2, { activityId: "77", threadId: "19:triage@thread.tacv2;messageid=77", sent: 1, wanted: 3 }),
    ])

    const outcome = await createOutboxRunner(deps).runOnce(signal)

    expect(outcome).toBe(2)
    expect(state.calls).toEqual(["post card 1 19:triage@thread.tacv2", "update card 2 77"])
    expect(state.notes).toMatchObject([
      {
        kind: "delivery",
        who: "watchpost",
        incidentId: 1,
        what: "Posted the technician card of incident 1.",
      },
      {
        kind: "delivery",
        incidentId: 2,
        what: "Edited the technician card of incident 2.",
        data: { version: 3 },
      },
    ])
  })

  it("sends nothing twice", async () => {
    const { state, deps } = stage([owed(1)])
    const runner = createOutboxRunner(deps)

    await runner.runOnce(signal)
    await runner.runOnce(signal)

    expect(state.calls).toHaveLength(1)
  })

  it("tries again later when Teams can't, and waits as long as Teams asks", async () => {
    const { state, deps } = stage([owed(1)])
    state.teams = () =>
      Promise.reject(new UpstreamError("ERR_UPSTREAM_THROTTLED", "Slower.", { retryAfterMs: 9_000 }))
    const runner = createOutboxRunner(deps)

    await runner.runOnce(signal)
    state.now += 8_999
    await runner.runOnce(signal)
    expect(state.calls).toHaveLength(1)
    state.now += 1
    state.teams = async () => {}

    expect(await runner.runOnce(signal)).toBe(1)
    expect(state.failures).toEqual([{ id: 1, at: START + 9_000, reason: "Slower." }])
  })

  it("asks for a person and waits an hour when Teams refuses", async () => {
    const { state, deps } = stage([owed(1)])
    state.teams = () => Promise.reject(new DeliveryError("ERR_DELIVERY_REFUSED", "The bot was removed."))

    await createOutboxRunner(deps).runOnce(signal)

    expect(state.failures).toEqual([{ id: 1, at: START + FAR_BACKOFF_MS, reason: "The bot was removed." }])
    expect(state.logged).toEqual(["warn: a card can't be sent as it is; a person must look"])
    expect(state.notes).toEqual([])
  })

  it("delivers to the other channels while one hangs", async () => {
    const { state, deps } = stage([
      owed(1, { channel: channel("hangs") }),
      owed(2, { channel: channel("contoso") }),
      owed(3, { channel: channel("fabrikam") }),
    ])
    const hang = Promise.withResolvers<void>()
    state.teams = (call) => (call === "post card 1" ? hang.promise : Promise.resolve())

    const run = createOutboxRunner(deps).runOnce(signal)
    await expect.poll(() => state.notes.length).toBe(2)
    hang.resolve()

    expect(await run).toBe(3)
  })

  it("goes on with a channel's other cards when one can't be drawn", async () => {
    const { state, deps } = stage([owed(1), owed(2)])
    const render: LaneDeps["render"] = async (card) => {
      if (card.incidentId === 1) throw new Error("no template")
      return deps.render(card)
    }

    expect(await createOutboxRunner({ ...deps, render }).runOnce(signal)).toBe(1)
    expect(state.calls).toEqual(["post card 2 19:triage@thread.tacv2"])
    expect(state.logged).toEqual(["error: a card could not be sent"])
  })

  it("sends the card although the live state can't be read", async () => {
    const { state, deps } = stage([owed(1)])
    const prepare = () => Promise.reject(new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", "Exchange is slow."))

    expect(await createOutboxRunner({ ...deps, prepare }).runOnce(signal)).toBe(1)
    expect(state.logged).toEqual(["warn: the live state could not be read before sending"])
  })

  it("never posts a card twice when only the marking failed", async () => {
    const { state, deps } = stage([owed(1)])
    const runner = createOutboxRunner(deps)
    state.markFails = true

    await runner.runOnce(signal)
    state.markFails = false
    state.now += 60_000
    const outcome = await runner.runOnce(signal)

    expect(outcome).toBe(1)
    expect(state.calls).toEqual(["post card 1 19:triage@thread.tacv2"])
    expect(state.notes).toHaveLength(1)
  })

  it("keeps within the limits of a channel and sends the rest when they allow", async () => {
    const { state, deps } = stage(Array.from({ length: 12 }, (_, index) => owed(index + 1)))
    const runner = createOutboxRunner(deps)

    const first = await runner.runOnce(signal)
    const again = await runner.runOnce(signal)
    state.now += 2_000
    const later = await runner.runOnce(signal)

    expect([first, again, later]).toEqual([7, 0, 5])
    expect(state.calls.map((call) => call.split(" ")[2])).toEqual(
      Array.from({ length: 12 }, (_, index) => String(index + 1)),
    )
  })

  it("stops between two cards when told to, and finishes the one in flight", async () => {
    const { state, deps } = stage([owed(1), owed(2)])
    const stop = new AbortController()
    state.teams = async () => stop.abort()

    expect(await createOutboxRunner(deps).runOnce(stop.signal)).toBe(1)
    expect(state.notes).toHaveLength(1)
  })

  it("sends what becomes due while it runs, as soon as it is woken", async () => {
    const { state, deps } = stage([])
    const stop = new AbortController()
    const runner = createOutboxRunner(deps)
    const running = runner.start(stop.signal)

    state.rows.push({ card: owed(5), dueAt: START })
    runner.wake()
    await expect.poll(() => state.notes.length).toBe(1)
    stop.abort()
    await running

    expect(state.calls).toHaveLength(1)
  })

  it("goes on after the store could not be read", async () => {
    const { state, deps } = stage([owed(1)])
    let broken = true
    const due: LaneDeps["outbox"]["due"] = async (now, limit) => {
      if (broken) throw new Error("busy")
      return deps.outbox.due(now, limit)
    }
    const stop = new AbortController()
    const runner = createOutboxRunner({ ...deps, outbox: { ...deps.outbox, due } })

    const running = runner.start(stop.signal)
    await expect.poll(() => state.logged).toContain("error: the outbox could not be read")
    broken = false
    runner.wake()
    await expect.poll(() => state.notes.length).toBe(1)
    stop.abort()
    await running
    expect(state.calls).toHaveLength(1)
  })
})
