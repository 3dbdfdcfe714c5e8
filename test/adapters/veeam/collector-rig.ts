/**
 * The whole collector: adapter, poller and a real store, against the practice Veeam server over HTTPS with a self-signed
 * certificate that is pinned. Both sides share one clock, which the test moves.
 */
import { onTestFinished } from "vitest"
import type { PracticeCloud } from "../../../sandbox/cloud.ts"
import { startPracticeCloud } from "../../../sandbox/server.ts"
import { veeamRoutes } from "../../../sandbox/services/veeam.ts"
import { makeVeeamCertificate, startVeeamTls } from "../../../sandbox/services/veeam-tls.ts"
import type { Stage } from "../../../sandbox/stories/story.ts"
import { createWorld } from "../../../sandbox/world/create-world.ts"
import type { PracticeTenant, World } from "../../../sandbox/world/types.ts"
import type { PracticeVeeam } from "../../../sandbox/world/veeam-types.ts"
import { createHttpClient } from "../../../src/adapters/http/http-client.ts"
import { createBackupServer } from "../../../src/adapters/veeam/backup-server.ts"
import type { BackupChange } from "../../../src/model/backup-change.ts"
import { tenantId } from "../../../src/model/ids.ts"
import type { FeedHealth } from "../../../src/ports/feed-ledger.ts"
import type { StoredRestore } from "../../../src/ports/restore-store.ts"
import { createBackupPoller } from "../../../src/source/run-backup-poll.ts"
import { silentLog } from "../../source/fake-feed.ts"
import { openTemporaryStore } from "../sqlite/temporary-store.ts"

export const START = Date.UTC(2026, 2, 10, 12, 0, 0)
export const MINUTE = 60_000
export const SERVER = "vb365-01"
const CERTIFICATE = makeVeeamCertificate(START)
const never = new AbortController().signal

export type CollectorOptions = {
  readonly version?: PracticeVeeam["version"]
  /** Changed before the first request. */
  readonly prepare?: (veeam: PracticeVeeam, world: World) => void
  /** Instead of the server's own certificate. */
  readonly pin?: string
  /** The server's name in the configuration; several may share a store. */
  readonly name?: string
  readonly store?: ReturnType<typeof openTemporaryStore>["store"]
}

const BUILDS = { v8: "8.3.0.2201", v7: "7.0.0.2911", v6: "6.0.0.367" } as const

export async function startCollector(options: CollectorOptions = {}) {
  let now = START
  const world = createWorld({ now: () => now })
  const { version = "v8", name = SERVER } = options
  Object.assign(world.veeam, { version, build: BUILDS[version] })
  options.prepare?.(world.veeam, world)
  const cloud = await startPracticeCloud({ world, routes: [veeamRoutes] })
  const tls = await startVeeamTls(cloud, CERTIFICATE)
  const http = createHttpClient({ certificateSha256: options.pin ?? tls.certificateSha256 })
  onTestFinished(async () => {
    await Promise.all([tls.close(), cloud.close()])
    await http.close()
  })
  const { username, password } = world.veeam
  const server = createBackupServer({
    name,
    baseUrl: tls.baseUrl,
    username,
    password,
    http,
    now: () => now,
  })
  const store = options.store ?? openTemporaryStore().store
  const handedOver: string[] = []
  const told: BackupChange[] = []
  const poller = createBackupPoller({
    server,
    restores: store.restores,
    book: store.backups,
    ledger: store.feed,
    ownTenant: tenantId(world.mspTenantId),
    owners: () => ({
      customers: world.tenants.map((tenant) => ({
        id: tenantId(tenant.id),
        domains: [tenant.initialDomain, ...tenant.domains],
      })),
      configured: [],
    }),
    ingestRestores: async (_owner, restores) => {
      handedOver.push(...restores.map(({ event }) => event.itemName))
    },
    onChange: async (change) => void told.push(change),
    now: () => now,
    log: silentLog,
  })
  return {
    cloud,
    world,
    tls,
    server,
    store,
    handedOver,
    told,
    stage: cloud satisfies Stage,
    poll: () => poller.poll(never),
    follow: () => poller.follow(never),
    later: (ms: number) => {
      now += ms
    },
    health: (tenant: string) => healthOf(store, tenant, name),
    restoresOf: (tenant: string) => restoresOf(store, tenantNamed(world, tenant)),
  }
}

export const tenantNamed = (world: World, name: string): PracticeTenant => {
  const found = world.tenants.find((tenant) => tenant.name === name)
  if (found === undefined) throw new Error("no such tenant")
  return found
}

async function healthOf(
  store: ReturnType<typeof openTemporaryStore>["store"],
  tenant: string,
  server: string,
): Promise<Pick<FeedHealth, "state" | "sentence"> | undefined> {
  const all = await store.feed.health()
  const found = all.find((one) => one.tenantId === tenant && one.source === `Veeam ${server}`)
  return found && { state: found.state, sentence: found.sentence }
}

const restoresOf = (
  store: ReturnType<typeof openTemporaryStore>["store"],
  tenant: PracticeTenant,
): Promise<readonly StoredRestore[]> =>
  store.restores.between(tenantId(tenant.id), 0, START + 365 * 86_400_000)

/** Paths that the product asked for, without the query. */
export const asked = (cloud: PracticeCloud, part: string): readonly string[] =>
  cloud.requests
    .filter(({ target }) => target.includes(part))
    .map(({ method, target }) => `${method} ${target.replace(/^\/veeam/, "")}`)
