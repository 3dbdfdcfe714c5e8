/** Ingest on its own thread, with a real database: what crosses between the threads, and what happens when one dies. */

import { describe, expect, it, onTestFinished, vi } from "vitest"
import { openStore } from "../src/adapters/sqlite/open-store.ts"
import { ContentError } from "../src/model/errors.ts"
import type { TenantId } from "../src/model/ids.ts"
import { DEFAULT_STORAGE } from "../src/model/storage-policy.ts"
import { readRaw } from "../src/normalize/read-raw.ts"
import type { Log } from "../src/ports/log.ts"
import { startIngestWorker } from "../src/run-ingest-worker.ts"
import { CONTOSO, makeItem, NOW } from "./adapters/sqlite/make-rows.ts"
import { storedEvents } from "./adapters/sqlite/stored-events.ts"
import { temporaryPath } from "./adapters/sqlite/temporary-store.ts"
import { CUSTOMER, makeIngestConfig } from "./make/make-ingest-config.ts"

const DYING = new URL("./dying-ingest-worker.js", import.meta.url)
const ITEM = makeItem({ createdAt: NOW - 30_000 })
const BATCH = {
  tenantId: CONTOSO,
  source: "Audit.Exchange" as const,
  contentId: ITEM.contentId,
  publishedAt: ITEM.createdAt,
  fetchedAt: NOW,
}
const FORWARDS = {
  Id: "5e000000-0000-4000-8000-000000000077",
  CreationTime: new Date(NOW - 60_000).toISOString().slice(0, 19),
  RecordType: 1,
  Workload: "Exchange",
  Operation: "Set-Mailbox",
  ResultStatus: "True",
  UserType: 2,
  UserId: "ada@contoso.example",
  ClientIP: "192.0.2.7",
  ObjectId: "bob",
  Parameters: [
    { Name: "Identity", Value: "bob@contoso.example" },
    { Name: "ForwardingSmtpAddress", Value: "smtp:out@northwind.example" },
  ],
}

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))

async function openRig(entry?: URL) {
  const path = temporaryPath()
  const store = openStore(path, { storage: DEFAULT_STORAGE, readRaw })
  await store.feed.watchedSince(CONTOSO, NOW - 86_400_000)
  await store.feed.saveListing(CONTOSO, "Audit.Exchange", {
    items: [ITEM],
    window: { from: NOW - 60_000, to: NOW },
    at: NOW,
  })
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
  const open = () =>
    store.feed.pending(CONTOSO, "Audit.Exchange", { now: NOW, liveSince: NOW - 60_000, limit: 10 })
  return { path, store, worker, log, wakeOutbox, open }
}

describe("startIngestWorker()", () => {
  it("stores a blob and what follows from it, and wakes the outbox when cards are owed", async () => {
    const { path, store, worker, wakeOutbox, open } = await openRig()

    await worker.blob({ ...BATCH, bytes: encode([FORWARDS]) })

    expect(storedEvents(path).map((event) => event.id)).toEqual([FORWARDS.Id])
    expect(await store.outbox.due(NOW, 10)).toHaveLength(1)
    expect(wakeOutbox).toHaveBeenCalledTimes(1)
    expect(await open()).toEqual([])
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

    await expect(worker.blob({ ...BATCH, bytes: encode([FORWARDS]) })).rejects.toThrow(/ingest worker/)
    expect(await open()).toHaveLength(1)
    expect(log.error).toHaveBeenCalledWith(expect.stringMatching(/ingest worker died/), expect.anything())
    await worker.blob({ ...BATCH, bytes: encode([FORWARDS]) })

    expect(storedEvents(path)).toHaveLength(1)
    expect(await open()).toEqual([])
  })

  it("finishes what was handed over before it closes, and takes nothing afterwards", async () => {
    const { path, worker } = await openRig()

    const stored = worker.blob({ ...BATCH, bytes: encode([FORWARDS]) })
    await worker.close()

    await stored
    expect(storedEvents(path)).toHaveLength(1)
    await expect(worker.blob({ ...BATCH, bytes: encode([FORWARDS]) })).rejects.toThrow(/being closed/)
  })
})
