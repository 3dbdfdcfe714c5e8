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
import { mergeAlerts } from "../src/alert/merge-alerts.ts"
import { addBefore } from "../src/alert/run-add-before.ts"
import { compileRuleSet, type RuleSet } from "../src/detect/rule-set.ts"
import type { ContentType } from "../src/model/audit-record.ts"
import type { Channel } from "../src/model/delivery.ts"
import type { TenantId } from "../src/model/ids.ts"
import { type DecideContext, decide, decideRecords } from "../src/pipeline.ts"
import type { Geo } from "../src/ports/geo.ts"
import type { Log } from "../src/ports/log.ts"
import type { Store } from "../src/ports/store.ts"
import { createIngest, type Ingest, type RawBatch } from "../src/source/run-ingest.ts"
import { createPoller } from "../src/source/run-poll.ts"
import type { BenchTenant } from "./customers.ts"
import type { FeedAddress } from "./feed.ts"

export const MANAGE_RESOURCE = "https://manage.office.com"
const DAY = 24 * 3_600_000
/** As the product's own memory of its fixes. */
const FIX_MEMORY_MS = 7 * DAY

const quietLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

export const NO_RULES: RuleSet = compileRuleSet([])

export const readRulePack = (): RuleSet => compileRuleSet(readRules())

export type Stages = { readonly rules: RuleSet; readonly geo: Geo }

export const openStages = async (): Promise<Stages> => ({
  rules: readRulePack(),
  geo: await openCountryDatabase(),
})

/** What the pure stages are given for one tenant. */
export const decideContext = (
  stages: Stages,
  tenant: BenchTenant,
  source: RawBatch["source"],
): DecideContext => ({
  tenant: {
    id: tenant.id,
    name: tenant.name,
    displayName: tenant.name,
    acceptedDomains: [tenant.domain],
    timeZone: "UTC",
  },
  source,
  own: { appIds: [], technicians: {} },
  rules: stages.rules,
  country: stages.geo.country,
  recentFixes: [],
  now: Date.now(),
})

export type Core = { readonly store: Store; readonly ingest: Ingest; close(): void }

/** Store and ingest: everything between the bytes of a blob and what follows from them. */
export function openCore(database: string, tenants: readonly BenchTenant[], stages: Stages): Core {
  const store = openStore(database)
  const byId = new Map<string, BenchTenant>(tenants.map((tenant) => [tenant.id, tenant]))
  const contextOf = async (batch: RawBatch): Promise<DecideContext> => ({
    ...decideContext(stages, tenantIn(byId, batch.tenantId), batch.source),
    recentFixes: await store.journal.since(Date.now() - FIX_MEMORY_MS),
  })
  const known = { snapshots: store.snapshots, records: store.records, log: quietLog }
  const ingest = createIngest({
    records: store.records,
    // Watched for longer than the feed reaches back, so that what is found is owed as cards and not history.
    ledger: { watchedSince: async (tenant, now) => store.feed.watchedSince(tenant, now - 8 * DAY) },
    decideRaw: async (raw, batch) => addBefore(decide(raw, await contextOf(batch)), known),
    decideRecords: async (some, batch) => addBefore(decideRecords(some, await contextOf(batch)), known),
    merge: (batch, watchedSince) => (alerts, open) =>
      mergeAlerts(alerts, open, { ...batch, watchedSince, now: Date.now(), channelsFor }),
    wakeOutbox: () => undefined,
    log: quietLog,
  })
  return { store, ingest, close: () => store.close() }
}

function tenantIn(byId: ReadonlyMap<string, BenchTenant>, id: TenantId): BenchTenant {
  const tenant = byId.get(id)
  if (tenant === undefined) throw new Error("a batch came for a tenant that isn't measured")
  return tenant
}

/** One card for the technicians and one for the customer, as most customers have. */
const channelsFor = (tenant: TenantId) => [
  { face: "technician" as const, channel: channel("triage", tenant) },
  { face: "customer" as const, channel: channel(`customer ${tenant}`, tenant) },
]

const channel = (name: string, teamsTenantId: TenantId): Channel => ({
  conversationId: `19:${name}@thread.tacv2`,
  serviceUrl: "http://127.0.0.1/",
  teamsTenantId,
})

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
}): Promise<Collector> {
  const core = openCore(options.database, options.tenants, await openStages())
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
      core.close()
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
