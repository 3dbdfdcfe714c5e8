/** Webhooks, which take no edits, and channels that take nothing any more. */
import { describe, expect, it } from "vitest"
import { createLostChannels } from "../../src/deliver/run-lost-channels.ts"
import { sendNotices } from "../../src/deliver/run-notices.ts"
import { createOutboxRunner } from "../../src/deliver/run-outbox.ts"
import type { Incident } from "../../src/model/alert.ts"
import { webhookChannel } from "../../src/model/delivery.ts"
import { DeliveryError, UpstreamError } from "../../src/model/errors.ts"
import { tenantId } from "../../src/model/ids.ts"
import { makeNote } from "../adapters/sqlite/make-rows.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { makeIncident } from "../card/make-incident.ts"
import { channel, owed, START, stage } from "./stage.ts"

const signal = new AbortController().signal
const webhook = webhookChannel("contoso", tenantId("3c1e8a54-1d0b-4f6a-9b1c-2f4f0a6e7d10"))

describe("a webhook's card", () => {
  const again = (activityId: string) =>
    owed(1, {
      face: "customer",
      channel: webhook,
      sent: 1,
      wanted: 2,
      threadId: "webhook:contoso",
      activityId,
    })

  it("is posted once, and remembers what it told", async () => {
    const { state, deps } = stage([owed(1, { channel: webhook })])

    await createOutboxRunner(deps).runOnce(signal)

    expect(state.calls).toEqual(["post card 1 webhook:contoso"])
    expect(state.rows[0]?.card.activityId).toBe("high open")
  })

  it("isn't posted again for a note or a repeat", async () => {
    const { state, deps } = stage([again("high open")])

    expect(await createOutboxRunner(deps).runOnce(signal)).toBe(1)

    expect(state.calls).toEqual([])
    expect(state.rows[0]?.card.sent).toBe(2)
    expect(state.notes).toEqual([])
  })

  it("isn't posted a second time because the first one couldn't be marked", async () => {
    const { state, deps } = stage([owed(1, { channel: webhook })])
    const runner = createOutboxRunner(deps)
    state.markFails = true
    await runner.runOnce(signal)
    state.markFails = false
    state.now += 60_000
    const [row] = state.rows
    if (row !== undefined) row.card = { ...row.card, wanted: 2 }

    await runner.runOnce(signal)

    expect(state.calls).toEqual(["post card 1 webhook:contoso"])
    expect(state.rows[0]?.card).toMatchObject({ sent: 2, activityId: "high open" })
  })

  it.each([
    ["it has ended", "high open", makeIncident({ state: "fixed" })],
    ["it is worse", "medium open", makeIncident()],
  ])("is followed by another when %s", async (_when, told, incident) => {
    const { state, deps } = stage([again(told)])

    await createOutboxRunner({ ...deps, incidents: { incident: async () => incident } }).runOnce(signal)

    expect(state.calls).toEqual(["post card 1 webhook:contoso"])
    expect(state.notes).toMatchObject([{ what: "Posted the customer card of incident 1." }])
  })
})

describe("a card that somebody deleted in Teams", () => {
  const posted = owed(1, {
    sent: 1,
    wanted: 2,
    threadId: "19:triage@thread.tacv2;messageid=77",
    activityId: "77",
  })
  const deleted = new DeliveryError("ERR_DELIVERY_REFUSED", "It is gone.", { goneMessage: true })
  const play = (incident: Incident) => {
    const { state, deps } = stage([posted])
    state.teams = (call) => (call.startsWith("update") ? Promise.reject(deleted) : Promise.resolve())
    const runner = createOutboxRunner({ ...deps, incidents: { incident: async () => incident } })
    return { state, runner }
  }

  it("is posted anew while somebody has to look at it, and edited there from then on", async () => {
    const { state, runner } = play(makeIncident())

    expect(await runner.runOnce(signal)).toBe(1)

    expect(state.calls).toEqual(["update card 1 77", "post card 1 19:triage@thread.tacv2"])
    expect(state.rows[0]?.card).toMatchObject({ activityId: "1", sent: 2 })
    expect(state.notes).toMatchObject([{ what: "Posted the technician card of incident 1." }])
  })

  it("isn't posted a third time when nobody knows how the second post ended", async () => {
    const { state, runner } = play(makeIncident())
    const lost = new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", "Teams does not answer.")
    state.teams = (call) => Promise.reject(call.startsWith("update") ? deleted : lost)

    await runner.runOnce(signal)
    state.now += 60_000
    state.teams = async () => {}
    state.find = async () => ({ threadId: "19:triage@thread.tacv2;messageid=88", activityId: "88" })
    await runner.runOnce(signal)

    expect(state.calls).toEqual([
      "update card 1 77",
      "post card 1 19:triage@thread.tacv2",
      "update card 1 88",
    ])
    expect(state.rows[0]?.card).toMatchObject({ activityId: "88", sent: 2 })
  })

  it("stays deleted once the incident is over", async () => {
    const { state, runner } = play(makeIncident({ state: "fixed" }))

    await runner.runOnce(signal)

    expect(state.calls).toEqual(["update card 1 77"])
    expect(state.failures).toEqual([])
    expect(state.notes).toEqual([])
  })
})

