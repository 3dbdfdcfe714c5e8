import { describe, expect, it } from "vitest"
import { noticeMarker } from "../../src/card/card-marker.ts"
import { SETTLE_MS } from "../../src/deliver/run-find-card.ts"
import { type NoticeDeps, sendNotices } from "../../src/deliver/run-notices.ts"
import { DeliveryError, UpstreamError } from "../../src/model/errors.ts"
import { incidentId } from "../../src/model/ids.ts"
import { type OwedNotice, PLACES, type PlaceKind } from "../../src/model/notice.ts"
import type { TrailNote } from "../../src/model/trail-entry.ts"
import { channel, START } from "./stage.ts"

const notice = (key: string, change: Partial<OwedNotice> = {}): OwedNotice => ({
  key,
  kind: "escalation",
  to: { kind: "channel", channel: channel("triage") },
  title: "Nobody has taken this incident",
  lines: [],
  data: {},
  at: START,
  attempts: 0,
  ...change,
})

function stage(owed: readonly OwedNotice[], change: Partial<NoticeDeps> = {}) {
  const state = {
    sent: [] as string[],
    notes: [] as TrailNote[],
    failed: [] as { key: string; at: number; reason: string }[],
    done: new Set<string>(),
    sending: new Map<string, number>(),
    forgotten: new Set<string>(),
    failsWith: undefined as Error | undefined,
  }
  const deps: NoticeDeps = {
    notices: {
      due: async (_now, _limit, places = PLACES) =>
        owed.filter(({ key, to }) => !state.done.has(key) && places.includes(to.kind)),
      done: async (key, _at, note) => {
        state.done.add(key)
        state.notes.push(note)
      },
      sending: async (key, at) => {
        state.sending.set(key, at)
        return !state.forgotten.has(key)
      },
      notSent: async (key) => void state.sending.delete(key),
      failed: async (key, at, reason) => {
        if (state.failsWith !== undefined) throw state.failsWith
        state.failed.push({ key, at, reason })
      },
    },
    sender: {
      send: async ({ key }) => {
        state.sent.push(key)
        return { activityId: "7" }
      },
    },
    finder: { find: async () => undefined },
    isWaiting: async () => true,
    times: new Map(),
    unnoted: new Map(),
    now: () => START,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    chance: () => 0,
    ...change,
  }
  return {
    state,
    run: (places?: readonly PlaceKind[]) => sendNotices(deps, new AbortController().signal, places),
  }
}

