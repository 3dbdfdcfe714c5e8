/**
 * One fix, from the journal row to its proven end.
 *
 * - requested: read → plan → store the intent → call → read back → finish.
 * - intended (the process died): read first. As wanted → finished as verified. Not as wanted → plan again and call.
 * - a write without an answer: nobody knows whether it happened, so the state is read and decides; at most three rounds.
 *
 * Where the directory says that a second person is needed, the run ends before its first call, and that person is asked.
 *
 * Nothing is called before its intent is in the trail: a store that fails stops the run and leaves the row unfinished.
 */
import { setTimeout } from "node:timers/promises"
import { AppError, IntegrityError, RemediationError, UpstreamError } from "../model/errors.ts"
import { isCmdlet, type PlannedCall, type Remediation } from "../model/remediation.ts"
import type { Log } from "../ports/log.ts"
import type { Store } from "../ports/store.ts"
import type { TenantAdmin } from "../ports/tenant-admin.ts"
import type { Action, Snapshot, Subject } from "./action-contract.ts"
import { ACTIONS } from "./actions/catalogue.ts"
import { type CallMade, intentNote, resultNote } from "./outcome.ts"
import type { Pickups } from "./pickups.ts"
import { wantsSecret } from "./random-secret.ts"
import { reachOf } from "./reach.ts"
import { digestOf } from "./run-ask-first.ts"
import { asAppError, callAll } from "./run-calls.ts"
import type { Safeguard } from "./run-safeguard.ts"
import { differences, undoing } from "./undo.ts"

