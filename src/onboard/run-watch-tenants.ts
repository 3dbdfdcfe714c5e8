/**
 * Looks at every customer: is it seen, and was anything lost? Opens, changes and closes the incidents about that: "We are
 * blind at …", one of a customer or one of many, and "Audit records are lost".
 * Nothing is kept in memory: after a restart the same look finds the same incidents.
 */
import { setImmediate as others } from "node:timers/promises"
import type { Alert, Incident } from "../model/alert.ts"
import type { Channel } from "../model/delivery.ts"
import { coerceError } from "../model/errors.ts"
import { tellsLosses } from "../model/feed-losses.ts"
import type { TenantId } from "../model/ids.ts"
import type { CanaryBook } from "../ports/canary-book.ts"
import type { FeedLedger } from "../ports/feed-ledger.ts"
import type { FeedSight, SourceSight } from "../ports/feed-sight.ts"
import type { IncidentStore } from "../ports/incident-store.ts"
import type { Log } from "../ports/log.ts"
import type { RecordStore } from "../ports/record-store.ts"
import {
  type BlindChange,
  blindAlert,
  blindSince,
  blindSubject,
  changeBlind,
  type Look,
  openBlind,
} from "./blind.ts"
import { type CanaryTenant, unprovedSentence } from "./canary.ts"
import {
  COMMON_SUBJECTS,
  type CommonLook,
  changeCommon,
  commonAlert,
  type LookedAt,
  shareOut,
} from "./common-blindness.ts"
import { LOSS_MEMORY_MS, lossAlerts, mergeLosses } from "./lost-content.ts"
import type { Ourselves } from "./own-alert.ts"
import { readProof } from "./run-canary.ts"
import {
  HISTORY_MS,
  quietOf,
  SHORTEST_SILENCE_MS,
  silenceSentence,
  TELLING_TYPES,
  usualGap,
} from "./silence.ts"
import { isBlind, type Standing, tenantStanding } from "./tenant-state.ts"

export type WatchedTenant = CanaryTenant

