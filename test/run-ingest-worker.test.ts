/** Ingest on its own thread, with a real database: what crosses between the threads, and what happens when one dies. */

import { describe, expect, it, onTestFinished, vi } from "vitest"
import { openStore } from "../src/adapters/sqlite/open-store.ts"
import { ContentError } from "../src/model/errors.ts"
import type { TenantId } from "../src/model/ids.ts"
import { DEFAULT_STORAGE } from "../src/model/storage-policy.ts"
import { readRaw } from "../src/normalize/read-raw.ts"
import type { Log } from "../src/ports/log.ts"
import { startIngestWorker } from "../src/run-ingest-worker.ts"
import { NOW } from "./adapters/sqlite/make-rows.ts"
import { storedEvents } from "./adapters/sqlite/stored-events.ts"
import { temporaryPath } from "./adapters/sqlite/temporary-store.ts"
import { batchOf, bytesOf, forwards, offer, openBlobs } from "./make/feed-blob.ts"
import { CUSTOMER, makeIngestConfig } from "./make/make-ingest-config.ts"

const DYING = new URL("./dying-ingest-worker.js", import.meta.url)
const BATCH = batchOf()
const FORWARDS = forwards(77)

async function openRig(entry?: URL) {
  const path = temporaryPath()
  const store = openStore(path, { storage: DEFAULT_STORAGE, readRaw })
  await offer(store.feed)
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() } satisfies Log
  const wakeOutbox = vi.fn()
  const deps = {
    config: makeIngestConfig(path),
    tenantOf: (_id: TenantId) => CUSTOMER,
    wakeOutbox,
    now: () => NOW,
    log,
  }
  const worker = await (entry === undefined ? startIngestWorker(deps) : startIngestWorker(deps, entry))
  onTestFinished(async () => {
    await worker.close()
    store.close()
  })
  const open = () => openBlobs(store.feed)
  return { path, store, worker, log, wakeOutbox, open }
}

describe("startIngestWorker()", () => {
  it("stores a blob and what follows from it, and wakes the outbox when cards are owed", async () => {
    const { path, store, worker, wakeOutbox, open } = await openRig()

    await worker.blob({ ...BATCH, bytes: bytesOf([FORWARDS]) })

    expect(storedEvents(path).map((event) => event.id)).toEqual([FORWARDS.Id])
    expect(await store.outbox.due(NOW, 10)).toHaveLength(1)
    expect(wakeOutbox).toHaveBeenCalledTimes(1)
    expect(await open()).toEqual([])
  })

  it("says how many batches it was given and hasn't stored", async () => {
    const { worker } = await openRig()

    const storing = worker.blob({ ...BATCH, bytes: bytesOf([FORWARDS]) })

    expect(worker.waiting()).toBe(1)
    await storing
    expect(worker.waiting()).toBe(0)
  })

  it("brings back an unreadable blob's error with its class, code, advice and what the bytes were", async () => {
    const { worker, open, wakeOutbox } = await openRig()
    const bytes = new TextEncoder().encode('[{"Id":')

    const failed = await worker.blob({ ...BATCH, bytes }).catch((error) => error)

    expect(failed).toBeInstanceOf(ContentError)
    expect(failed).toMatchObject({
      kind: "unreadable",
      code: "ERR_CONTRACT_UNEXPECTED",
      advice: "The audit content broke off in the middle; it will be fetched again.",
      content: { size: 7, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    })
    expect(await open()).toHaveLength(1)
    expect(wakeOutbox).not.toHaveBeenCalled()
  })

  it("leaves the blob open when the worker dies, says so loudly, and stores it with the next worker", async () => {
    const { path, worker, log, open } = await openRig(DYING)

    await expect(worker.blob({ ...BATCH, bytes: bytesOf([FORWARDS]) })).rejects.toThrow(/ingest worker/)
    expect(await open()).toHaveLength(1)
    expect(log.error).toHaveBeenCalledWith(expect.stringMatching(/ingest worker died/), expect.anything())
    await worker.blob({ ...BATCH, bytes: bytesOf([FORWARDS]) })

    expect(storedEvents(path)).toHaveLength(1)
    expect(await open()).toEqual([])
  })

  it("finishes what was handed over before it closes, and takes nothing afterwards", async () => {
    const { path, worker } = await openRig()

    const stored = worker.blob({ ...BATCH, bytes: bytesOf([FORWARDS]) })
    await worker.close()

    await stored
    expect(storedEvents(path)).toHaveLength(1)
    await expect(worker.blob({ ...BATCH, bytes: bytesOf([FORWARDS]) })).rejects.toThrow(/being closed/)
  })
})
