/**
 * While Teams takes no card of an urgent incident, nothing in Teams can tell of it: the provider's own webhook is called, and
 * called once more when somebody can see a card again. Incidents that are due together share a call.
 */
import { setImmediate as others } from "node:timers/promises"
import { plainText } from "../lib/plain-text.ts"
import { MINUTE } from "../lib/time-units.ts"
import type { Incident } from "../model/alert.ts"
import { unlessDamaged } from "../model/errors.ts"
import {
  type EscalationPolicy,
  type TakenStep,
  UNDELIVERED_AFTER_MS,
  type UndeliveredStep,
} from "../model/escalation.ts"
import { compareLevels } from "../model/level.ts"
import type { Notice } from "../model/notice.ts"
import type { QuietHours } from "../model/quiet-hours.ts"
import type { Tenant } from "../model/tenant.ts"
import type { CardArrivals, ToldUndelivered } from "../ports/card-arrivals.ts"
import type { IncidentStore } from "../ports/incident-store.ts"
import type { Log } from "../ports/log.ts"
import type { Notices } from "../ports/notices.ts"
import { WAITING } from "./escalation.ts"
import { factsOf } from "./incident-facts.ts"
import { quietUntil } from "./quiet-hours.ts"
import { isSeenSince, type Undelivered, URGENT_LEVELS, undeliveredOf } from "./undelivered.ts"

export type FindDeps = {
  readonly incidents: Pick<IncidentStore, "incident">
  readonly arrivals: CardArrivals
  /** Missing: nobody is called, and the usual time holds. */
  readonly policy: EscalationPolicy | undefined
  readonly quietHours: QuietHours | undefined
  readonly tenantOf: (incident: Incident) => Pick<Tenant, "displayName" | "timeZone"> | undefined
  /** Milliseconds UTC. */
  readonly now: () => number
}

export type UndeliveredDeps = FindDeps & {
  readonly notices: Pick<Notices, "owe" | "stepsOf">
  readonly log: Log
}

/** So many in one look; the next look takes the others. */
const AT_ONCE = 500
/** After a start the outbox has the first word: what wasn't tried while Watchpost was off may only have waited for that. */
const FIRST_TRIES_MS = MINUTE

/** Those that nobody has been able to see for too long, the worst first; `told`: also those that the webhook knows of. */
export async function findUndelivered(deps: FindDeps, told = true): Promise<readonly Undelivered[]> {
  const now = deps.now()
  const ids = await deps.arrivals.owing({ states: WAITING, levels: URGENT_LEVELS, told, limit: AT_ONCE })
  const found: Undelivered[] = []
  for (const id of ids) {
    const incident = await unlessDamaged(deps.incidents.incident(id))
    const one = incident && (await undeliveredNow(incident, deps, now))
    if (one !== undefined && one.waitedMs >= (deps.policy?.undeliveredAfterMs ?? UNDELIVERED_AFTER_MS))
      found.push(one)
    await others()
  }
  return found.toSorted(
    (a, b) => compareLevels(b.incident.level, a.incident.level) || a.incident.id - b.incident.id,
  )
}

/** Undefined when somebody can see it or has it. */
async function undeliveredNow(
  incident: Incident,
  deps: FindDeps,
  now: number,
): Promise<Undelivered | undefined> {
  const cards = await deps.arrivals.arrivalsOf(incident.id)
  const quietEnd = (one: Incident, since: number) =>
    quietUntil(one.level, deps.tenantOf(one)?.timeZone ?? "UTC", deps.quietHours, since)
  return undeliveredOf(incident, cards, { now, quietEnd })
}

/** Asked right before the call: Teams may have taken the card meanwhile. */
export const isStillUndelivered = async (incident: Incident, deps: FindDeps): Promise<boolean> =>
  (await undeliveredNow(incident, deps, deps.now())) !== undefined

/**
 * One look at each call. Notices and the steps that they take are stored in one transaction: each incident is told once, also
 * across restarts, and again only when it is opened again. Without a webhook the log alone can tell, once for each outage.
 */
