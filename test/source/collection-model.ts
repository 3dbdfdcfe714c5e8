/**
 * The audit feed as a small world for property tests: contents are registered late and in any order, listings hold
 * repeats, calls fail, the subscription is switched off, and the process dies at any call, before or after its effect.
 */
import Database from "better-sqlite3"
import { eventFiles } from "../../src/adapters/sqlite/event-files.ts"
import { eventLog } from "../../src/adapters/sqlite/event-log.ts"
import { eventReader } from "../../src/adapters/sqlite/event-reader.ts"
import { sqliteFeedLedger } from "../../src/adapters/sqlite/feed-ledger.ts"
import { gatherWrites } from "../../src/adapters/sqlite/gathered-writes.ts"
import { migrate } from "../../src/adapters/sqlite/migrate.ts"
import { sqliteRecordStore } from "../../src/adapters/sqlite/record-store.ts"
import { ContentError, ContractError, SubscriptionError, UpstreamError } from "../../src/model/errors.ts"
import { recordId } from "../../src/model/ids.ts"
import { DEFAULT_STORAGE } from "../../src/model/storage-policy.ts"
import type { ActivityFeed, ContentItem } from "../../src/ports/activity-feed.ts"
import type { FeedLedger } from "../../src/ports/feed-ledger.ts"
import { parseBlob } from "../../src/source/parse-blob.ts"
import type { Window } from "../../src/source/plan-windows.ts"
import type { BlobBatch } from "../../src/source/poll-round.ts"
import { createPoller } from "../../src/source/run-poll.ts"
import { makeRecord } from "../adapters/sqlite/make-rows.ts"
import { storedEvents } from "../adapters/sqlite/stored-events.ts"
import { CONTOSO, silentLog } from "./fake-feed.ts"

export const TYPE = "Audit.Exchange"
export const START = Date.UTC(2026, 2, 10, 12, 0, 0)
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
export const REACH = 7 * DAY - 10 * MINUTE

export type Offered = {
  readonly item: ContentItem
  readonly ids: readonly string[]
  /** Its time had been listed before it was registered. */
  readonly isLate: boolean
}

/** What goes wrong in one round: `faults` are drawn from one a call, `dieAt` counts calls. */
export type Luck = {
  readonly faults: readonly number[]
  readonly dieAt: number
  readonly diesAfter: boolean
  /** The process was started anew. */
  readonly fresh: boolean
}
export const CALM: Luck = { faults: [], dieAt: Number.POSITIVE_INFINITY, diesAfter: false, fresh: false }

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

export function createCollection() {
  const db = new Database(":memory:")
  migrate(db, ":memory:", START)
  const ledger = sqliteFeedLedger(db, gatherWrites(db, 0))
  const files = eventFiles(":memory:")
  const records = sqliteRecordStore(db, {
    log: eventLog(files, DEFAULT_STORAGE),
    reader: eventReader(files, { readRaw: () => undefined, orDamaged: (read) => read() }),
  })
  const world = {
    serverNow: START,
    localAhead: 0,
    enabled: false,
    offered: [] as Offered[],
    /** Complete listings that were saved: what they can have held. */
    saved: [] as Window[],
    starts: [] as number[],
    breaches: [] as string[],
    /** Rows that were really added, by every batch together. */
    added: 0,
  }
  const localNow = (): number => world.serverNow + world.localAhead

  const startProcess = () => {
    const stop = new AbortController()
    const now = { luck: CALM, calls: 0 }
    const call: Call = async (work) => {
      stop.signal.throwIfAborted()
      now.calls += 1
      if (now.calls !== now.luck.dieAt) return work()
      if (now.luck.diesAfter) await work()
      stop.abort(new Error("killed"))
      throw stop.signal.reason
    }
    const onSaved = (window: Window): void => {
      world.saved.push({ from: window.from, to: Math.min(window.to, world.serverNow) })
    }
    const poller = createPoller({
      feed: createFeed(world, localNow, now, call),
      ledger: mortal(ledger, call, onSaved),
      ingest: (batch) => ingest(batch, call),
      now: localNow,
      log: silentLog,
    })
    return { poller, stop, now }
  }
  let running: ReturnType<typeof startProcess> | undefined

  /** One round: of the process that runs, unless it died or `luck` asks for a fresh one. */
  const run = async (luck: Luck): Promise<void> => {
    if (running === undefined || running.stop.signal.aborted || luck.fresh) running = startProcess()
    const { poller, stop, now } = running
    Object.assign(now, { luck, calls: 0 })
    const polling = poller.pollTenant({ id: CONTOSO, contentTypes: [TYPE] }, stop.signal)
    await polling.catch((thrown) => {
      if (thrown !== stop.signal.reason) throw thrown
    })
  }

  /** As the product's: records first, then what follows and the mark; the process may die between the two as well. */
  const ingest = async (batch: BlobBatch, call: Call): Promise<void> => {
    const made = parseBlob(batch.bytes).map((id) =>
      makeRecord({ tenantId: CONTOSO, id: recordId(String(id)), happenedAt: START }),
    )
    const { tenantId, contentId, fetchedAt, publishedAt } = batch
    const arrival = { tenantId, fetchedAt, publishedAt }
    await call(async () => {
      const added = await records.addRecords(arrival, made)
      world.added += added
    })
    await call(() =>
      records.saveBatch({ ...arrival, contentId, records: made, rejected: [], alerts: [] }, () => ({
        incidents: [],
      })),
    )
  }

  /** A blob that became available `ago` milliseconds before it is registered; it may repeat records of others. */
  const publish = (ago: number, repeats: number): void => {
    if (!world.enabled && world.offered.length > 0) return
    const createdAt = world.serverNow - ago
    const number = world.offered.length
    const own = [`${number}-a`, `${number}-b`]
    const ids = [...own, ...(world.offered[repeats % (number || 1)]?.ids ?? []), `${number}-a`]
    const isLate = world.saved.some(({ from, to }) => createdAt >= from && createdAt < to)
    const contentId = `${createdAt}$${number}`
    const item = { contentId, contentUri: `https://manage.example/${contentId}`, contentType: TYPE } as const
    world.offered.push({ item: { ...item, createdAt, expiresAt: createdAt + 7 * DAY }, ids, isLate })
  }
  return { db, ledger, world, run, publish, stored: () => storedEvents(files), close: () => db.close() }
}

