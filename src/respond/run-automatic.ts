/**
 * Looks for incidents whose fix the customer lets Watchpost run by itself, and journals it as a press does; the same runner
 * works it off. What is owed isn't kept anywhere: it follows from the stored incidents, so that a death between opening one
 * and deciding loses nothing, and the decision is a part of the incident, so that it is made once.
 */
import { nextState } from "../alert/incident-state.ts"
import { createBell } from "../lib/bell.ts"
import type { Incident } from "../model/alert.ts"
import { AUTOMATIC_LEVELS, type AutomaticPolicy, automaticBy, LEFT_ALONE_MS } from "../model/automatic.ts"
import { coerceError, DeniedError } from "../model/errors.ts"
import type { Tenant } from "../model/tenant.ts"
import type { TrailNote } from "../model/trail-entry.ts"
import type { Begin } from "../ports/journal.ts"
import type { Log } from "../ports/log.ts"
import type { Store } from "../ports/store.ts"
import {
  type AutomaticRun,
  automaticRun,
  beginsLine,
  isMeant,
  isUntouched,
  leftLine,
  whyLeft,
} from "./automatic.ts"

export type AutomaticDeps = {
  readonly store: Pick<Store, "incidents" | "journal" | "brake" | "noise">
  /** Customers that opted in. */
  readonly customers: readonly (Pick<Tenant, "id" | "displayName"> & {
    readonly automatic: AutomaticPolicy
  })[]
  /** Called when a fix waits or a card is owed. Must not throw. */
  readonly wakeJobs: () => void
  /** Milliseconds UTC. */
  readonly now: () => number
  readonly log: Log
}

export type AutomaticFixes = {
  /** One look. */
  look(): Promise<void>
  /** An incident may have been opened: look now. */
  wake(): void
  /** Looks until the signal aborts. Ends at once where no customer opted in. */
  start(signal: AbortSignal): Promise<void>
}

/** The newest so many that nobody has taken: whatever is older was looked at when it was new. */
const MOST_NEW = 100
/** Of one rule at one customer, as many are asked what people said of them. */
const MOST_ALIKE = 100
/** Looks by itself this often: a store that failed then may work now. */
const REST_MS = 30_000

export function createAutomaticFixes(deps: AutomaticDeps): AutomaticFixes {
  const bell = createBell()
  const look = (): Promise<void> => lookAtNew(deps)
  return {
    look,
    wake: bell.ring,
    start: async (signal) => {
      while (!signal.aborted && deps.customers.length > 0) {
        bell.clear()
        await look().catch((thrown) =>
          deps.log.error("what may be fixed without a press could not be looked for", {
            error: coerceError(thrown).message,
          }),
        )
        await bell.wait(REST_MS, signal)
      }
    },
  }
}

async function lookAtNew(deps: AutomaticDeps): Promise<void> {
  const tenants = deps.customers.map(({ id }) => id)
  const found = await deps.store.incidents.untaken({ tenants, levels: AUTOMATIC_LEVELS, limit: MOST_NEW })
  // Oldest first: what came first isn't held up by what comes after it.
  for (const incident of found.toReversed()) {
    try {
      await decide(deps, incident)
    } catch (thrown) {
      const data = { incident: incident.id, error: coerceError(thrown).message }
      deps.log.error("it could not be decided whether a fix runs by itself", data)
    }
  }
}

async function decide(deps: AutomaticDeps, incident: Incident): Promise<void> {
  const customer = deps.customers.find(({ id }) => id === incident.tenantId)
  const now = deps.now()
  if (customer === undefined || !isMeant(incident, customer.automatic, now)) return
  const alerts = await deps.store.incidents.alertsOf(incident.id)
  const run = automaticRun(incident, alerts, customer.automatic, now)
  if (run === undefined) return
  const why = whyLeft(run, await before(deps, incident, now), now)
  const decision = { incident, run, who: automaticBy(customer.displayName), now }
  if (why === undefined) await begin(deps, decision)
  else await leave(deps, decision, why)
  deps.wakeJobs()
}

async function before({ store }: AutomaticDeps, { id, tenantId, alert }: Incident, now: number) {
  const [runs, alike, freeze] = await Promise.all([
    store.journal.byItselfOrUndone(tenantId, now - LEFT_ALONE_MS),
    store.noise.like({ id, tenantId, rule: alert.rule.name }, MOST_ALIKE),
    store.brake.frozen(tenantId),
  ])
  return { runs, alike, freeze }
}

type Decision = {
  readonly incident: Incident
  readonly run: AutomaticRun
  readonly who: string
  readonly now: number
}

const noteOf = ({ incident, run, who, now }: Decision, what: string): TrailNote => ({
  at: now,
  kind: "automatic",
  who,
  tenantId: incident.tenantId,
  incidentId: incident.id,
  what: `${what} (incident ${incident.id})`,
  data: { action: run.fix, level: incident.level, rule: incident.alert.rule.name },
})

const TOUCHED = "Somebody was faster."

/** The journal row, the incident and the trail's entry are one transaction. Whoever was faster keeps it. */
async function begin(deps: AutomaticDeps, decision: Decision): Promise<void> {
  const { incident, run, who, now } = decision
  const what = beginsLine(run)
  const beginning: Begin = (current) => {
    const state = nextState(current.state, "request-fix")
    if (!isUntouched(current) || state === undefined) throw new DeniedError(TOUCHED)
    const history = [...current.history, { at: now, who, what, customerSafe: false }]
    return { ...current, state, workedFrom: current.state, automaticAt: now, history }
  }
  const wanted = {
    ...{ tenantId: incident.tenantId, incidentId: incident.id, action: run.fix, subject: run.subject },
    ...{ requestedBy: who, requestedAt: now, automatic: true as const },
  }
  try {
    await deps.store.journal.request(wanted, noteOf(decision, what), undefined, beginning)
  } catch (thrown) {
    // Frozen or touched in this moment: the next look finds it so.
    if (!(thrown instanceof DeniedError)) throw thrown
  }
}

/** The card says why nothing ran: whoever comes in the morning would believe it did. */
async function leave(deps: AutomaticDeps, decision: Decision, why: string): Promise<void> {
  const { incident, run, who, now } = decision
  const what = leftLine(run, why)
  await deps.store.incidents.change(incident.id, (current) => {
    if (!isUntouched(current)) return { incident: current, notes: [] }
    const history = [...current.history, { at: now, who, what, customerSafe: false }]
    return { incident: { ...current, automaticAt: now, history }, notes: [noteOf(decision, what)] }
  })
}
