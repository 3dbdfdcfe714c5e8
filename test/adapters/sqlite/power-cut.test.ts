/** A power cut can undo the last commits of an event file, and none of what follows from them in the main database. */
import { copyFileSync, existsSync, readdirSync, writeFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { describe, expect, it } from "vitest"
import { CONTOSO, makeBatch, makeItem, makeRecord, mergeInto, NOW } from "./make-rows.ts"
import { storedEvents } from "./stored-events.ts"
import { countOf, openTemporaryStore, temporaryPath } from "./temporary-store.ts"

const DUE = { now: NOW, liveSince: NOW - 60_000, limit: 10 }

/** What is on the disk now, as another machine would find it; without the event files when they are lost. */
function copyOfDisk(path: string, isLost: (file: string) => boolean): string {
  const copy = temporaryPath()
  for (const file of readdirSync(dirname(path))) {
    if (file.startsWith(basename(path, ".db")) && !file.endsWith(".lock") && !isLost(file))
      copyFileSync(join(dirname(path), file), join(dirname(copy), file))
  }
  return copy
}

async function storeOne() {
  const { store, path } = openTemporaryStore()
  const window = { from: NOW - 60_000, to: NOW }
  await store.feed.saveListing(CONTOSO, "Audit.Exchange", { items: [makeItem()], window, at: NOW })
  await store.records.saveBatch(makeBatch(), mergeInto())
  return { store, path }
}

const isEventFile = (file: string): boolean => file.includes("-events-")

describe("openStore() after a power cut", () => {
  it("opens the blobs again whose records are gone; the same blob heals it and makes no second alert", async () => {
    const { path } = await storeOne()

    const { store, path: copy } = openTemporaryStore(copyOfDisk(path, isEventFile))

    expect(await store.feed.pending(CONTOSO, "Audit.Exchange", DUE)).toMatchObject([makeItem()])
    const again = await store.records.saveBatch(makeBatch(), mergeInto())
    expect(again).toEqual({ stored: 1, duplicates: 0, incidents: [] })
    expect(await store.feed.pending(CONTOSO, "Audit.Exchange", DUE)).toEqual([])
    expect(storedEvents(copy)).toHaveLength(1)
  })

  it("opens them also when the event file itself can't be read any more, and writes a new one", async () => {
    const { path } = await storeOne()
    const copied = copyOfDisk(path, (file) => isEventFile(file) && !file.endsWith(".db"))
    const torn = readdirSync(dirname(copied)).filter(isEventFile)
    for (const file of torn) writeFileSync(join(dirname(copied), file), Buffer.alloc(8_192, 0xa5))

    const { store, path: copy } = openTemporaryStore(copied)

    expect(torn).toHaveLength(1)
    expect(await store.feed.pending(CONTOSO, "Audit.Exchange", DUE)).toMatchObject([makeItem()])
    expect(await store.records.saveBatch(makeBatch(), mergeInto())).toMatchObject({ stored: 1 })
    expect(storedEvents(copy)).toHaveLength(1)
  })

  it("opens them also when only the last of an event file's commits are gone", async () => {
    const { store, path } = await storeOne()
    await store.records.sync()
    const second = makeItem({ contentId: "blob$2" })
    const window = { from: NOW - 60_000, to: NOW }
    await store.feed.saveListing(CONTOSO, "Audit.Exchange", { items: [second], window, at: NOW })
    const record = makeRecord({ happenedAt: NOW - 50_000 })
    const batch = makeBatch({ contentId: second.contentId, records: [record], alerts: [], rejected: [] })
    await store.records.saveBatch(batch, mergeInto())

    const { store: after, path: copy } = openTemporaryStore(
      copyOfDisk(path, (file) => isEventFile(file) && file.endsWith("-wal")),
    )

    expect(existsSync(copy)).toBe(true)
    expect(await after.feed.pending(CONTOSO, "Audit.Exchange", DUE)).toMatchObject([second])
    expect(storedEvents(copy)).toHaveLength(1)
  })

  it("fetches nothing again when only the process died", async () => {
    const { path } = await storeOne()

    const { store } = openTemporaryStore(copyOfDisk(path, () => false))

    expect(await store.feed.pending(CONTOSO, "Audit.Exchange", DUE)).toEqual([])
  })
})

describe("sync()", () => {
  it("ends the doubt: what was stored before it isn't looked at any more", async () => {
    const { store, path } = await storeOne()
    expect(countOf(path, "content_unsynced")).toBe(1)

    await store.records.sync()

    expect([countOf(path, "content_unsynced"), countOf(path, "event_mark")]).toEqual([0, 0])
  })

  it("happens when the store is closed", async () => {
    const { store, path } = await storeOne()

    store.close()

    expect(countOf(path, "content_unsynced")).toBe(0)
  })
})
