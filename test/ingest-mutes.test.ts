/** What a mute does to what really arrives: through the ingest worker and a real database, over its end, a restart and its lifting. */
import { describe, expect, it, onTestFinished } from "vitest"
import { openStore } from "../src/adapters/sqlite/open-store.ts"
import type { MuteCriteria } from "../src/model/mute.ts"
import { DEFAULT_STORAGE } from "../src/model/storage-policy.ts"
import { readRaw } from "../src/normalize/read-raw.ts"
import { startIngestWorker } from "../src/run-ingest-worker.ts"
import { CONTOSO, makeItem, makeNote, NOW } from "./adapters/sqlite/make-rows.ts"
import { temporaryPath } from "./adapters/sqlite/temporary-store.ts"
import { batchOf, bytesOf, forwards, offer } from "./make/feed-blob.ts"
import { CUSTOMER, makeIngestConfig } from "./make/make-ingest-config.ts"
import { silentLog } from "./source/fake-feed.ts"

const HOUR = 3_600_000

/** The product, from its start to its end, on one database. */
async function running(path: string, now: number) {
  const store = openStore(path, { storage: DEFAULT_STORAGE, readRaw })
  const worker = await startIngestWorker({
    config: makeIngestConfig(path),
    tenantOf: () => CUSTOMER,
    wakeOutbox: () => undefined,
    now: () => now,
    log: silentLog,
  })
  const stop = async () => {
    await worker.close()
    store.close()
  }
  onTestFinished(stop)
  return {
    store,
    stop,
    arrives: async (at: number, to = "out@northwind.example") => {
      const item = makeItem({ createdAt: now - 1_000, contentId: `blob-${at}` })
      await offer(store.feed, item, now)
      await worker.blob({ ...batchOf(item, now), bytes: bytesOf([forwards(at, at, to)]) })
    },
    paged: async () => (await store.outbox.due(now, 10)).length,
    told: async () =>
      (await store.trail.read(0, 99))
        .filter(({ kind }) => kind === "alert")
        .map(({ what }) => what.slice(0, 15)),
  }
}

const mute = (store: Awaited<ReturnType<typeof running>>["store"], more: MuteCriteria = {}) =>
  store.mutes.add(
    {
      tenantId: CONTOSO,
      criteria: { kind: "forwarding", target: "bob@contoso.example", ...more },
      reason: "Bob is on leave",
      by: "Kim Vega",
      from: NOW,
      until: NOW + HOUR,
    },
    makeNote({ kind: "mute" }),
  )

describe("a mute", () => {
  it("hides what happens in its time, also after a restart and when the record comes late, and pages again at its end", async () => {
    const path = temporaryPath()
    const first = await running(path, NOW + 60_000)
    await mute(first.store)
    await first.arrives(NOW)
    expect([await first.paged(), await first.told()]).toEqual([0, ["Muted by mute 1"]])
    await first.stop()

    const second = await running(path, NOW + 2 * HOUR)
    await second.arrives(NOW + HOUR - 1_000)
    expect([await second.paged(), (await second.told()).length]).toEqual([0, 2])

    await second.arrives(NOW + HOUR)
    expect(await second.paged()).toBe(1)
  })

  it("hides nothing that happened before it was made", async () => {
    const one = await running(temporaryPath(), NOW + 60_000)
    await mute(one.store)

    await one.arrives(NOW - 1_000)

    expect(await one.paged()).toBe(1)
  })

  it("of one destination hides no other, also when both are one act", async () => {
    const one = await running(temporaryPath(), NOW + 60_000)
    await mute(one.store, { destination: "out@northwind.example" })
    await one.arrives(NOW)
    expect(await one.paged()).toBe(0)

    await one.arrives(NOW + 1_000, "thief@evil.example")

    expect(await one.paged()).toBe(1)
  })

  it("pages again as soon as it is lifted, and leaves alone what it hid", async () => {
    const one = await running(temporaryPath(), NOW + 60_000)
    const { mute: made } = await mute(one.store)
    await one.arrives(NOW)
    await one.store.mutes.lift(made.id, { by: "Lee Park", at: NOW + 2_000 }, makeNote({ kind: "mute" }))
    expect(await one.paged()).toBe(0)

    await one.arrives(NOW + 1_000)

    expect(await one.paged()).toBe(1)
    expect(
      await one.store.records.find(CONTOSO, { from: NOW - HOUR, to: NOW + HOUR, limit: 9 }),
    ).toHaveLength(2)
  })
})
