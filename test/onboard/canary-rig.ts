/**
 * Canaries against the practice cloud: written through its Exchange and read from its feed, over real HTTP and into a real
 * store, by one clock that the test moves.
 */
import { onTestFinished } from "vitest"
import type { Fault } from "../../sandbox/faults.ts"
import { startPracticeCloud } from "../../sandbox/server.ts"
import { createWorld, MONITOR_APP_ID, RESPOND_APP_ID } from "../../sandbox/world/create-world.ts"
import { createTokens } from "../../src/adapters/entra/tokens.ts"
import { createMailboxAdmin } from "../../src/adapters/exchange/mailbox-admin.ts"
import { readAllRules } from "../../src/adapters/files/read-rules.ts"
import { createHttpClient } from "../../src/adapters/http/http-client.ts"
import { createActivityFeed } from "../../src/adapters/office365/activity-feed.ts"
import { buildIngest } from "../../src/build-ingest.ts"
import { compileRuleSet } from "../../src/detect/rule-set.ts"
import type { Incident } from "../../src/model/alert.ts"
import type { TrailEntry } from "../../src/model/trail-entry.ts"
import { type CanaryTenant, proofSentence } from "../../src/onboard/canary.ts"
import { createCanaries, readProof } from "../../src/onboard/run-canary.ts"
import { watchTenants } from "../../src/onboard/run-watch-tenants.ts"
import { createPoller } from "../../src/source/run-poll.ts"
import { CHANNEL } from "../adapters/sqlite/make-rows.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { makeIngestConfig } from "../make/make-ingest-config.ts"
import { silentLog } from "../source/fake-feed.ts"
import { practiceCustomer } from "./practice-customer.ts"
import { NORTHWIND } from "./watch-rig.ts"

export const START = Date.UTC(2026, 10, 20, 3, 12)
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

const READ_EVERY = 12 * HOUR
const rules = compileRuleSet(readAllRules([]))

/** One customer that allows fixing and is watched since a day before the start. */
export async function canaryRig(over: Partial<CanaryTenant> = {}) {
  let at = START
  const now = (): number => at
  const cloud = await startPracticeCloud({ world: createWorld({ now }) })
  onTestFinished(() => cloud.close())
  const { store, path } = openTemporaryStore()
  const [tenant] = cloud.world.tenants
  if (tenant === undefined) throw new Error("the practice world has no tenant")
  const customer = { ...practiceCustomer(tenant), ...over }
  const warnings: string[] = []
  const log = { ...silentLog, warn: (message: string) => void warnings.push(message) }
  const ingest = buildIngest({
    config: {
      ...makeIngestConfig(path),
      respondAppId: RESPOND_APP_ID,
      customers: [{ ...customer, channel: CHANNEL }],
    },
    ...{ store, rules, log, now },
    geo: { country: () => undefined },
    tenantOf: () => customer,
    wakeOutbox: () => undefined,
  })
  const { admin, feed } = outside(cloud, now)
  const { brake, canaries, feed: ledger, sight, records, incidents } = store
  const poller = createPoller({ feed, ledger, ingest: ingest.blob, now, log: silentLog })
  const write = () => createCanaries({ ...{ admin, canaries, brake, sight, now, log } })
  let running = write()
  const { signal } = new AbortController()
  const poll = (): Promise<void> => poller.pollTenant(customer, signal)
  await ledger.watchedSince(customer.id, at)
  await poll()
  return {
    ...{ cloud, store, path, tenant, customer, warnings, poll },
    /** Whoever is due writes. */
    write: () => running([customer], signal),
    /** Another process with the same database. */
    restart: () => {
      running = write()
    },
    look: () =>
      watchTenants(
        [customer],
        {
          ...{ sight, ledger, records, incidents, canaries, now, pollMs: MINUTE, us: NORTHWIND },
          ...{ triage: CHANNEL, wakeOutbox: () => undefined, log },
        },
        signal,
      ),
    /** Time goes by, and the feed is read often enough to miss nothing. */
    later: async (ms: number) => {
      for (const end = at + ms; at < end; ) {
        at = Math.min(end, at + READ_EVERY)
        await poll()
      }
    },
    /** Time goes by, and nobody reads. */
    off: (ms: number) => {
      at += ms
    },
    canaries: () => canaries.canaries(customer.id, 0),
    /** A canary of another customer is written and comes back. */
    arrivesElsewhere: async () => {
      const canary = { tenantId: NORTHWIND.id, marker: "fedcba9876543210", at }
      const note = { at, kind: "intent" as const, who: "watchpost", what: "Writes", data: {} }
      await canaries.begin(canary, note)
      const batch = { tenantId: canary.tenantId, fetchedAt: at, records: [], rejected: [], alerts: [] }
      const arrived = [{ marker: canary.marker, note }]
      await records.saveBatch({ ...batch, canaries: arrived }, () => ({ incidents: [] }))
    },
    status: async () =>
      proofSentence(customer, (await readProof(customer, { canaries, ledger, now })) ?? {}, at),
    incidents: (): Promise<readonly Incident[]> => incidents.list({ limit: 20 }),
    trail: async (): Promise<readonly TrailEntry[]> => await store.trail.read(0, 100),
    trouble: (fault: Fault) => void cloud.faults.push(fault),
  }
}

function outside(cloud: Awaited<ReturnType<typeof startPracticeCloud>>, now: () => number) {
  const secretOf = (appId: string): string =>
    cloud.world.apps.find((app) => app.appId === appId)?.secret ?? ""
  const registration = (clientId: string) =>
    ({ clientId, credential: { kind: "secret", secret: secretOf(clientId) } }) as const
  const http = createHttpClient()
  const tokens = createTokens({
    loginUrl: cloud.endpoints.login,
    registrations: { monitor: registration(MONITOR_APP_ID), respond: registration(RESPOND_APP_ID) },
    ...{ now, http },
  })
  const publisherId = cloud.world.mspTenantId
  return {
    admin: createMailboxAdmin({ exchangeUrl: cloud.endpoints.exchange, tokens, http, retryDelayMs: 1 }),
    feed: createActivityFeed({ manageUrl: cloud.endpoints.manage, publisherId, tokens, http, now }),
  }
}
