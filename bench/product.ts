/**
 * The product's collecting parts, put together as the composition root does it, without Teams and backups:
 * feed over HTTP → ingest worker → decide → store. What is measured here is what runs for real customers.
 */
import { createTokens, type Tokens } from "../src/adapters/entra/tokens.ts"
import { createHttpClient } from "../src/adapters/http/http-client.ts"
import { createActivityFeed } from "../src/adapters/office365/activity-feed.ts"
import type { ContentType } from "../src/model/audit-record.ts"
import type { StoragePolicy } from "../src/model/storage-policy.ts"
import { startIngestWorker } from "../src/run-ingest-worker.ts"
import { createPoller } from "../src/source/run-poll.ts"
import { COMPACT, type Core, configFor, openWatchedStore, quietLog, tenantFinder } from "./bench-store.ts"
import type { BenchTenant } from "./customers.ts"
import type { FeedAddress } from "./feed.ts"

export const MANAGE_RESOURCE = "https://manage.office.com"

/** Store and ingest worker, as the product runs. */
async function openThreadedCore(
  database: string,
  tenants: readonly BenchTenant[],
  storage: StoragePolicy,
): Promise<Core> {
  const store = await openWatchedStore(database, tenants, storage)
  const ingest = await startIngestWorker({
    config: configFor(database, tenants, storage),
    tenantOf: tenantFinder(tenants),
    wakeOutbox: () => undefined,
    now: Date.now,
    log: quietLog,
  })
  const close = async (): Promise<void> => {
    await ingest.close()
    store.close()
  }
  return { store, ingest, close }
}

export type Collector = {
  readonly core: Core
  readonly tokens: Tokens
  /** Blobs fetched so far. */
  fetched(): number
  /** Each of these tenants once. */
  poll(tenants: readonly BenchTenant[], atOnce: number): Promise<void>
  close(): Promise<void>
}

/** The whole way from the feed, for the given content types. */
export async function openCollector(options: {
  readonly database: string
  readonly feed: FeedAddress
  readonly tenants: readonly BenchTenant[]
  readonly types: readonly ContentType[]
  readonly storage?: StoragePolicy
}): Promise<Collector> {
  const core = await openThreadedCore(options.database, options.tenants, options.storage ?? COMPACT)
  const http = createHttpClient()
  const tokens = createTokens({
    loginUrl: options.feed.login,
    registrations: { monitor: registration(options.feed), respond: registration(options.feed) },
    now: Date.now,
    http,
  })
  const feed = createActivityFeed({
    manageUrl: options.feed.manage,
    publisherId: options.feed.publisherId,
    tokens,
    http,
    now: Date.now,
  })
  let fetched = 0
  const counted: typeof feed = {
    ...feed,
    fetch: (...args) => {
      fetched += 1
      return feed.fetch(...args)
    },
  }
  const poller = createPoller({
    feed: counted,
    ledger: core.store.feed,
    ingest: core.ingest.blob,
    now: Date.now,
    log: quietLog,
  })
  const { signal } = new AbortController()
  return {
    core,
    tokens,
    fetched: () => fetched,
    poll: (tenants, atOnce) =>
      eachOf(tenants, atOnce, ({ id }) => poller.pollTenant({ id, contentTypes: options.types }, signal)),
    close: async () => {
      await http.close()
      await core.close()
    },
  }
}

const registration = (feed: FeedAddress) => ({
  clientId: feed.appId,
  credential: { kind: "secret" as const, secret: feed.secret },
})

/** `work` for every item, `atOnce` at a time. */
async function eachOf<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values()
  const worker = async (): Promise<void> => {
    for (const item of waiting) await work(item)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}
