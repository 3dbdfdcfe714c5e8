/** An event file that SQLite can't read any more: watching goes on, in a new one, and the others are asked as before. */
import { closeSync, openSync, readdirSync, statSync, writeSync } from "node:fs"
import { dirname } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import { shelfOf, shelfPath } from "../../../src/adapters/sqlite/event-shelf.ts"
import { openStore } from "../../../src/adapters/sqlite/open-store.ts"
import { recordId } from "../../../src/model/ids.ts"
import { DEFAULT_STORAGE } from "../../../src/model/storage-policy.ts"
import { readRaw } from "../../../src/normalize/read-raw.ts"
import { CONTOSO, makeBatch, makeItem, makeRecord, mergeInto, NOW } from "./make-rows.ts"
import { temporaryPath } from "./temporary-store.ts"

const WEEK = 7 * 86_400_000
const ALL = { from: 0, to: NOW + WEEK }

function open(path: string) {
  const logged: string[] = []
  const log = {
    error: (message: string, data?: object) => void logged.push(`${message} ${JSON.stringify(data)}`),
  }
  const store = openStore(path, { storage: DEFAULT_STORAGE, readRaw, log })
  onTestFinished(() => store.close())
  const found = async () => (await store.records.find(CONTOSO, ALL)).map(({ id }) => id)
  return { store, logged, found }
}

const record = (id: string, happenedAt = NOW) => makeRecord({ id: recordId(id), happenedAt })
const batch = (contentId: string, ...records: ReturnType<typeof record>[]) =>
  makeBatch({ contentId, records, alerts: [], rejected: [] })

/** Two weeks, a file each; the newer one is overwritten from `from` on, as a disk may leave it. */
async function withBroken(from: number) {
  const path = temporaryPath()
  const { store } = open(path)
  await store.feed.saveListing(CONTOSO, "Audit.Exchange", {
    ...{ items: [makeItem({ contentId: "new" })], window: { from: NOW - WEEK, to: NOW }, at: NOW },
    cursor: { since: NOW - WEEK, watermark: NOW, lastListedAt: NOW },
  })
  await store.records.saveBatch(batch("old", record("old", NOW - WEEK)), mergeInto())
  await store.records.saveBatch(batch("new", record("new")), mergeInto())
  await store.records.sync()
  store.close()
  const file = shelfPath(path, shelfOf(record("new")))
  const handle = openSync(file, "r+")
  const garbage = Buffer.alloc(statSync(file).size - from, 0xa5)
  writeSync(handle, garbage, 0, garbage.length, from)
  closeSync(handle)
  return { path, aside: () => readdirSync(dirname(path)).filter((name) => name.includes(".damaged-")) }
}

describe.each([
  ["whole", 0],
  ["all but its head", 8192],
])("an event file that is damaged, %s", (_how, from) => {
  it("is put aside by who writes, and what comes is taken in", async () => {
    const { path, aside } = await withBroken(from)
    const { store, logged, found } = open(path)

    await store.records.saveBatch(batch("later", record("later")), mergeInto())
    await store.records.sync()

    expect((await found()).toSorted()).toEqual(["later", "old"])
    expect(aside()).toEqual([expect.stringMatching(/2026-W47-changes\.db\.damaged-1$/)])
    expect(logged).toEqual([expect.stringMatching(/The event file .*2026-W47-changes\.db is damaged/)])
  })

  it("hides no other file from who asks, and stays where it is until it has to be written", async () => {
    const { path, aside } = await withBroken(from)
    const { store, found } = open(path)

    expect(await found()).toEqual(["old"])
    expect(aside()).toEqual([])
    expect(store.damage.damaged()).toHaveLength(1)
  })
})