describe("a channel that was unlinked while its cards are on their way", () => {
  const edited = { activityId: "77", threadId: "19:triage@thread.tacv2;messageid=77", sent: 1, wanted: 2 }

  it.each([
    ["posted", owed(2)],
    ["edited", owed(2, edited)],
    ["posted through a webhook", owed(2, { channel: webhook })],
  ])("has nothing more %s: it may be another customer's by now", async (_how, next) => {
    const { state, deps } = stage([owed(1, { channel: next.channel }), next])
    const unlink = () => void state.rows.splice(0)
    const prepare = async ({ incidentId }: { readonly incidentId: number }) =>
      incidentId === 2 ? unlink() : undefined

    expect(await createOutboxRunner({ ...deps, prepare }).runOnce(signal)).toBe(1)

    expect(state.calls).toEqual([`post card 1 ${next.channel.conversationId}`])
    expect([state.failures, state.logged]).toEqual([[], []])
  })
})

describe("a channel that Teams doesn't let us write to", () => {
  const lostOf = () => {
    const { store } = openTemporaryStore()
    const log = { info: () => {}, warn: () => {}, error: () => {} }
    const deps = { book: store.channels, triage: channel("triage"), now: () => START, log }
    return {
      store,
      channels: () => createLostChannels({ ...deps, nameOf: async () => "Contoso Ltd's channel" }),
    }
  }
  const gone = new DeliveryError("ERR_DELIVERY_REFUSED", "The channel is gone.", { lostChannel: true })

  it("is told in the triage channel once, also after a restart", async () => {
    const { store, channels } = lostOf()
    const { state, deps } = stage([
      owed(1, { channel: channel("contoso") }),
      owed(2, { channel: channel("contoso") }),
    ])
    state.teams = () => Promise.reject(gone)

    await createOutboxRunner({ ...deps, channels: channels() }).runOnce(signal)
    await channels().refused(channel("contoso"), gone)

    expect(await store.channels.lost()).toMatchObject([{ reason: "The channel is gone.", since: START }])
    expect(await store.notices.due(START, 10)).toMatchObject([
      { title: "No card reaches Contoso Ltd's channel", to: { channel: channel("triage") } },
    ])
  })

  it("is told again when it was unlinked, and is lost once more after the next link", async () => {
    const { store, channels } = lostOf()
    const known = channels()
    const there = channel("contoso")
    const link = { tenantId: there.teamsTenantId, channel: there, by: "Kim Vega", at: START }
    await known.refused(there, gone)

    await store.channels.link(link, makeNote())
    await known.refused(there, gone)

    expect(await store.channels.lost()).toHaveLength(1)
  })

  it("is forgotten when it takes a card again", async () => {
    const { store, channels } = lostOf()
    await channels().refused(channel("triage"), gone)
    const { deps } = stage([owed(1)])

    await createOutboxRunner({ ...deps, channels: channels() }).runOnce(signal)

    expect(await store.channels.lost()).toEqual([])
  })

  it("is told for a message that it doesn't take, and whatever waits there is due once it takes a card", async () => {
    const { store, channels } = lostOf()
    const to = { kind: "channel", channel: channel("contoso") } as const
    const about = { kind: "digest", to, title: "x", lines: [], data: {}, at: START } as const
    await store.notices.owe([
      { ...about, key: "one" },
      { ...about, key: "two" },
    ])
    const tried: string[] = []
    const send = async ({ key }: { readonly key: string }) => {
      tried.push(key)
      throw gone
    }
    const { deps } = stage([owed(1, { channel: to.channel })])

    await sendNotices(
      {
        ...{ notices: store.notices, sender: { send }, finder: deps.finder, isWaiting: async () => true },
        ...{ times: new Map(), unnoted: new Map(), channels: channels(), now: () => START, log: deps.log },
      },
      signal,
    )
    expect(tried).toEqual(["one", "two"])
    expect(await store.channels.lost()).toMatchObject([{ conversationId: to.channel.conversationId }])
    const due = async () => (await store.notices.due(START, 10)).map(({ kind }) => kind)
    expect(await due()).toEqual(["channel-lost"])

    await createOutboxRunner({ ...deps, channels: channels() }).runOnce(signal)

    expect(await store.channels.lost()).toEqual([])
    expect(await due()).toEqual(["digest", "digest", "channel-lost"])
  })

  it("isn't lost because of one card that is refused", async () => {
    const { store, channels } = lostOf()
    const { state, deps } = stage([owed(1)])
    state.teams = () => Promise.reject(new DeliveryError("ERR_DELIVERY_REFUSED", "Too big."))

    await createOutboxRunner({ ...deps, channels: channels() }).runOnce(signal)

    expect(await store.channels.lost()).toEqual([])
  })
})

describe("a channel that Teams wants fewer messages in", () => {
  const throttled = new UpstreamError("ERR_UPSTREAM_THROTTLED", "More slowly.", { retryAfterMs: 30_000 })

  it("has no other new card until Teams takes them again, while other threads go on", async () => {
    const edited = owed(3, {
      threadId: "19:triage@thread.tacv2;messageid=3",
      activityId: "3",
      sent: 1,
      wanted: 2,
    })
    const { state, deps } = stage([owed(1), owed(2), edited, owed(4, { channel: channel("contoso") })])
    state.teams = (call) => (call === "post card 1" ? Promise.reject(throttled) : Promise.resolve())
    const runner = createOutboxRunner(deps)

    await runner.runOnce(signal)
    state.now += 29_000
    await runner.runOnce(signal)
    expect(state.calls.toSorted()).toEqual([
      "post card 1 19:triage@thread.tacv2",
      "post card 4 19:contoso@thread.tacv2",
      "update card 3 3",
    ])

    state.now += 1_001
    state.teams = async () => {}
    await runner.runOnce(signal)
    expect(state.calls.slice(3)).toEqual([
      "post card 1 19:triage@thread.tacv2",
      "post card 2 19:triage@thread.tacv2",
    ])
  })
})