describe("sendNotices()", () => {
  it("says nothing in a channel that was unlinked meanwhile", async () => {
    const { state, run } = stage([notice("a"), notice("b")])
    state.forgotten.add("b")

    expect(await run()).toBe(1)

    expect([state.sent, state.notes.length, state.failed]).toEqual([["a"], 1, []])
  })

  it("sends each once and writes where it went into the trail", async () => {
    const { state, run } = stage([notice("a", { incidents: [incidentId(42)] })])

    expect(await run()).toBe(1)
    expect(await run()).toBe(0)

    expect(state.sent).toEqual(["a"])
    expect(state.notes[0]).toMatchObject({
      kind: "delivery",
      incidentId: 42,
      data: { to: "19:triage@thread.tacv2", activityId: "7" },
    })
  })

  it("calls nobody for incidents that somebody has taken meanwhile", async () => {
    const taken = async (): Promise<boolean> => false
    const { state, run } = stage([notice("a", { incidents: [incidentId(42)] })], { isWaiting: taken })

    await run()

    expect(state.sent).toEqual([])
    expect(state.notes[0]?.what).toContain("Not sent any more")
  })

  it("lets each thread come to its end when the store fails for another", async () => {
    const failing = notice("a")
    const other = notice("b", { to: { kind: "channel", channel: channel("contoso") } })
    let released = (): void => {}
    const slow = new Promise<void>((resolve) => {
      released = resolve
    })
    const { state, run } = stage([failing, other], {
      sender: {
        send: async ({ key }) => {
          if (key === "a") throw new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", "No answer.")
          await slow
          return { activityId: "7" }
        },
      },
    })
    state.failsWith = new Error("the disk is full")

    const running = run()
    setImmediate(released)

    expect(await running).toBe(1)
    expect(state.notes).toHaveLength(1)
  })

  it("sends nothing more into a thread that Teams wants fewer messages in", async () => {
    const tried: string[] = []
    const { state, run } = stage(
      ["a", "b"].map((key) => notice(key)),
      {
        sender: {
          send: async ({ key }) => {
            tried.push(key)
            throw new UpstreamError("ERR_UPSTREAM_THROTTLED", "More slowly.", { retryAfterMs: 30_000 })
          },
        },
      },
    )

    await run()

    expect(tried).toEqual(["a"])
    expect(state.failed).toMatchObject([{ key: "a", at: START + 30_000 }])
  })

  it("keeps within Teams' limits, together with the cards", async () => {
    const times = new Map([["19:triage@thread.tacv2", Array.from({ length: 5 }, () => START)]])
    const { state, run } = stage(
      ["a", "b", "c"].map((key) => notice(key)),
      { times },
    )

    await run()

    expect(state.sent).toEqual(["a", "b"])
  })

  it("calls the webhook and writes to people while a channel hangs", async () => {
    const person = { kind: "person", person: { objectId: "k", name: "Kim" } } as const
    const owed = [
      notice("a"),
      notice("b"),
      notice("p", { to: person }),
      notice("w", { to: { kind: "webhook" } }),
    ]
    const hang = Promise.withResolvers<void>()
    const sent: string[] = []
    const send = async ({ key, to }: OwedNotice) => {
      if (to.kind === "channel") await hang.promise
      sent.push(key)
      return {}
    }
    const { run } = stage(owed, { sender: { send } })

    const running = run()
    await expect.poll(() => sent.toSorted()).toEqual(["p", "w"])
    hang.resolve()

    expect(await running).toBe(4)
    expect(sent.slice(2)).toEqual(["a", "b"])
  })

  it("takes only the places that it is asked for", async () => {
    const { state, run } = stage([notice("a"), notice("w", { to: { kind: "webhook" } })])

    await run(["webhook"])

    expect(state.sent).toEqual(["w"])
  })

  it.each([
    ["soon when Teams asks for slowness", new UpstreamError("ERR_UPSTREAM_THROTTLED", "Slower."), 1_000],
    [
      "when it must have arrived, if nobody knows",
      new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", "Later."),
      SETTLE_MS,
    ],
    ["after an hour when a person must act", new DeliveryError("ERR_DELIVERY_REFUSED", "No."), 3_600_000],
  ])("tries again %s", async (_when, error, waitMs) => {
    const { state, run } = stage([notice("a")], {
      sender: { send: () => Promise.reject(error) },
    })

    await run()

    expect(state.failed).toEqual([{ key: "a", at: START + waitMs, reason: error.advice }])
    expect(state.notes).toEqual([])
  })

  it("is looked for in its channel after a post whose end nobody knows, and not sent again", async () => {
    const looks: unknown[] = []
    const find = async (_where: unknown, marker: string, since: number) => {
      looks.push([marker, since])
      return { threadId: "t", activityId: "9" }
    }
    const { state, run } = stage([notice("a", { sendingSince: START - 10_000 })], { finder: { find } })

    await run()

    expect(looks).toEqual([[noticeMarker("a"), START - 10_000]])
    expect(state.sent).toEqual([])
    expect(state.notes[0]).toMatchObject({ data: { activityId: "9" } })
  })

  it("is written down before a post, and taken back only when Teams refused it", async () => {
    const ended = (error: Error) => stage([notice("a")], { sender: { send: () => Promise.reject(error) } })
    const unknown = ended(new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", "Later."))
    const refused = ended(new UpstreamError("ERR_UPSTREAM_THROTTLED", "Slower."))

    await Promise.all([unknown.run(), refused.run()])

    expect([...unknown.state.sending]).toEqual([["a", START]])
    expect([...refused.state.sending]).toEqual([])
  })

  it("is sent again into a chat, which nobody can read", async () => {
    const person = { kind: "person", person: { objectId: "k", name: "Kim" } } as const
    const find = () => Promise.reject(new Error("nobody looks"))
    const { state, run } = stage([notice("a", { to: person, sendingSince: START - 10_000 })], {
      finder: { find },
    })

    await run()

    expect(state.sent).toEqual(["a"])
  })
})
