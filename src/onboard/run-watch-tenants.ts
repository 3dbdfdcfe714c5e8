/**
 * Looks at every customer: is it seen? Opens, changes and closes the incident "We are blind at …".
 * Nothing is kept in memory: after a restart the same look finds the same incident.
 */
import { setImmediate as others } from "node:timers/promises"
import type { ContentType } from "../model/audit-record.ts"
import type { Channel } from "../model/delivery.ts"
import { coerceError } from "../model/errors.ts"
import type { Tenant } from "../model/tenant.ts"
import type { FeedLedger } from "../ports/feed-ledger.ts"
import type { FeedSight, SourceSight } from "../ports/feed-sight.ts"
import type { IncidentStore } from "../ports/incident-store.ts"
import type { Log } from "../ports/log.ts"
import type { RecordStore } from "../ports/record-store.ts"
import { blindAlert, blindSubject, changeBlind, type Look, openBlind } from "./blind.ts"
import {
  HISTORY_MS,
  quietOf,
  SHORTEST_SILENCE_MS,
  silenceSentence,
  TELLING_TYPES,
  usualGap,
} from "./silence.ts"
import { isBlind, type Standing, tenantStanding } from "./tenant-state.ts"

export type WatchedTenant = Tenant & { readonly contentTypes: readonly ContentType[] }

export type WatchDeps = {
  readonly sight: FeedSight
  readonly ledger: Pick<FeedLedger, "watchedSince">
  readonly records: Pick<RecordStore, "saveBatch">
  readonly incidents: Pick<IncidentStore, "openAbout" | "change">
  /** The only channel that is told. */
  readonly triage: Channel
  readonly pollMs: number
  readonly wakeOutbox: () => void
  /** Milliseconds UTC. */
  readonly now: () => number
  readonly log: Log
}

/** After so many tenants everybody else gets a turn. */
const TENANTS_A_TURN = 20

/** One look at each tenant. A tenant that can't be looked at is logged and looked at next time; the others go on. */
export async function watchTenants(
  tenants: readonly WatchedTenant[],
  deps: WatchDeps,
  signal: AbortSignal,
): Promise<void> {
  for (const [index, tenant] of tenants.entries()) {
    if (index % TENANTS_A_TURN === TENANTS_A_TURN - 1) await others()
    if (signal.aborted) return
    try {
      await watchOne(tenant, deps)
    } catch (thrown) {
      deps.log.error("a customer could not be looked at", {
        tenant: tenant.name,
        problem: coerceError(thrown).message,
      })
    }
  }
}

/** The standing of one tenant now. */
export async function readStanding(
  tenant: WatchedTenant,
  sources: readonly SourceSight[],
  deps: Pick<WatchDeps, "sight" | "pollMs">,
): Promise<Standing> {
  const silence = await silenceOf(tenant, sources, deps)
  return tenantStanding({
    expected: tenant.contentTypes,
    sources,
    pollMs: deps.pollMs,
    ...(silence === undefined ? {} : { silence }),
  })
}

/** The history is read only of a tenant that has been quiet for hours: the others can't be silent. */
async function silenceOf(
  tenant: WatchedTenant,
  sources: readonly SourceSight[],
  { sight }: Pick<WatchDeps, "sight">,
): Promise<string | undefined> {
  const quiet = quietOf(sources, tenant.contentTypes)
  if (quiet === undefined || quiet.quietMs <= SHORTEST_SILENCE_MS) return undefined
  const { newestAt, quietMs } = quiet
  const arrivals = await sight.arrivals(tenant.id, TELLING_TYPES, newestAt - HISTORY_MS, newestAt)
  return silenceSentence(quietMs, usualGap(arrivals))
}

async function watchOne(tenant: WatchedTenant, deps: WatchDeps): Promise<void> {
  const sources = await deps.sight.sources(tenant.id)
  const standing = await readStanding(tenant, sources, deps)
  const open = await deps.incidents.openAbout(tenant.id, blindSubject(tenant))
  const look: Look = { tenant, standing, sources, now: deps.now() }
  if (open.length === 0) return isBlind(standing.state) ? openFor(tenant, look, deps) : undefined
  for (const { id } of open.filter((incident) => changeBlind(incident, look) !== undefined)) {
    await deps.incidents.change(id, (incident) => changeBlind(incident, look) ?? { incident, notes: [] })
    deps.wakeOutbox()
  }
}

async function openFor(tenant: WatchedTenant, look: Look, deps: WatchDeps): Promise<void> {
  const { now } = look
  const alert = blindAlert(look, await deps.ledger.watchedSince(tenant.id, now))
  // The store drops an alert that it knows: a blindness that a technician closed stays closed while it lasts.
  const saved = await deps.records.saveBatch(
    { tenantId: tenant.id, fetchedAt: now, records: [], rejected: [], alerts: [alert] },
    (fresh) => (fresh.length === 0 ? { incidents: [] } : openBlind(alert, deps.triage, now)),
  )
  if (saved.incidents.length === 0) return
  deps.log.warn("a customer can't be seen", { tenant: tenant.name, state: look.standing.state })
  deps.wakeOutbox()
}
