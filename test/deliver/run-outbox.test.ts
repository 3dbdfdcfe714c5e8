import { describe, expect, it } from "vitest"
import { cardMarker } from "../../src/card/card-marker.ts"
import { FAR_BACKOFF_MS } from "../../src/deliver/backoff.ts"
import { SETTLE_MS } from "../../src/deliver/run-find-card.ts"
import type { LaneDeps } from "../../src/deliver/run-lane.ts"
import { createOutboxRunner } from "../../src/deliver/run-outbox.ts"
import type { OwedCard } from "../../src/model/delivery.ts"
import { DeliveryError, UpstreamError } from "../../src/model/errors.ts"
import { incidentId, tenantId } from "../../src/model/ids.ts"
import type { TrailNote } from "../../src/model/trail-entry.ts"
import type { PostedCard } from "../../src/ports/messenger.ts"
import { makeIncident } from "../card/make-incident.ts"

const TENANT = tenantId("3c1e8a54-1d0b-4f6a-9b1c-2f4f0a6e7d10")
const START = Date.UTC(2026, 10, 20)
const signal = new AbortController().signal

const channel = (name: string) => ({
  conversationId: `19:${name}@thread.tacv2`,
  serviceUrl: "https://smba.trafficmanager.net/emea/",
  teamsTenantId: TENANT,
})
const owed = (id: number, change: Partial<OwedCard> = {}): OwedCard => ({
  incidentId: incidentId(id),
  tenantId: TENANT,
  face: "technician",
  channel: channel("triage"),
  wanted: 1,
  sent: 0,
  attempts: 0,
  ...change,
})

const withoutSending = ({ sendingSince: _, ...card }: OwedCard): OwedCard => card

/** An outbox in memory, and a Teams that notes what it is told. */
function stage(cards: readonly OwedCard[]) {
  const rows = cards.map((card) => ({ card, dueAt: START }))
  const state = {
    now: START,
    rows,
    calls: [] as string[],
    notes: [] as TrailNote[],
    failures: [] as { id: number; at: number; reason: string }[],
    logged: [] as string[],
    /** What Teams does with a card; default: takes it. */
    teams: async (_call: string): Promise<void> => {},
    markFails: false,
    /** What a look into the channel finds. */
    find: async (): Promise<PostedCard | undefined> => undefined,
    looks: [] as { marker: string; since: number }[],
  }
  const rowOf = (card: OwedCard) =>
    rows.find((row) => row.card.incidentId === card.incidentId && row.card.channel === card.channel)
  const say = (level: string) => (message: string) => void state.logged.push(`${level}: ${message}`)
  const deps: LaneDeps = {
    now: () => state.now,
    chance: () => 0,
    log: { info: say("info"), warn: say("warn"), error: say("error") },
    incidents: { incident: async (id) => makeIncident({ id }) },
    render: async (card) => ({ summary: `card ${card.incidentId}`, content: {} }),
    prepare: async () => {},
    messenger: {
      post: async (where, card) => {
        state.calls.push(`post ${card.summary} ${where.conversationId}`)
        await state.teams(`post ${card.summary}`)
        return { threadId: `${where.conversationId};messageid=1`, activityId: "1" }
      },
      update: async (_where, posted, card) => {
        state.calls.push(`update ${card.summary} ${posted.activityId}`)
        await state.teams(`update ${card.summary}`)
      },
    },
    finder: {
      find: async (_where, marker, since) => {
        state.looks.push({ marker, since })
        return state.find()
      },
    },
    outbox: {
      sending: async (card, at, dueAgainAt) => {
        const row = rowOf(card)
        if (row === undefined) return
        row.dueAt = dueAgainAt
        row.card = { ...row.card, sendingSince: row.card.sendingSince ?? at }
      },
      notSent: async (card) => {
        const row = rowOf(card)
        if (row) row.card = withoutSending(row.card)
      },
      due: async (now) =>
        rows.filter(({ card, dueAt }) => card.wanted > card.sent && dueAt <= now).map(({ card }) => card),
      nextDue: async () => rows.find(({ card }) => card.wanted > card.sent)?.dueAt,
      sent: async (card, posted, _at, note) => {
        if (state.markFails) throw new Error("the store is closed")
        const row = rowOf(card)
        if (row) row.card = { ...withoutSending(row.card), ...posted, sent: card.wanted, attempts: 0 }
        state.notes.push(note)
      },
      failed: async (card, at, reason) => {
        const row = rowOf(card)
        if (row) {
          row.dueAt = at
          row.card = { ...row.card, attempts: row.card.attempts + 1 }
        }
        state.failures.push({ id: card.incidentId, at, reason })
      },
    },
  }
  return { state, deps }
}

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
    expect(state.logged).toEqual(["warn: Teams refuses a card; a person must look"])
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

  it("looks again later while the channel can't be read just now", async () => {
    const { state, deps } = stage([owed(1, { sendingSince: START - 10_000 })])
    state.find = () => Promise.reject(new UpstreamError("ERR_UPSTREAM_THROTTLED", "Graph is busy."))

    await createOutboxRunner(deps).runOnce(signal)

    expect(state.calls).toEqual([])
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
      "warn: a card may be in its channel already, and nobody can look; it is posted again",
    ])
  })
})