export type FixDeps = {
  readonly store: Pick<Store, "incidents" | "journal" | "brake">
  readonly admin: TenantAdmin
  readonly safeguard: Safeguard
  readonly pickups: Pick<Pickups, "keep">
  readonly now: () => number
  readonly log: Log
  /** Pauses between reads; ends early when the signal is aborted. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>
}

/** Exchange's and Entra's replicas lag: a change may be seen seconds after it was accepted. */
const READ_BACK_PAUSES_MS = [1_000, 2_000, 4_000, 8_000] as const
const READ_PAUSES_MS = [1_000, 3_000] as const
const ROUNDS = 3
const LONGEST_PAUSE_MS = 30_000
/** What was pressed longer ago, and not begun, was pressed in another situation. A long queue stays far below. */
const PRESS_HOLDS_MS = 12 * 3_600_000

type Job = {
  readonly deps: FixDeps
  readonly remediation: Remediation
  readonly action: Action
  readonly signal: AbortSignal
  readonly calls: CallMade[]
  /** Random passwords that were sent; the last one counts. */
  readonly passwords: string[]
}

type Run = Job & { readonly subject: Subject; readonly before: Snapshot }

type End = Pick<Remediation, "state" | "plan" | "after" | "result">

/**
 * Runs the fix to its end and returns the finished row. Throws what the store throws, and the abort reason;
 * then the row stays unfinished and the next run takes it up.
 */
export async function runOneFix(
  deps: FixDeps,
  remediation: Remediation,
  signal: AbortSignal,
): Promise<Remediation> {
  const job: Job = {
    deps,
    remediation,
    action: await actionOf(deps, remediation),
    signal,
    calls: [],
    passwords: [],
  }
  let row = remediation
  let end: End
  try {
    const started = await start(job)
    row = started.row
    end = started.end ?? (await apply(started.run, started.plan))
  } catch (thrown) {
    if (signal.aborted || !(thrown instanceof AppError) || thrown instanceof IntegrityError) throw thrown
    end = { state: "failed", result: failureSentence(thrown, job.calls) }
  }
  end = withPickUp(job, row, end)
  const finished = { ...end, finishedAt: deps.now() }
  await deps.store.journal.finish(row.id, finished, resultNote(row, end, job.calls, finished.finishedAt))
  return { ...row, ...finished }
}

/** Where a random password was set, the result says how it is had. */
function withPickUp({ deps, passwords }: Job, row: Remediation, end: End): End {
  const wanted = row.plan?.some((call) => !isCmdlet(call) && wantsSecret(call)) === true
  if (end.state !== "verified" || !wanted) return end
  return { ...end, result: `${end.result} ${deps.pickups.keep(row, passwords.at(-1))}` }
}

/** The fix itself, or the taking back of the one that the row names. */
async function actionOf(deps: FixDeps, remediation: Remediation): Promise<Action> {
  const action = ACTIONS[remediation.action]
  if (remediation.undoes === undefined) return action
  const rows = await deps.store.journal.ofIncident(remediation.incidentId)
  const fix = rows.find((row) => row.id === remediation.undoes)
  if (fix === undefined)
    throw new IntegrityError("The journal doesn't hold the fix that is to be taken back.")
  const isTry = ({ undoes, state, after }: Remediation): boolean =>
    undoes === fix.id && state === "failed" && after !== undefined
  return undoing(action, fix, rows.findLast(isTry))
}

/**
 * What is taken back when this one is. What an earlier press did of it, and left unfinished, belongs to it, unless
 * somebody changed something since.
 */
async function beforeOf({ deps, remediation, action }: Job, seen: Snapshot): Promise<Snapshot> {
  const { id, incidentId, action: name, part, undoes } = remediation
  if (undoes !== undefined || !action.undoable) return seen
  const rows = await deps.store.journal.ofIncident(incidentId)
  const isSame = (row: Remediation): boolean => row.action === name && row.part === part && row.id !== id
  const last = rows.findLast((row) => isSame(row) && row.undoes === undefined && row.before !== undefined)
  if (last?.state !== "failed" || last.before === undefined || last.after === undefined) return seen
  return differences(action, last.after, seen).length === 0 ? last.before : seen
}

type Started = {
  readonly row: Remediation
  readonly run: Run
  readonly plan: readonly PlannedCall[]
  readonly end?: End
}

async function start(job: Job): Promise<Started> {
  const { deps, remediation, action } = job
  const resumed = remediation.before
  if (resumed === undefined) refuseStale(remediation, deps.now())
  const frozen = resumed === undefined ? remediation.subject : action.pin(remediation.subject, resumed)
  const seen = await readPatiently(job, frozen)
  const before = resumed ?? (await beforeOf(job, seen))
  const subject = action.pin(frozen, before)
  const run = { ...job, subject, before }

  const plan = action.plan(subject, seen)
  if (plan.length === 0) {
    const state = resumed === undefined && action.readsOnly !== true ? "already-done" : "verified"
    const result = action.describe(resumed ?? seen, seen)
    return { row: remediation, run, plan, end: { state, after: seen, result } }
  }
  if (resumed === undefined) {
    const second = await refuseGuarded(run, seen)
    await refuseBlocked(job, seen)
    refuseUnconfirmed(remediation, plan)
    if (second !== undefined)
      return { row: remediation, run, plan, end: { state: "unapproved", plan, result: second } }
    refuseEarly(run, seen)
  }
  const note = intentNote(remediation, plan, seen, deps.now())
  await deps.store.journal.intend(remediation.id, { before, plan }, note)
  return { row: { ...remediation, state: "intended", before, plan }, run, plan }
}

/** After a weekend without Watchpost nothing runs that nobody thinks of any more. What was begun is finished at any time. */
function refuseStale({ requestedAt }: Remediation, now: number): void {
  if (now - requestedAt <= PRESS_HOLDS_MS) return
  throw new RemediationError(
    "It was pressed more than 12 hours ago, and Watchpost wasn't able to begin until now. Look at it again and press once more.",
  )
}

/** Decided again on what was read: the press may have seen less, or another policy. Returns why a second person is missing. */
async function refuseGuarded(
  { deps, remediation, subject, signal }: Run,
  seen: Snapshot,
): Promise<string | undefined> {
  const { tenantId: tenant, action: fix, undoes } = remediation
  const { forbidden, second } = await deps.safeguard(
    { tenant, fix, isUndo: undoes !== undefined, subject, seen },
    signal,
  )
  signal.throwIfAborted()
  if (forbidden !== undefined) throw new RemediationError(forbidden)
  return second.length > 0 && remediation.approvedBy === undefined ? second.join(" ") : undefined
}

/** What can't work isn't tried: a refusal by the service would say less. */
async function refuseBlocked({ action, deps, remediation, signal }: Job, seen: Snapshot): Promise<void> {
  if (action.blocked === undefined) return
  const reason = action.blocked(seen, await deps.admin.granted(remediation.tenantId, signal))
  if (reason !== undefined) throw new RemediationError(reason)
}

/** A step that only helps once others have succeeded; it is tried again with them. */
function refuseEarly({ action, subject }: Run, seen: Snapshot): void {
  const reason = action.notYet?.(subject, seen)
  if (reason !== undefined) throw new RemediationError(reason)
}

/** What runs is what was shown: when the tenant changed after the confirming press, a person looks again. */
function refuseUnconfirmed({ subject }: Remediation, plan: readonly PlannedCall[]): void {
  if (subject.confirmed === undefined || subject.confirmed === digestOf(plan)) return
  throw new RemediationError("It changed after you confirmed; look at it again and press once more.")
}

async function apply(run: Run, firstPlan: readonly PlannedCall[]): Promise<End> {
  const { deps, action, subject, before } = run
  let plan = firstPlan
  for (let round = 1; ; round += 1) {
    const outcome = await callAll(run, plan)
    if (outcome.trouble !== undefined)
      await pause(deps, pauseFor(outcome.trouble, READ_PAUSES_MS[0]), run.signal)
    const refused = outcome.refusal !== undefined
    const after = refused ? await readPatiently(run, subject) : await readBack(run)
    if (action.isDone(subject, after)) return success(run, after, round === 1 && outcome.changedNothing)
    const still = action.describe(before, after)
    if (refused) return { state: "failed", after, result: `${outcome.refusal} ${still}` }
    if (outcome.answered) {
      return {
        state: "failed",
        after,
        result: `Microsoft accepted the change, but it can't be seen yet: ${still}`,
      }
    }
    if (round === ROUNDS) {
      return {
        state: "failed",
        after,
        result: `Microsoft didn't answer ${ROUNDS} times: ${still} Press again later.`,
      }
    }
    plan = action.plan(subject, after)
    const note = intentNote(run.remediation, plan, after, deps.now())
    await deps.store.journal.intend(run.remediation.id, { before, plan }, note)
  }
}

const success = (run: Run, after: Snapshot, changedNothing: boolean): End =>
  changedNothing
    ? { state: "already-done", after, result: run.action.describe(after, after) }
    : { state: "verified", after, result: run.action.describe(run.before, after) }

async function readBack(run: Run): Promise<Snapshot> {
  let after = await readPatiently(run, run.subject)
  for (const ms of READ_BACK_PAUSES_MS) {
    if (run.action.isDone(run.subject, after)) return after
    await pause(run.deps, ms, run.signal)
    after = await readPatiently(run, run.subject)
  }
  return after
}

async function readPatiently(job: Job, subject: Subject): Promise<Snapshot> {
  const { deps, remediation, action, signal } = job
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await action.read(subject, reachOf(deps.admin, remediation.tenantId, signal))
    } catch (thrown) {
      const pauseMs = READ_PAUSES_MS[attempt]
      if (signal.aborted) throw thrown
      const error = asAppError(thrown)
      if (!(error instanceof UpstreamError) || pauseMs === undefined) throw error
      await pause(deps, pauseFor(error, pauseMs), signal)
    }
  }
}

const pauseFor = (error: UpstreamError, ms: number): number =>
  Math.min(LONGEST_PAUSE_MS, Math.max(ms, error.retryAfterMs ?? 0))

async function pause(deps: FixDeps, ms: number, signal: AbortSignal): Promise<void> {
  if (deps.wait !== undefined) return deps.wait(ms, signal)
  await setTimeout(ms, undefined, { signal })
}

/** Says whether something may have been changed, because a person decides by it. */
const failureSentence = (error: AppError, calls: readonly CallMade[]): string =>
  calls.length === 0
    ? `Nothing was changed: ${error.advice}`
    : `It isn't known whether the change was made: ${error.advice} Look at it in the admin center, or press again.`
