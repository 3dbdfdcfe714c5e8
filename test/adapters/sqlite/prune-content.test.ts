import { describe, expect, it } from "vitest"
import { recordId } from "../../../src/model/ids.ts"
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

describe("dropOld() with a clock that is a year ahead", () => {
  it("drops no record and no memory: it counts from what arrived last", async () => {
    const { store, list } = await openFeed()
    await list(blob("new", 0), blob("before", 5))
    const trace = { key: "m", firstAt: NOW, firstRecord: recordId("r"), lastAt: NOW }
    const memory = { entries: [], bursts: [], traces: [trace], names: [] }
    await store.records.saveBatch(makeBatch({ contentId: "new", alerts: [], memory }), mergeInto())
    const known = () => store.records.find(CONTOSO, { from: 0, to: NOW })

    expect(await store.records.dropOld(NOW + 3 * 365 * DAY)).toEqual([])
    expect(await known()).toHaveLength(1)
    expect(store.memory.trace("m")).toEqual(trace)

    // What arrives later tells that the time has really come.
    await list(makeItem({ contentId: "later", createdAt: NOW + 3 * 365 * DAY }))
    expect(await store.records.dropOld(NOW + 3 * 365 * DAY)).toHaveLength(1)
    expect(await known()).toEqual([])
  })
})

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