export type WatchDeps = {
  readonly sight: FeedSight
  readonly ledger: Pick<FeedLedger, "watchedSince" | "ledgers">
  readonly records: Pick<RecordStore, "saveBatch">
  readonly incidents: Pick<IncidentStore, "openAbout" | "change" | "list">
  readonly canaries: Pick<CanaryBook, "canaries" | "newestArrived">
  /** Whose incident it is when many customers are unseen for one reason. */
  readonly us: Ourselves
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

/** One look at all tenants. A tenant that can't be looked at is logged and looked at next time; the others go on. */
export async function watchTenants(
  tenants: readonly WatchedTenant[],
  deps: WatchDeps,
  signal: AbortSignal,
): Promise<void> {
  const looks: LookedAt[] = []
  await forEach(tenants, { deps, signal, nameOf: ({ name }) => name }, async (tenant) => {
    looks.push(await lookAt(tenant, deps))
  })
  if (signal.aborted) return
  const shares = shareOut(looks, await knownInCommon(deps))
  const watched = new Set(tenants.map(({ id }) => id))
  await tellInCommon({ shares, looks, watched, us: deps.us, now: deps.now() }, deps)
  const nameOf = ({ tenant }: LookedAt): string => tenant.displayName
  await forEach(shares.single, { deps, signal, nameOf }, (look) => tellOne(look, deps))
  await forEach(looks, { deps, signal, nameOf }, (look) => tellLosses(look, deps))
}

type Loop<Item> = {
  readonly deps: WatchDeps
  readonly signal: AbortSignal
  readonly nameOf: (item: Item) => string
}

async function forEach<Item>(
  items: readonly Item[],
  { deps, signal, nameOf }: Loop<Item>,
  act: (item: Item) => Promise<void>,
): Promise<void> {
  for (const [index, item] of items.entries()) {
    if (index % TENANTS_A_TURN === TENANTS_A_TURN - 1) await others()
    if (signal.aborted) return
    try {
      await act(item)
    } catch (thrown) {
      const data = { tenant: nameOf(item), problem: coerceError(thrown).message }
      deps.log.error("a customer could not be looked at", data)
    }
  }
}

/** The standing of one tenant now. */
async function readStanding(
  tenant: WatchedTenant,
  { sources, proof }: Pick<Look, "sources" | "proof">,
  deps: Pick<WatchDeps, "sight" | "pollMs">,
): Promise<Standing> {
  const silence = await silenceOf(tenant, sources, deps)
  const unproved = proof === undefined ? undefined : unprovedSentence(proof, tenant)
  return tenantStanding({
    expected: tenant.contentTypes,
    sources,
    pollMs: deps.pollMs,
    ...(silence === undefined ? {} : { silence }),
    ...(unproved === undefined ? {} : { unproved }),
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

async function lookAt(tenant: WatchedTenant, deps: WatchDeps): Promise<LookedAt> {
  const sources = await deps.sight.sources(tenant.id)
  const proof = await readProof(tenant, deps)
  const seen = { sources, ...(proof === undefined ? {} : { proof }) }
  const standing = await readStanding(tenant, seen, deps)
  const own = await deps.incidents.openAbout(tenant.id, blindSubject(tenant))
  const look: Look = { tenant, standing, ...seen, now: deps.now() }
  const first = isBlind(standing.state) ? await deps.ledger.watchedSince(tenant.id, look.now) : look.now
  return { ...look, own, since: blindSince(look, first) }
}

async function tellOne(look: LookedAt, deps: WatchDeps): Promise<void> {
  if (look.own.length === 0) {
    if (isBlind(look.standing.state)) await openOwn(blindAlert(look), UNSEEN, deps)
    return
  }
  for (const incident of look.own) await changeOwn(incident, (now) => changeBlind(now, look), deps)
}

/** Our own incidents about several customers, newest first: the open ones, and those that a technician closed. */
async function knownInCommon(deps: WatchDeps): Promise<readonly Incident[]> {
  const { incidents, us } = deps
  const subjects = [...COMMON_SUBJECTS.values()]
  const opened = await Promise.all(subjects.map((subject) => incidents.openAbout(us.id, subject)))
  const closed = await closedByPeople(us.id, deps)
  return [...opened.flat(), ...closed].toSorted((a, b) => b.id - a.id)
}

async function tellInCommon(look: CommonLook, deps: WatchDeps): Promise<void> {
  for (const [state, subject] of COMMON_SUBJECTS) {
    const known = await deps.incidents.openAbout(deps.us.id, subject)
    const members = look.shares.shared.get(state) ?? []
    if (known.length === 0 && members.length > 0)
      await openOwn(commonAlert(state, members, look.us, look.now), UNSEEN, deps)
    for (const incident of known) await changeOwn(incident, (now) => changeCommon(now, state, look), deps)
  }
}

/** The losses of a tenant are read only while its health tells of one. */
async function tellLosses({ tenant, sources }: LookedAt, deps: WatchDeps): Promise<void> {
  if (!sources.some(({ source, state }) => state === "trouble" && tellsLosses(source))) return
  const now = deps.now()
  const alerts = lossAlerts(tenant, await deps.ledger.ledgers(tenant.id), now - LOSS_MEMORY_MS)
  const batch = { tenantId: tenant.id, fetchedAt: now, records: [], rejected: [], alerts }
  const saved = await deps.records.saveBatch(batch, (fresh, known, before) =>
    mergeLosses({ fresh, known, before }, deps.triage, now),
  )
  if (saved.incidents.length > 0) deps.wakeOutbox()
}

type Decide = (incident: Incident) => BlindChange | undefined

/** What our own incidents need, whatever they are about. */
export type OwnIncidentDeps = Pick<
  WatchDeps,
  "records" | "incidents" | "triage" | "wakeOutbox" | "now" | "log"
>

export async function changeOwn(
  { id, ...incident }: Incident,
  decide: Decide,
  deps: OwnIncidentDeps,
): Promise<void> {
  if (decide({ ...incident, id }) === undefined) return
  await deps.incidents.change(id, (now) => decide(now) ?? { incident: now, notes: [] })
  deps.wakeOutbox()
}

/** Those of a tenant that a technician said enough of, newest first: what is told once must not be told again. */
export const closedByPeople = (
  tenant: TenantId,
  { incidents }: { readonly incidents: Pick<IncidentStore, "list"> },
): Promise<readonly Incident[]> =>
  incidents.list({ tenants: [tenant], states: ["expected", "not-a-threat"], limit: 100 })

const UNSEEN = "customers can't be seen"

/** `message` is what the log says. */
export async function openOwn(alert: Alert, message: string, deps: OwnIncidentDeps): Promise<void> {
  const now = deps.now()
  // The store drops an alert that it knows: a blindness that a technician closed stays closed while it lasts.
  const saved = await deps.records.saveBatch(
    { tenantId: alert.tenantId, fetchedAt: now, records: [], rejected: [], alerts: [alert] },
    (fresh) => (fresh.length === 0 ? { incidents: [] } : openBlind(alert, deps.triage, now)),
  )
  if (saved.incidents.length === 0) return
  deps.log.warn(message, { who: alert.target.name, state: alert.object.state ?? "" })
  deps.wakeOutbox()
}
