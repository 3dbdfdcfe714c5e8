/**
 * The product's collecting parts, put together as the composition root does it, without Teams and backups:
 * feed over HTTP → ingest → decide → store. What is measured here is what runs for real customers.
 */

import { createTokens, type Tokens } from "../src/adapters/entra/tokens.ts"
import { readRules } from "../src/adapters/files/read-rules.ts"
import { openCountryDatabase } from "../src/adapters/geo/country-database.ts"
import { createHttpClient } from "../src/adapters/http/http-client.ts"
import { createActivityFeed } from "../src/adapters/office365/activity-feed.ts"
import { openStore } from "../src/adapters/sqlite/open-store.ts"
import { buildIngest, type IngestConfig } from "../src/build-ingest.ts"
import { compileRuleSet, type RuleSet } from "../src/detect/rule-set.ts"
import type { ContentType } from "../src/model/audit-record.ts"
import type { Channel } from "../src/model/delivery.ts"
import { type TenantId, tenantId } from "../src/model/ids.ts"
import { DEFAULT_STORAGE, type StoragePolicy } from "../src/model/storage-policy.ts"
import type { Tenant } from "../src/model/tenant.ts"
import { readRaw } from "../src/normalize/read-raw.ts"
import type { DecideContext } from "../src/pipeline.ts"
import type { Geo } from "../src/ports/geo.ts"
import type { Log } from "../src/ports/log.ts"
import type { Store } from "../src/ports/store.ts"
import { startIngestWorker } from "../src/run-ingest-worker.ts"
import type { Ingest, RawBatch } from "../src/source/run-ingest.ts"
import { createPoller } from "../src/source/run-poll.ts"
import type { BenchTenant } from "./customers.ts"
import type { FeedAddress } from "./feed.ts"

export const MANAGE_RESOURCE = "https://manage.office.com"
const DAY = 24 * 3_600_000

const quietLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

export const NO_RULES: RuleSet = compileRuleSet([])

export const readRulePack = (): RuleSet => compileRuleSet(readRules())

export type Stages = { readonly rules: RuleSet; readonly geo: Geo }

export const openStages = async (): Promise<Stages> => ({
  rules: readRulePack(),
  geo: await openCountryDatabase(),
})

const tenantFacts = ({ id, name, domain }: BenchTenant): Tenant => ({
  id,
  name,
  displayName: name,
  acceptedDomains: [domain],
  timeZone: "UTC",
})

/** What the pure stages are given for one tenant. */
export const decideContext = (
  stages: Stages,
  tenant: BenchTenant,
  source: RawBatch["source"],
): DecideContext => ({
  tenant: tenantFacts(tenant),
  source,
  own: { appIds: [], technicians: {} },
  rules: stages.rules,
  country: stages.geo.country,
  recentFixes: [],
  now: Date.now(),
})

/** As kept by default: noise compact, administration whole. */
export const COMPACT: StoragePolicy = DEFAULT_STORAGE
export const EVERYTHING_WHOLE: StoragePolicy = {
  mailItems: { keep: "whole", days: 3_650 },
  signIns: { keep: "whole", days: 3_650 },
  files: { keep: "whole", days: 3_650 },
  changes: { keep: "whole", days: 3_650 },
}

/** One card for the technicians and one for the customer, as most customers have. */
const configFor = (
  database: string,
  tenants: readonly BenchTenant[],
  storage: StoragePolicy,
): IngestConfig => {
  const msp = tenantId("00000000-0000-4000-8000-0000000000aa")
  return {
    database,
    storage,
    ruleFolders: [],
    customers: tenants.map((tenant) => ({
      ...tenantFacts(tenant),
      contentTypes: [],
      canRespond: false,
      channel: channel(`customer ${tenant.id}`, tenant.id),
    })),
    triageChannel: channel("triage", msp),
    mspTenantId: msp,
    monitorAppId: "",
    respondAppId: "",
    bot: { appId: "", tenantId: msp },
    people: [],
  }
}

const channel = (name: string, teamsTenantId: TenantId): Channel => ({
  conversationId: `19:${name}@thread.tacv2`,
  serviceUrl: "http://127.0.0.1/",
  teamsTenantId,
})

export type Core = { readonly store: Store; readonly ingest: Ingest; close(): Promise<void> }

/** Store and ingest on this thread: everything between the bytes of a blob and what follows from them. */
export async function openCore(
  database: string,
  tenants: readonly BenchTenant[],
  stages: Stages,
  storage = COMPACT,
): Promise<Core> {
  const store = await openWatchedStore(database, tenants, storage)
  const ingest = buildIngest({
    config: configFor(database, tenants, storage),
    store,
    ...stages,
    tenantOf: tenantFinder(tenants),
    wakeOutbox: () => undefined,
    now: Date.now,
    log: quietLog,
  })
  return { store, ingest, close: async () => store.close() }
}

/** The same with ingest on its worker thread, as the product runs. */
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

/** Watched for longer than the feed reaches back, so that what is found is owed as cards and not history. */
async function openWatchedStore(
  database: string,
  tenants: readonly BenchTenant[],
  storage: StoragePolicy,
): Promise<Store> {
  const store = openStore(database, { storage, readRaw })
  for (const { id } of tenants) await store.feed.watchedSince(id, Date.now() - 8 * DAY)
  return store
}

function tenantFinder(tenants: readonly BenchTenant[]): (id: TenantId) => Tenant {
  const byId = new Map(tenants.map((tenant) => [tenant.id, tenantFacts(tenant)]))
  return (id) => {
    const tenant = byId.get(id)
    if (tenant === undefined) throw new Error("a batch came for a tenant that isn't measured")
    return tenant
  }
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