type World = ReturnType<typeof createCollection>["world"]
type Call = <T>(work: () => Promise<T>) => Promise<T>

function createFeed(
  world: World,
  localNow: () => number,
  process: { readonly luck: Luck },
  call: Call,
): ActivityFeed {
  let ahead = 0
  let drawn = 0
  const now = (): number => localNow() + ahead
  /** One call: it may fail on the way; every answer tells the time. */
  const answer = <T>(work: (fault: number) => T): Promise<T> =>
    call(async () => {
      const { faults } = process.luck
      const fault = faults.length === 0 ? 99 : (faults[drawn++ % faults.length] ?? 99)
      if (fault === 0) throw new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", "Broke off.")
      const isRight = Math.abs(now() - world.serverNow) < 5000
      ahead = world.serverNow - localNow()
      if (fault === 1) throw new UpstreamError("ERR_UPSTREAM_THROTTLED", "Slow down.")
      try {
        return work(fault)
      } catch (thrown) {
        if (isRight && thrown instanceof ContractError && !(thrown instanceof ContentError))
          world.breaches.push(thrown.message)
        throw thrown
      }
    })
  return {
    now,
    enabledTypes: () => answer(() => (world.enabled ? [TYPE] : [])),
    start: () =>
      answer(() => {
        world.starts.push(world.serverNow)
        world.enabled = true
      }),
    list: (_tenant, _type, from, to) => answer(() => list(world, { from, to })),
    fetch: (_tenant, item) => answer((fault) => fetchBlob(world, item, fault)),
  }
}

function list(world: World, { from, to }: Window) {
  if (!world.enabled) throw new SubscriptionError("Nothing is subscribed.")
  const isAllowed =
    from % 1000 === 0 && to % 1000 === 0 && from < to && to - from <= DAY && from >= world.serverNow - 7 * DAY
  if (!isAllowed) throw new ContractError("The window is not allowed.")
  const items = world.offered
    .map((one) => one.item)
    .filter((item) => item.createdAt >= from && item.createdAt < to)
  // Not in order, and one of them twice.
  return { items: [...items.toReversed(), ...items.slice(0, 1)], serverNow: world.serverNow }
}

function fetchBlob(world: World, item: ContentItem, fault: number): Uint8Array {
  if (item.expiresAt <= world.serverNow) throw new ContentError("expired", "Expired.")
  if (fault === 2) throw new ContentError("gone", "Does not exist.")
  const text = JSON.stringify(world.offered.find((one) => one.item.contentId === item.contentId)?.ids)
  return encode(fault === 3 ? text.slice(0, -4) : text)
}

/** The ledger of a process that can die at every call. */
function mortal(ledger: FeedLedger, call: Call, onSaved: (window: Window) => void): FeedLedger {
  return {
    watchedSince: (...all) => call(() => ledger.watchedSince(...all)),
    cursor: (...all) => call(() => ledger.cursor(...all)),
    trouble: (...all) => call(() => ledger.trouble(...all)),
    subscription: (...all) => call(() => ledger.subscription(...all)),
    saveSubscription: (...all) => call(() => ledger.saveSubscription(...all)),
    saveListing: (...all) =>
      call(async () => {
        const saved = await ledger.saveListing(...all)
        onSaved(all[2].window)
        return saved
      }),
    openGaps: (...all) => call(() => ledger.openGaps(...all)),
    loseGap: (...all) => call(() => ledger.loseGap(...all)),
    healGaps: (...all) => call(() => ledger.healGaps(...all)),
    pending: (...all) => call(() => ledger.pending(...all)),
    postpone: (...all) => call(() => ledger.postpone(...all)),
    giveUp: (...all) => call(() => ledger.giveUp(...all)),
    saveHealth: (...all) => call(() => ledger.saveHealth(...all)),
    forgetHealth: (...all) => call(() => ledger.forgetHealth(...all)),
    keepHealth: (...all) => call(() => ledger.keepHealth(...all)),
    health: () => call(() => ledger.health()),
    tally: () => call(() => ledger.tally()),
    ledgers: (...all) => call(() => ledger.ledgers(...all)),
  }
}
