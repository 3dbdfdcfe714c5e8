import { describe, expect, it } from "vitest"
import { openOutboxForReading } from "../../../src/adapters/sqlite/outbox-view.ts"
import type { Notice } from "../../../src/model/notice.ts"
import { CHANNEL, makeNote, NOW } from "./make-rows.ts"
import { openRaw, openTemporaryStore } from "./temporary-store.ts"

const notice: Notice = {
  key: "hand-over 1",
  kind: "hand-over",
  to: { kind: "channel", channel: CHANNEL },
  title: "Incident 1 was handed over to Lee Park",
  lines: [],
  data: {},
  at: NOW,
}

describe("sqliteNotices()", () => {
  it("is owed once, and not any more when it is done, which is in the trail once", async () => {
    const { notices, trail } = openTemporaryStore().store
    await notices.owe([notice, notice])
    expect(await notices.due(NOW, 10)).toEqual([{ ...notice, attempts: 0 }])

    await notices.done(notice.key, NOW, makeNote({ kind: "delivery" }))
    await notices.done(notice.key, NOW, makeNote({ kind: "delivery" }))

    expect(await notices.due(NOW, 10)).toEqual([])
    expect(await trail.read(0, 10)).toHaveLength(1)
  })

  it("sends the others when one is damaged, and says that it waits", async () => {
    const { store, path } = openTemporaryStore()
    await store.notices.owe([{ ...notice, key: "torn" }, notice])
    openRaw(path).exec("UPDATE notice SET body = 'torn' WHERE key = 'torn'")

    expect((await store.notices.due(NOW, 1)).map(({ key }) => key)).toEqual([])
    expect((await store.notices.due(NOW, 1)).map(({ key }) => key)).toEqual([notice.key])
    const view = openOutboxForReading(path)
    const waiting = await view.waiting()
    view.close()
    expect(waiting).toContainEqual(
      expect.objectContaining({
        place: "a damaged row",
        problem: "The database's row 1 in table notice is damaged; restore it from a backup.",
      }),
    )
  })

  it("finds what is owed to the webhook behind as many as are looked at once of what Teams doesn't take", async () => {
    const { notices } = openTemporaryStore().store
    await notices.owe([
      notice,
      { ...notice, key: "hand-over 2" },
      { ...notice, key: "undelivered 3", to: { kind: "webhook" } },
    ])

    expect((await notices.due(NOW, 2, ["webhook"])).map(({ key }) => key)).toEqual(["undelivered 3"])
  })

  it("keeps when the first post began whose end nobody knows, over later tries", async () => {
    const { notices } = openTemporaryStore().store
    await notices.owe([notice])

    expect(await notices.sending(notice.key, NOW, NOW + 5_000)).toBe(true)
    expect(await notices.sending("forgotten", NOW, NOW + 5_000)).toBe(false)
    expect(await notices.due(NOW + 4_999, 10)).toEqual([])
    await notices.sending(notice.key, NOW + 60_000, NOW + 65_000)

    expect(await notices.due(NOW + 65_000, 10)).toEqual([{ ...notice, attempts: 0, sendingSince: NOW }])
  })

  it("forgets it when Teams refused the post", async () => {
    const { notices } = openTemporaryStore().store
    await notices.owe([notice])
    await notices.sending(notice.key, NOW, NOW)

    await notices.notSent(notice.key)

    expect((await notices.due(NOW, 10))[0]).not.toHaveProperty("sendingSince")
  })
})
