import { describe, expect, it } from "vitest"
import { CONTOSO, makeBatch, makeItem, mergeInto, NOW } from "./make-rows.ts"
import { countOf, openTemporaryStore } from "./temporary-store.ts"

const DAY = 86_400_000

async function openFeed() {
  const { store, path } = openTemporaryStore()
  const cursor = { since: NOW - 30 * DAY, watermark: NOW, lastListedAt: NOW }
  const list = (...items: ReturnType<typeof makeItem>[]) =>
    store.feed.saveListing(CONTOSO, "Audit.Exchange", {
      items,
      window: { from: NOW - DAY, to: NOW },
      at: NOW,
      cursor,
    })
  const done = (contentId: string) =>
    store.records.saveBatch(makeBatch({ contentId, alerts: [], rejected: [], records: [] }), mergeInto())
  return { store, path, list, done }
}

const blob = (contentId: string, days: number) => makeItem({ contentId, createdAt: NOW - days * DAY })

describe("dropOld() and the ledger", () => {
  it("forgets blobs that are done and in nobody's question any more, and changes nothing of what is known", async () => {
    const { store, path, list, done } = await openFeed()
    await list(blob("new", 0), blob("a fortnight", 14), blob("old", 16), blob("open", 17), blob("lost", 18))
    for (const id of ["new", "a fortnight", "old"]) await done(id)
    await store.feed.giveUp(CONTOSO, {
      contentId: "lost",
      createdAt: NOW - 18 * DAY,
      state: "lost",
      reason: "gone",
      at: NOW,
    })
    const ledgers = await store.feed.ledgers()
    const sources = await store.sight.sources(CONTOSO)
    const fortnight = await store.sight.arrivals(CONTOSO, ["Audit.Exchange"], NOW - 14 * DAY, NOW)

    await store.records.dropOld(NOW)

    expect(countOf(path, "content")).toBe(4)
    expect(await store.feed.ledgers()).toEqual(ledgers)
    expect(await store.sight.sources(CONTOSO)).toEqual(sources)
    expect(await store.sight.arrivals(CONTOSO, ["Audit.Exchange"], NOW - 14 * DAY, NOW)).toEqual(fortnight)
  })

  it("counts from what arrived last: a customer that is quiet for weeks keeps the history that its silence is judged by", async () => {
    const { store, path, list, done } = await openFeed()
    await list(blob("last", 40), blob("before", 50), blob("old", 56))
    for (const id of ["last", "before", "old"]) await done(id)

    await store.records.dropOld(NOW)

    expect(countOf(path, "content")).toBe(2)
  })
})
