/**
 * The runner of fixes: takes what the journal has unfinished, oldest first, one at a time per tenant, tenants side by
 * side. A restart needs nothing special: unfinished rows are found again, and incidents that a crash left in `working`
 * after their fix had ended are told the end.
 */
import { createBell } from "../lib/bell.ts"
import { coerceError } from "../model/errors.ts"
import type { IncidentId, RemediationId, TenantId } from "../model/ids.ts"
import type { Person } from "../model/person.ts"
import type { Policy } from "../model/protection.ts"
import type { Remediation } from "../model/remediation.ts"
import { secondNeeded, withQuestion } from "./ask-second.ts"
import { isFinished, withOutcome } from "./outcome.ts"
import { askedBy } from "./run-begin.ts"
import { lookAgain } from "./run-look-again.ts"
import { type FixDeps, runOneFix } from "./run-one-fix.ts"
import { idIn, nameIn } from "./who.ts"

export type RunnerDeps = FixDeps & {
  /** Who may be the second person, and how long is waited for them. */
  readonly people: readonly Person[]
  readonly policyOf: (tenant: TenantId) => Policy
  /** Called when a card is owed. Must not throw. */
  readonly wakeOutbox: () => void
}

export type RemediationRunner = {
  /** Finishes what is unfinished and returns how many fixes came to their end. Calls may overlap: tenants queue. */
  runOnce(signal: AbortSignal): Promise<number>
  /** A press changed something: look for fixes now, and for cards that are owed. */
  wake(): void
  /** Runs until the signal aborts; resolves when the fixes in flight have stopped or ended. */
  start(signal: AbortSignal): Promise<void>
  /** Tells incidents in `working` the end of their fix, where a crash came between. Part of every `runOnce`. */
  reconcile(): Promise<number>
}

const WORKING_LIMIT = 1_000
/** Looks by itself this often: what a broken store left unfinished is taken up again. */
const REST_MS = 30_000

export function createRemediationRunner(deps: RunnerDeps): RemediationRunner {
  const queues = new Map<TenantId, Promise<number>>()

  async function runOnce(signal: AbortSignal): Promise<number> {
    await reconcile(deps)
    const { journal } = deps.store
    const waiting = [...(await journal.unfinished()), ...(await journal.toLookAt(deps.now()))]
    const tenants = [...new Set(waiting.map((remediation) => remediation.tenantId))]
    const done = await Promise.all(tenants.map((tenant) => queue(tenant, signal)))
    return done.reduce((sum, count) => sum + count, 0)
  }

  /** Behind what this tenant is already doing, so that one fix runs at a time. */
  function queue(tenant: TenantId, signal: AbortSignal): Promise<number> {
    const drained = (queues.get(tenant) ?? Promise.resolve(0)).then(() => drain(deps, tenant, signal))
    const settled = drained.catch(() => 0)
    queues.set(tenant, settled)
    void settled.then(() => {
      if (queues.get(tenant) === settled) queues.delete(tenant)
    })
    return drained
  }

  const bell = createBell()
  return {
    runOnce,
    reconcile: () => reconcile(deps),
    wake() {
      deps.wakeOutbox()
      bell.ring()
    },
    async start(signal) {
      const running = new Set<Promise<unknown>>()
      while (!signal.aborted) {
        bell.clear()
        // Not awaited: one customer's slow fix must not keep another's waiting.
        const run: Promise<unknown> = runOnce(signal)
          .catch((thrown) => deps.log.error("fixes could not be run", { error: coerceError(thrown).message }))
          .finally(() => running.delete(run))
        running.add(run)
        await bell.wait(REST_MS, signal)
      }
      await Promise.all(running)
    },
  }
}

/** One tenant's unfinished fixes. A row that the store can't finish is left for the next run, and others go on. */
async function drain(deps: RunnerDeps, tenant: TenantId, signal: AbortSignal): Promise<number> {
  const left = new Set<RemediationId>()
  let done = 0
  while (!signal.aborted) {
    const rows = await deps.store.journal.unfinished()
    const mine = rows.filter((row) => row.tenantId === tenant && !left.has(row.id))
    // Whoever presses doesn't wait for what an attacker made run by itself.
    const next = mine.find(({ automatic }) => automatic !== true) ?? mine[0]
    if (next === undefined) break
    try {
      await runAndTell(deps, next, signal)
      done += 1
    } catch (thrown) {
      left.add(next.id)
      const data = { remediation: next.id, error: coerceError(thrown).message }
      if (!signal.aborted) deps.log.error("a fix was left unfinished and will be taken up again", data)
    }
  }
  await lookAtOld(deps, tenant, signal)
  return done
}

/** One tenant's fixes that may be seen by now. */
async function lookAtOld(deps: RunnerDeps, tenant: TenantId, signal: AbortSignal): Promise<void> {
  const due = await deps.store.journal.toLookAt(deps.now())
  for (const row of due.filter((one) => one.tenantId === tenant)) {
    if (signal.aborted) return
    try {
      if (await lookAgain(deps, row, signal)) deps.wakeOutbox()
    } catch (thrown) {
      const data = { remediation: row.id, error: coerceError(thrown).message }
      if (!signal.aborted) deps.log.error("a fix could not be looked at once more", data)
    }
  }
}

async function runAndTell(deps: RunnerDeps, remediation: Remediation, signal: AbortSignal): Promise<void> {
  const finished = await runOneFix(deps, remediation, signal)
  await tell(deps, finished)
  deps.log.info("a fix came to its end", { remediation: finished.id, state: finished.state })
}

/** With the ends of what the same press asked for before: a crash may have come between them and the incident. */
async function tell(deps: RunnerDeps, finished: Remediation): Promise<void> {
  const rows = await deps.store.journal.ofIncident(finished.incidentId)
  const { press, tenantId } = finished
  const together = press === undefined ? [finished] : rows.filter((row) => row.press === press)
  const asking = secondNeeded(together, rows)
  await deps.store.incidents.change(finished.incidentId, (incident) => {
    const told = together
      .filter(isFinished)
      .reduce((known, run) => withOutcome(known, run, together), incident)
    // Told again after a crash it isn't asked again.
    if (asking === undefined || incident.state !== "working") return { incident: told, notes: [] }
    const { requestedBy, finishedAt = deps.now() } = finished
    const asker = { name: nameIn(requestedBy), objectId: idIn(requestedBy) }
    return withQuestion(told, { ...asking, ...askedBy(deps, asker, tenantId, finishedAt) })
  })
  deps.wakeOutbox()
}

async function reconcile(deps: RunnerDeps): Promise<number> {
  const working = await deps.store.incidents.list({ states: ["working"], limit: WORKING_LIMIT })
  let healed = 0
  for (const { id } of working) {
    try {
      if (await tellEnd(deps, id)) healed += 1
    } catch (thrown) {
      const data = { incident: id, error: coerceError(thrown).message }
      deps.log.error("an incident could not be told the end of its fix", data)
    }
  }
  return healed
}

/** False where nothing has ended. */
async function tellEnd(deps: RunnerDeps, incident: IncidentId): Promise<boolean> {
  const rows = await deps.store.journal.ofIncident(incident)
  if (rows.some((row) => !isFinished(row))) return false
  const last = rows.toSorted((a, b) => a.id - b.id).at(-1)
  if (last === undefined) deps.log.warn("an incident waits for a fix that nobody asked for", { incident })
  else await tell(deps, last)
  return last !== undefined
}
