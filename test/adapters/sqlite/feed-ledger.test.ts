import { describe, expect, it } from "vitest"
import { ContractError } from "../../../src/model/errors.ts"
import { CONTOSO, FABRIKAM, makeBatch, makeItem, makeRecord, mergeInto, NOW } from "./make-rows.ts"
import { openRaw, openTemporaryStore } from "./temporary-store.ts"

const TYPE = "Audit.Exchange"
const CURSOR = { watermark: NOW - 5_000, lastListedAt: NOW }

describe("saveListing()", () => {
  it("moves the watermark together with the items, or not at all", async () => {
    const { store } = openTemporaryStore()
    await store.feed.saveListing(CONTOSO, TYPE, [makeItem()], CURSOR)
    const broken = makeItem({ contentId: "blob$3", createdAt: Number.NaN })
    const later = { watermark: NOW + 60_000, lastListedAt: NOW + 60_000 }

    const saving = store.feed.saveListing(CONTOSO, TYPE, [makeItem({ contentId: "blob$2" }), broken], later)

    await expect(saving).rejects.toThrow()
    expect(await store.feed.cursor(CONTOSO, TYPE)).toEqual(CURSOR)
    expect(await store.feed.pending(CONTOSO, TYPE, NOW, 10)).toEqual([makeItem()])
  })

  it("ignores items that it knows, also those that are done", async () => {
    const { store } = openTemporaryStore()
    await store.feed.saveListing(CONTOSO, TYPE, [makeItem()], CURSOR)
    await store.records.saveBatch(makeBatch(), mergeInto())

    await store.feed.saveListing(CONTOSO, TYPE, [makeItem(), makeItem({ contentId: "blob$2" })], CURSOR)

    const open = await store.feed.pending(CONTOSO, TYPE, NOW, 10)
    expect(open.map((item) => item.contentId)).toEqual(["blob$2"])
  })

  it("keeps the address of a blob letter by letter", async () => {
    const { store } = openTemporaryStore()
    const item = makeItem({ contentUri: "https://manage.example/a%24b$c?x=%2524&y='\"" })

    await store.feed.saveListing(CONTOSO, TYPE, [item], CURSOR)

    expect(await store.feed.pending(CONTOSO, TYPE, NOW, 10)).toEqual([item])
  })

  it("keeps tenants and content types apart", async () => {
    const { store } = openTemporaryStore()

    await store.feed.saveListing(CONTOSO, TYPE, [makeItem()], CURSOR)

    expect(await store.feed.cursor(FABRIKAM, TYPE)).toBeUndefined()
    expect(await store.feed.cursor(CONTOSO, "DLP.All")).toBeUndefined()
    expect(await store.feed.pending(FABRIKAM, TYPE, NOW, 10)).toEqual([])
    expect(await store.feed.pending(CONTOSO, "DLP.All", NOW, 10)).toEqual([])
  })
})

describe("pending()", () => {
  it("gives the oldest first, at most as many as asked for", async () => {
    const { store } = openTemporaryStore()
    const items = [3, 1, 2].map((age) => makeItem({ contentId: `age ${age}`, createdAt: NOW - age }))
    await store.feed.saveListing(CONTOSO, TYPE, items, CURSOR)

    const open = await store.feed.pending(CONTOSO, TYPE, NOW, 2)

    expect(open.map((item) => item.contentId)).toEqual(["age 3", "age 2"])
  })

  it("holds a postponed item back until its time, and never forgets it", async () => {
    const { store } = openTemporaryStore()
    await store.feed.saveListing(CONTOSO, TYPE, [makeItem()], CURSOR)

    await store.feed.postpone(CONTOSO, "blob$1", NOW + 60_000, "503")

    expect(await store.feed.pending(CONTOSO, TYPE, NOW + 59_999, 10)).toEqual([])
    expect(await store.feed.pending(CONTOSO, TYPE, NOW + 60_000, 10)).toEqual([makeItem()])
  })
})

describe("health()", () => {
  it("tells the last good time, the newest record's own time and the open blobs", async () => {
    const { store } = openTemporaryStore()
    const items = [makeItem(), makeItem({ contentId: "blob$2" })]
    await store.feed.saveListing(CONTOSO, TYPE, items, CURSOR)
    const older = makeRecord({ happenedAt: NOW - 90_000_000 })
    await store.records.saveBatch(makeBatch({ records: [makeRecord(), older] }), mergeInto())
    await store.feed.saveHealth(CONTOSO, TYPE, "ok", "", NOW)

    await store.feed.saveHealth(CONTOSO, TYPE, "trouble", "The consent was withdrawn.", NOW + 1)

    expect(await store.feed.health()).toEqual([
      {
        tenantId: CONTOSO,
        source: TYPE,
        state: "trouble",
        sentence: "The consent was withdrawn.",
        lastOkAt: NOW,
        lastRecordAt: makeRecord().happenedAt,
        pending: 1,
      },
    ])
  })

  it("claims nothing for a source that was never well and gave nothing", async () => {
    const { store } = openTemporaryStore()

    await store.feed.saveHealth(CONTOSO, "Veeam.Restore", "waiting", "Not asked yet.", NOW)

    expect(await store.feed.health()).toEqual([
      {
        tenantId: CONTOSO,
        source: "Veeam.Restore",
        state: "waiting",
        sentence: "Not asked yet.",
        pending: 0,
      },
    ])
  })

  it("answers a damaged row with an error that names it", async () => {
    const { store, path } = openTemporaryStore()
    await store.feed.saveHealth(CONTOSO, "DLP.All", "ok", "", NOW)
    openRaw(path).exec("UPDATE feed_health SET state = 'splendid'")

    await expect(store.feed.health()).rejects.toThrow(ContractError)
    await expect(store.feed.health()).rejects.toThrow(/row DLP.All in table feed_health/)
  })
})

describe("watchedSince()", () => {
  it("remembers the first time, for each tenant by itself", async () => {
    const { store } = openTemporaryStore()

    expect(await store.feed.watchedSince(CONTOSO, 1_000)).toBe(1_000)
    expect(await store.feed.watchedSince(CONTOSO, 2_000)).toBe(1_000)
    expect(await store.feed.watchedSince(FABRIKAM, 3_000)).toBe(3_000)
  })
})
