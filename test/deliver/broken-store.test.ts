/**
 * What is sent while the store takes nothing, and after the clock was wrong: nothing is told twice, nobody is asked in a
 * circle, and nothing waits for a time that a wrong clock named. Against a real file.
 */
import { describe, expect, it } from "vitest"
import { type NoticeDeps, sendNotices } from "../../src/deliver/run-notices.ts"
import { createOutboxRunner } from "../../src/deliver/run-outbox.ts"
import type { NoticePlace } from "../../src/model/notice.ts"
import { CHANNEL, NOW } from "../adapters/sqlite/make-rows.ts"
import { openIncident, openRaw, openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { stage } from "./stage.ts"

const { signal } = new AbortController()
const HOUR = 3_600_000
const YEAR = 365 * 24 * HOUR

/** `refuse` has SQLite refuse a kind of write until what it returns is called. */
function openBroken() {
  const { store, path } = openTemporaryStore()
  const raw = openRaw(path)
  const refuse = (write: string) => {
    raw.exec(`CREATE TRIGGER full BEFORE ${write} BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`)
    return () => void raw.exec("DROP TRIGGER full")
  }
  return { store, refuse }
}

/** One card that is owed; what is drawn and sent is counted. */
async function cards() {
  const { store, refuse } = openBroken()
  await openIncident(store, "technician")
  const { state, deps } = stage([])
  state.now = NOW
  const counted = { drawn: 0 }
  const prepare = async (): Promise<void> => {
    counted.drawn += 1
  }
  const runner = createOutboxRunner({ ...deps, outbox: store.outbox, incidents: store.incidents, prepare })
  return { store, refuse, state, counted, run: () => runner.runOnce(signal) }
}

describe("a card while the disk is full", () => {
  it("isn't posted when that can't be written down, and nobody is asked again and again", async () => {
    const { refuse, state, counted, run } = await cards()
    const makeRoom = refuse("UPDATE ON card")

    for (let look = 0; look < 20; look += 1) {
      await run()
      state.now += 250
    }

    expect([state.calls, counted.drawn]).toEqual([[], 1])
    makeRoom()
    state.now += 30_000
    await run()
    expect(state.calls).toHaveLength(1)
  })

  it("is posted once when it can't be written down that it is there", async () => {
    const { store, refuse, state, run } = await cards()
    const makeRoom = refuse("UPDATE ON card WHEN NEW.sent > OLD.sent")

    for (let look = 0; look < 20; look += 1) {
      await run()
      state.now += 10_000
    }

    expect(state.calls).toHaveLength(1)
    makeRoom()
    state.now += HOUR
    await run()
    expect(state.calls).toHaveLength(1)
    expect(await store.outbox.due(state.now + YEAR, 9)).toEqual([])
  })
})

const PLACES: readonly NoticePlace[] = [
  { kind: "webhook" },
  { kind: "person", person: { objectId: "51a7c0de-0000-4000-8000-000000000007", name: "Kim Vega" } },
  { kind: "channel", channel: CHANNEL },
]

describe("a message while the disk is full", () => {
  it.each(PLACES)("is sent once to a $kind, and noted when there is room", async (to) => {
    const { store, refuse } = openBroken()
    await store.notices.owe([{ key: "x", kind: "escalation", to, title: "x", lines: [], data: {}, at: NOW }])
    const { deps: staged } = stage([])
    const sent: number[] = []
    let now = NOW
    const send = async () => {
      sent.push(now)
      return {}
    }
    const deps: NoticeDeps = {
      ...{ notices: store.notices, finder: staged.finder, log: staged.log, isWaiting: async () => true },
      ...{ times: new Map(), unnoted: new Map(), now: () => now, sender: { send } },
    }
    const makeRoom = refuse("UPDATE ON notice WHEN NEW.done_at IS NOT NULL")

    for (let round = 0; round < 20; round += 1) {
      await sendNotices(deps, signal)
      now += 10 * 60_000
    }

    expect(sent).toHaveLength(1)
    makeRoom()
    now += HOUR
    await sendNotices(deps, signal)
    expect(sent).toHaveLength(1)
    expect((await store.trail.read(0, 9)).map(({ kind }) => kind)).toEqual(["delivery"])
  })
})

describe("after the clock was a year ahead", () => {
  it("a card that was put off then is due now", async () => {
    const { store } = openBroken()
    await openIncident(store, "technician")
    const [card] = await store.outbox.due(NOW, 9)
    if (card === undefined) throw new Error("a card is owed")

    await store.outbox.failed(card, NOW + YEAR, "Teams does not answer right now.")
    expect(await store.outbox.due(NOW, 9)).toHaveLength(1)
    await store.outbox.failed(card, NOW + HOUR * 1.1, "The channel is gone.")
    expect(await store.outbox.due(NOW, 9)).toEqual([])
  })

  it("a message that was put off then is due now", async () => {
    const { store } = openBroken()
    const to = { kind: "webhook" } as const
    await store.notices.owe([{ key: "x", kind: "digest", to, title: "x", lines: [], data: {}, at: NOW }])

    await store.notices.failed("x", NOW + YEAR, "No answer.")
    expect(await store.notices.due(NOW, 9)).toHaveLength(1)
    await store.notices.failed("x", NOW + HOUR * 1.1, "No answer.")
    expect(await store.notices.due(NOW, 9)).toEqual([])
  })

  it("a card that waits for the morning waits for the next one, not for that of next year", async () => {
    const { store, path } = openTemporaryStore()
    await openIncident(store, "technician")
    const holdUntil = (at: number) => void openRaw(path).prepare("UPDATE card SET held_until = ?").run(at)

    holdUntil(NOW + 10 * 24 * HOUR)
    expect(await store.notices.held(NOW)).toEqual([])
    await store.notices.release(NOW, [])
    expect(await store.outbox.due(NOW, 9)).toEqual([])

    holdUntil(NOW + YEAR)
    expect(await store.notices.held(NOW)).toHaveLength(1)
    await store.notices.release(NOW, [])
    expect(await store.outbox.due(NOW, 9)).toHaveLength(1)
  })

  it("a channel that was written to or throttled then takes cards now", async () => {
    const { state, counted, run, store, refuse } = await cards()
    state.now += YEAR
    const makeRoom = refuse("UPDATE ON card")
    await run()
    makeRoom()
    const before = counted.drawn

    state.now -= YEAR
    await run()

    expect([before, counted.drawn]).toEqual([1, 2])
    expect(await store.outbox.due(NOW + HOUR, 9)).toEqual([])
  })
})
