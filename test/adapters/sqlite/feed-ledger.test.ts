import { describe, expect, it } from "vitest"
import type { ContentItem } from "../../../src/ports/activity-feed.ts"
import type { FeedCursor, SavedListing } from "../../../src/ports/feed-ledger.ts"
import { CONTOSO, FABRIKAM, makeBatch, makeItem, makeRecord, mergeInto, NOW } from "./make-rows.ts"
import { openTemporaryStore } from "./temporary-store.ts"

const TYPE = "Audit.Exchange"
const CURSOR = { since: NOW - 86_400_000, watermark: NOW - 5_000, lastListedAt: NOW }
const DUE = { now: NOW, liveSince: NOW - 7_200_000, limit: 10 }
const open = (item: ContentItem) => ({ ...item, attempts: 0, strikes: 0 })
const listing = (items: readonly ContentItem[], cursor: FeedCursor = CURSOR): SavedListing => ({
  items,
  window: { from: NOW - 60_000, to: NOW },
  at: NOW,
  cursor,
})

describe("saveListing()", () => {
  it("moves the watermark together with the items, or not at all", async () => {
    const { store } = openTemporaryStore()
    await store.feed.saveListing(CONTOSO, TYPE, listing([makeItem()]))
    const broken = makeItem({ contentId: "blob$3", createdAt: Number.NaN })
    const later = { ...CURSOR, watermark: NOW + 60_000, lastListedAt: NOW + 60_000 }

    const saving = store.feed.saveListing(
      CONTOSO,
      TYPE,
      listing([makeItem({ contentId: "blob$2" }), broken], later),
    )

    await expect(saving).rejects.toThrow()
    expect(await store.feed.cursor(CONTOSO, TYPE)).toEqual(CURSOR)
    expect(await store.feed.pending(CONTOSO, TYPE, DUE)).toEqual([open(makeItem())])
  })

  it("ignores items that it knows, also those that are done", async () => {
    const { store } = openTemporaryStore()
    await store.feed.saveListing(CONTOSO, TYPE, listing([makeItem()]))
    await store.records.saveBatch(makeBatch(), mergeInto())

    await store.feed.saveListing(CONTOSO, TYPE, listing([makeItem(), makeItem({ contentId: "blob$2" })]))

    const left = await store.feed.pending(CONTOSO, TYPE, DUE)
    expect(left.map((item) => item.contentId)).toEqual(["blob$2"])
  })

  it("keeps the address of a blob letter by letter", async () => {
    const { store } = openTemporaryStore()
    const item = makeItem({ contentUri: "https://manage.example/a%24b$c?x=%2524&y='\"" })

    await store.feed.saveListing(CONTOSO, TYPE, listing([item]))

    expect(await store.feed.pending(CONTOSO, TYPE, DUE)).toEqual([open(item)])
  })

  it("keeps tenants and content types apart", async () => {
    const { store } = openTemporaryStore()

    await store.feed.saveListing(CONTOSO, TYPE, listing([makeItem()]))

    expect(await store.feed.cursor(FABRIKAM, TYPE)).toBeUndefined()
    expect(await store.feed.cursor(CONTOSO, "DLP.All")).toBeUndefined()
    expect(await store.feed.pending(FABRIKAM, TYPE, DUE)).toEqual([])
    expect(await store.feed.pending(CONTOSO, "DLP.All", DUE)).toEqual([])
  })
})

describe("pending()", () => {
  const HOUR = 3_600_000
  const aged = (hours: number) => makeItem({ contentId: `${hours} h`, createdAt: NOW - hours * HOUR })
  const ids = (items: readonly ContentItem[]) => items.map((item) => item.contentId)

  it("gives what is live first and in order, then the rest, newest first, at most as many as asked for", async () => {
    const { store } = openTemporaryStore()
    await store.feed.saveListing(CONTOSO, TYPE, listing([5, 1, 9, 0.5, 3].map(aged)))

    expect(ids(await store.feed.pending(CONTOSO, TYPE, DUE))).toEqual(["1 h", "0.5 h", "3 h", "5 h", "9 h"])
    expect(ids(await store.feed.pending(CONTOSO, TYPE, { ...DUE, limit: 3 }))).toEqual([
      "1 h",
      "0.5 h",
      "3 h",
    ])
    expect(ids(await store.feed.pending(CONTOSO, TYPE, { ...DUE, limit: 1 }))).toEqual(["1 h"])
  })

  it("holds a postponed item back until its time, never forgets it, and counts in the store", async () => {
    const { store } = openTemporaryStore()
    await store.feed.saveListing(CONTOSO, TYPE, listing([makeItem()]))
    const nextAttemptAt = NOW + 60_000

    await store.feed.postpone(CONTOSO, "blob$1", { nextAttemptAt, reason: "503", strike: false })
    await store.feed.postpone(CONTOSO, "blob$1", { nextAttemptAt, reason: "cut", strike: true })

    expect(await store.feed.pending(CONTOSO, TYPE, { ...DUE, now: NOW + 59_999 })).toEqual([])
    expect(await store.feed.pending(CONTOSO, TYPE, { ...DUE, now: NOW + 60_000 })).toEqual([
      { ...makeItem(), attempts: 2, strikes: 1 },
    ])
  })

  it("doesn't wait for a time that only a wrong clock can have set", async () => {
    const { store } = openTemporaryStore()
    await store.feed.saveListing(CONTOSO, TYPE, listing([makeItem()]))

    await store.feed.postpone(CONTOSO, "blob$1", {
      nextAttemptAt: NOW + 5 * 86_400_000,
      reason: "503",
      strike: false,
    })

    expect(ids(await store.feed.pending(CONTOSO, TYPE, DUE))).toEqual(["blob$1"])
  })
})

describe("health()", () => {
  it("is of one tenant where one is named", async () => {
    const { store } = openTemporaryStore()
    for (const tenant of [CONTOSO, FABRIKAM])
      await store.feed.saveHealth(tenant, "Audit.Exchange", "ok", "", NOW)

    const found = await store.feed.health(CONTOSO)

    expect(found.map(({ tenantId, lastOkAt }) => [tenantId, lastOkAt])).toEqual([[CONTOSO, NOW]])
  })

  it("tells the last good time, the newest record's own time and the open blobs", async () => {
    const { store } = openTemporaryStore()
    const items = [makeItem(), makeItem({ contentId: "blob$2" })]
    await store.feed.saveListing(CONTOSO, TYPE, listing(items))
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
        ledger: {
          tenantId: CONTOSO,
          type: TYPE,
          cursor: CURSOR,
          gaps: [],
          open: [{ from: NOW - 30 * 60_000, to: NOW + 30 * 60_000, count: 1 }],
          givenUp: [],
        },
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
})

describe("tally()", () => {
  it("counts sources and troubles of all tenants", async () => {
    const { store } = openTemporaryStore()
    const before = await store.feed.tally()

    await Promise.all([
      store.feed.saveHealth(CONTOSO, TYPE, "ok", "", NOW),
      store.feed.saveHealth(CONTOSO, "DLP.All", "trouble", "Consent is missing.", NOW),
      store.feed.saveHealth(FABRIKAM, TYPE, "waiting", "Not yet.", NOW),
    ])

    expect([before, await store.feed.tally()]).toEqual([
      { sources: 0, trouble: 0 },
      { sources: 3, trouble: 1 },
    ])
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