export function createUndeliveredTeller(deps: UndeliveredDeps): () => Promise<void> {
  const startedAt = deps.now()
  let isLogged = false
  return async () => {
    const now = deps.now()
    // A clock that was put back since the start holds nothing up.
    const isYoung = now >= startedAt && now < startedAt + FIRST_TRIES_MS
    const late = isYoung ? [] : await findUndelivered(deps, false)
    if (deps.policy?.webhookUrl === undefined) {
      if (late.length > 0 && !isLogged) logUncalled(late, deps.log)
      isLogged = late.length > 0
      return
    }
    await tellUndelivered(late, deps, now)
    await tellDelivered(deps, now)
  }
}

function logUncalled(late: readonly Undelivered[], log: Log): void {
  log.warn("Teams takes no card of an urgent incident, and nobody is called: set escalation.webhook", {
    incidents: late.map(({ incident }) => incident.id),
    reason: late[0]?.problem ?? "",
  })
}

/** A card may be lost again after it was there, with its channel: that was told of once. */
async function tellUndelivered(
  found: readonly Undelivered[],
  deps: UndeliveredDeps,
  now: number,
): Promise<void> {
  const steps = await deps.notices.stepsOf(found.map(({ incident }) => incident.id))
  const late = found.filter(
    ({ incident, since }) =>
      !steps.some(
        (taken) => taken.step === "undelivered" && taken.incidentId === incident.id && taken.since === since,
      ),
  )
  if (late.length > 0)
    await deps.notices.owe([undeliveredNotice(late, deps, now)], stepsOf("undelivered", late))
}

const stepsOf = (
  step: UndeliveredStep,
  of: readonly (ToldUndelivered | Undelivered)[],
): readonly TakenStep[] =>
  of.map((one) => ({
    incidentId: "incident" in one ? one.incident.id : one.incidentId,
    step,
    since: one.since,
  }))

function undeliveredNotice(late: readonly Undelivered[], deps: UndeliveredDeps, now: number): Notice {
  const ids = late.map(({ incident }) => incident.id)
  return {
    key: `undelivered ${now} ${ids.join(" ")}`,
    kind: "undelivered",
    to: { kind: "webhook" },
    title: `Teams takes no card of ${urgent(ids.length)}`,
    lines: [],
    data: {
      type: "incident.undelivered",
      incidents: late.map(({ incident, since, problem }) => ({
        ...factsOf(incident, deps.tenantOf),
        owedSince: new Date(since).toISOString(),
        reason: plainText(problem ?? "", 200),
      })),
    },
    incidents: ids,
    ...onlyTenant(late.map(({ incident }) => incident)),
    at: now,
  }
}

/** Whoever was called must hear that the card is there now, whatever became of the incident meanwhile. */
async function tellDelivered(deps: UndeliveredDeps, now: number): Promise<void> {
  const there: { readonly told: ToldUndelivered; readonly incident: Incident }[] = []
  for (const told of await deps.arrivals.toldUndelivered(AT_ONCE)) {
    const incident = await unlessDamaged(deps.incidents.incident(told.incidentId))
    const cards = await deps.arrivals.arrivalsOf(told.incidentId)
    if (incident !== undefined && isSeenSince(cards, told.since, now)) there.push({ told, incident })
  }
  if (there.length === 0) return
  const incidents = [...new Map(there.map(({ incident }) => [incident.id, incident])).values()]
  const notice: Notice = {
    key: `delivered ${now} ${incidents.map(({ id }) => id).join(" ")}`,
    kind: "delivered",
    to: { kind: "webhook" },
    title: `Teams has taken the cards of ${urgent(incidents.length)}`,
    lines: [],
    data: {
      type: "incident.delivered",
      incidents: incidents.map((incident) => ({
        ...factsOf(incident, deps.tenantOf),
        state: incident.state,
      })),
    },
    ...onlyTenant(incidents),
    at: now,
  }
  await deps.notices.owe(
    [notice],
    stepsOf(
      "delivered",
      there.map(({ told }) => told),
    ),
  )
}

const urgent = (count: number): string => (count === 1 ? "an urgent incident" : `${count} urgent incidents`)

function onlyTenant(incidents: readonly Incident[]): Pick<Notice, "tenantId"> {
  const [only, ...others] = new Set(incidents.map(({ tenantId }) => tenantId))
  return only !== undefined && others.length === 0 ? { tenantId: only } : {}
}
