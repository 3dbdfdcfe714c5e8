/** Schedules as rows: across restarts, with a damaged one among them, and each of their ends in one transaction. */
import { describe, expect, it } from "vitest"
import type { Notice } from "../../../src/model/notice.ts"
import type { NewSchedule, Schedule } from "../../../src/model/schedule.ts"
import type { Store } from "../../../src/ports/store.ts"
import { CHANNEL, CONTOSO, makeNote, NOW } from "./make-rows.ts"
import { openRaw, openTemporaryStore } from "./temporary-store.ts"

const HOUR = 3_600_000
const PLACE = CHANNEL.conversationId

const schedule = (over: Partial<NewSchedule> = {}): NewSchedule => ({
  ask: "alerts",
  isAlert: false,
  time: { days: "day", minutes: 480, timeZone: "Europe/Vienna" },
  asker: {
    ...{ objectId: "5a", teamsTenantId: CONTOSO, name: "Kim", timeZone: "Europe/Vienna" },
    ...{ conversationId: PLACE, kind: "channel", serviceUrl: CHANNEL.serviceUrl },
  },
  tenantId: CONTOSO,
  setAt: NOW,
  nextAt: NOW + HOUR,
  ...over,
})

const notice = (key: string): Notice => ({
  ...{ key, kind: "schedule", title: "Alerts", lines: [], data: {}, at: NOW },
  to: { kind: "channel", channel: CHANNEL },
})

async function add(store: Store, over: Partial<NewSchedule> = {}): Promise<Schedule> {
  const added = await store.schedules.add(schedule(over), makeNote())
  if (added === "full") throw new Error("there is room")
  return added.schedule
}

describe("a schedule", () => {
  it("is the same after a restart, and its number is never another's", async () => {
    const { store, path } = openTemporaryStore()
    const first = await add(store)
    const second = await add(store, { ask: "board" })
    await store.schedules.end(second.id, makeNote())
    store.close()

    const { store: again } = openTemporaryStore(path)

    expect(await again.schedules.here(PLACE)).toEqual([first])
    expect(await add(again, { ask: "status" })).toMatchObject({ id: 3 })
  })

  it("is due at its time, the soonest first", async () => {
    const { store } = openTemporaryStore()
    await add(store, { nextAt: NOW + 2 * HOUR })
    await add(store, { ask: "board" })

    expect(await store.schedules.due(NOW + HOUR - 1)).toEqual([])
    expect((await store.schedules.due(NOW + 2 * HOUR)).map(({ ask }) => ask)).toEqual(["board", "alerts"])
  })

  it("that was set by a clock that was ahead is looked at, until it is put right", async () => {
    const { store } = openTemporaryStore()
    const { id } = await add(store, { setAt: NOW + 30 * HOUR, nextAt: NOW + 40 * HOUR })

    expect(await store.schedules.due(NOW)).toHaveLength(1)
    await store.schedules.putRight(id, NOW + HOUR, NOW)

    expect(await store.schedules.due(NOW)).toEqual([])
    expect(await store.schedules.due(NOW + HOUR)).toHaveLength(1)
  })

  it("keeps what came of it with the message that is owed, and says whether that is there", async () => {
    const { store } = openTemporaryStore()
    const { id } = await add(store)
    const last = { dueAt: NOW + HOUR, at: NOW + HOUR, end: "told", rows: 3 } as const
    const next = { nextAt: NOW + 25 * HOUR, note: makeNote(), notice: notice("schedule 1 a") }

    expect(await store.schedules.asked(id, last, next)).toBe(true)

    expect(await store.schedules.here(PLACE)).toMatchObject([{ last, nextAt: next.nextAt, isWaiting: true }])
    await store.notices.done("schedule 1 a", NOW + HOUR, makeNote())
    expect(await store.schedules.here(PLACE)).toMatchObject([{ last, isWaiting: false }])
    // What isn't told leaves the message before as it was.
    const quiet = { nextAt: NOW + 49 * HOUR, note: makeNote() }
    await store.schedules.asked(id, { ...last, end: "nothing" }, quiet)
    expect(await store.schedules.here(PLACE)).toMatchObject([{ isWaiting: false, nextAt: quiet.nextAt }])
  })

  it("owes nothing and notes nothing once it ended", async () => {
    const { store } = openTemporaryStore()
    const { id } = await add(store)
    await store.schedules.end(id, makeNote())
    const before = (await store.trail.head()).entries
    const last = { dueAt: NOW, at: NOW, end: "told" } as const

    const next = { nextAt: NOW + HOUR, note: makeNote(), notice: notice("schedule 1 a") }
    expect(await store.schedules.asked(id, last, next)).toBe(false)
    expect(await store.schedules.end(id, makeNote(), notice("schedule 1 ended"))).toBe(false)

    expect(await store.notices.due(NOW, 10)).toEqual([])
    expect((await store.trail.head()).entries).toBe(before)
  })
})

describe("a damaged schedule", () => {
  it("is left out and told, holds up no other, and is looked at again after an hour", async () => {
    const { store, path } = openTemporaryStore()
    await add(store)
    await add(store, { ask: "board" })
    openRaw(path).exec("UPDATE schedule SET body = 'torn' WHERE id = 1")

    expect((await store.schedules.due(NOW + HOUR)).map(({ id }) => id)).toEqual([2])
    expect((await store.schedules.here(PLACE)).map(({ id }) => id)).toEqual([2])

    expect(store.damage.damaged()).toEqual([
      "The database's row 1 in table schedule is damaged; restore it from a backup.",
    ])
    expect(openRaw(path).prepare("SELECT next_at FROM schedule WHERE id = 1").pluck().get()).toBe(
      NOW + 2 * HOUR,
    )
  })
})
