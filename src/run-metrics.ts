/** What the process tells of itself: whether it is well, and figures for monitoring, which are served on this machine alone. */
import { setImmediate as others } from "node:timers/promises"
import { type MetricsServer, startMetricsServer } from "./adapters/http/metrics-server.ts"
import { findUndelivered } from "./alert/run-tell-undelivered.ts"
import type { Ground } from "./ground.ts"
import { metricsText } from "./lib/metrics-text.ts"
import { figuresOf, type Reading } from "./metric-figures.ts"
import type { Incident } from "./model/alert.ts"
import type { TenantId } from "./model/ids.ts"
import type { JsonObject } from "./model/json.ts"

type MetricsGround = Pick<Ground, "config" | "store" | "credentials" | "now"> & {
  readonly book: Pick<Ground["book"], "get">
}

/** How long one reading is good, milliseconds: who asks all the time doesn't keep the bot's thread busy. */
const FRESH_MS = 5_000

/** Undefined where `metrics` isn't configured. Throws a ConfigError when it can't listen. */
export async function startMetrics(
  ground: MetricsGround,
  ingest: { waiting(): number },
): Promise<MetricsServer | undefined> {
  const { config, now } = ground
  if (config.metricsPort === undefined) return undefined
  const startedAt = now()
  const text = async (): Promise<string> => metricsText(figuresOf(await read(ground, ingest, startedAt)))
  return startMetricsServer(config.metricsPort, keptFresh(text, now))
}

/** What was read last, while it is fresh. Who asks after a failure isn't told of it once more. */
function keptFresh<T>(read: () => Promise<T>, now: () => number): () => Promise<T> {
  let last: { readonly at: number; readonly what: Promise<T> } | undefined
  return () => {
    const at = now()
    if (last !== undefined && at >= last.at && at < last.at + FRESH_MS) return last.what
    const what = read()
    last = { at, what }
    what.catch(() => {
      if (last?.what === what) last = undefined
    })
    return what
  }
}

type Door = { readonly url: string; close(): Promise<void> }

/** Monitoring's door beside the world's: both are open, or none is. */
export async function withMetrics(
  ground: MetricsGround,
  ingest: { waiting(): number },
  opening: Promise<Door>,
): Promise<Door> {
  const { url, close } = await opening
  const metrics = await startMetrics(ground, ingest).catch(async (thrown) => {
    await close()
    throw thrown
  })
  return { url, close: async () => void (await Promise.allSettled([close(), metrics?.close()])) }
}

/**
 * Well means: the store answers. Trouble of a customer, and a Teams that takes no cards, are told beside it and don't take the
 * process down. Whoever reaches the bot's port may ask as often as they like: what waits for Teams is counted as seldom as
 * the figures.
 */
export function healthTeller(
  ground: Omit<MetricsGround, "credentials">,
): () => Promise<{ readonly ok: boolean; readonly body: JsonObject }> {
  const undelivered = keptFresh(() => countUndelivered(ground), ground.now)
  return async () => ({
    ok: true,
    body: { ok: true, ...(await ground.store.feed.tally()), undelivered: await undelivered() },
  })
}

async function countUndelivered({ config, store, book, now }: Omit<MetricsGround, "credentials">) {
  const { incidents, outbox: arrivals } = store
  const { escalation: policy, quietHours } = config
  const tenantOf = ({ tenantId }: Incident) => book.get(tenantId)
  return (await findUndelivered({ incidents, arrivals, policy, quietHours, tenantOf, now })).length
}

async function read(
  ground: MetricsGround,
  ingest: { waiting(): number },
  startedAt: number,
): Promise<Reading> {
  const { config, store, credentials, now } = ground
  const { figures, channels, signingKeys } = store
  const tenants = [...new Set([...config.customers.map(({ id }) => id), config.mspTenantId])]
  const keysAt = (await signingKeys.kept(config.endpoints.botOpenIdMetadata))?.at
  return {
    customers: config.customers,
    mspTenantId: config.mspTenantId,
    feeds: await ofAll(tenants, figures.feeds),
    sources: await ofAll(tenants, figures.sources),
    waiting: await figures.waiting(),
    openIncidents: await figures.openIncidents(),
    runningFixes: await figures.runningFixes(),
    canaries: await figures.canaries(),
    sizes: await figures.sizes(),
    undelivered: await countUndelivered(ground),
    lostChannels: (await channels.lost()).length,
    ingestQueue: ingest.waiting(),
    ...(keysAt === undefined ? {} : { keysAt }),
    credentials: credentials.known(),
    memoryBytes: process.memoryUsage.rss(),
    startedAt,
    now: now(),
  }
}

/** So many customers at once; then everybody else gets a turn. */
const AT_ONCE = 100

async function ofAll<T>(
  tenants: readonly TenantId[],
  read: (of: readonly TenantId[]) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const all: T[] = []
  for (let first = 0; first < tenants.length; first += AT_ONCE) {
    all.push(...(await read(tenants.slice(first, first + AT_ONCE))))
    await others()
  }
  return all
}
