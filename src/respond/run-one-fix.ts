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
import { MINUTE } from "../lib/time-units.ts"
import { AppError, IntegrityError, UpstreamError } from "../model/errors.ts"
import { isCmdlet, type LeftBehind, type PlannedCall, type Remediation } from "../model/remediation.ts"
import type { Log } from "../ports/log.ts"
import type { Store } from "../ports/store.ts"
import type { TenantAdmin } from "../ports/tenant-admin.ts"
import type { Action, Snapshot, Subject } from "./action-contract.ts"
import { ACTIONS } from "./actions/catalogue.ts"
import { lastTry, leftBehind, takenOver } from "./half-done.ts"
import { type CallMade, intentNote, resultNote } from "./outcome.ts"
import type { Pickups } from "./pickups.ts"
import { wantsSecret } from "./random-secret.ts"
import { callAll } from "./run-calls.ts"
import { pauseAfter, readBack, readPatiently } from "./run-read-back.ts"
import { refuseAgain, refuseFirst, refuseStale } from "./run-refuse.ts"
import type { Safeguard } from "./run-safeguard.ts"
import { undoing } from "./undo.ts"

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

const ROUNDS = 3
const LOOK_AGAIN_MINUTES = 5

type Job = {
  readonly deps: FixDeps
  readonly remediation: Remediation
  readonly action: Action
  readonly signal: AbortSignal
  readonly calls: CallMade[]
  /** Calls that were accepted or got no answer: of those something may stand. */
  readonly sent: PlannedCall[]
  /** The random password that was sent, where one was. */
  readonly passwords: string[]
}

type Run = Job & {
  readonly subject: Subject
  readonly before: Snapshot
  /** What an earlier press of the same fix left. */
  readonly earlier?: LeftBehind
}

export type End = Pick<Remediation, "state" | "before" | "plan" | "after" | "leaves" | "result" | "lookAt">

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
    // Before a restart all of it may have been sent.
    sent: [...(remediation.plan ?? [])],
    passwords: [],
  }
  let row = remediation
  let run: Run | undefined
  let end: End
  try {
    const started = await start(job)
    run = started.run
    row = started.row
    end = started.end ?? (await apply(run, started.plan))
  } catch (thrown) {
    if (signal.aborted || !(thrown instanceof AppError) || thrown instanceof IntegrityError) throw thrown
    end = { state: "failed", ...leftBy(run ?? job), ...failure(thrown, job) }
  }
  end = withPickUp(job, row, end)
  const finished = { ...end, finishedAt: deps.now() }
  await deps.store.journal.finish(row.id, finished, resultNote(row, end, job.calls, finished.finishedAt))
  return { ...row, ...finished }
}

/** Where a random password was set, the result says how it is had. */
export function withPickUp(
  { deps, passwords }: Pick<Job, "deps" | "passwords">,
  row: Remediation,
  end: End,
): End {
  const wanted = row.plan?.some((call) => !isCmdlet(call) && wantsSecret(call)) === true
  if (end.state !== "verified" || !wanted) return end
  return { ...end, result: `${end.result} ${deps.pickups.keep(row, passwords.at(-1))}` }
}

/** The fix itself, or the taking back of the one that the row names. */
export async function actionOf(deps: FixDeps, remediation: Remediation): Promise<Action> {
  const action = ACTIONS[remediation.action]
  if (remediation.undoes === undefined) return action
  const rows = await deps.store.journal.ofIncident(remediation.incidentId)
  const fix = rows.find((row) => row.id === remediation.undoes)
  if (fix === undefined)
    throw new IntegrityError("The journal doesn't hold the fix that is to be taken back.")
  return undoing(action, fix, {
    tried: lastTry(rows, fix),
    isBegun: remediation.before !== undefined,
  })
}

/** What is taken back when this one is: what was found, by this press or by an earlier one that it goes on with. */
async function beforeOf({ deps, remediation, action }: Job, seen: Snapshot) {
  if (remediation.undoes !== undefined || !action.undoable) return undefined
  return takenOver(action, remediation, await deps.store.journal.ofIncident(remediation.incidentId), seen)
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
  const earlier = resumed === undefined ? await beforeOf(job, seen) : undefined
  const before = resumed ?? earlier?.before ?? seen
  const subject = action.pin(frozen, before)
  const run = { ...job, subject, before, ...(earlier === undefined ? {} : { earlier: earlier.leaves }) }

  const plan = action.plan(subject, seen)
  if (plan.length === 0) {
    const isOurs = resumed !== undefined || earlier !== undefined || action.readsOnly === true
    const state = isOurs ? "verified" : "already-done"
    const result = action.describe(before, seen)
    return {
      row: remediation,
      run,
      plan,
      end: { state, ...(earlier === undefined ? {} : { before }), after: seen, result },
    }
  }
  if (resumed !== undefined) await refuseAgain(run, seen)
  else {
    const second = await refuseFirst(run, seen, plan)
    if (second !== undefined)
      return { row: remediation, run, plan, end: { state: "unapproved", plan, result: second } }
  }
  const note = intentNote(remediation, plan, seen, deps.now())
  await deps.store.journal.intend(remediation.id, { before, plan }, note)
  return { row: { ...remediation, state: "intended", before, plan }, run, plan }
}

async function apply(run: Run, firstPlan: readonly PlannedCall[]): Promise<End> {
  const { deps, action, subject, before } = run
  let plan = firstPlan
  for (let round = 1; ; round += 1) {
    const outcome = await callAll(run, plan)
    if (outcome.trouble !== undefined) await pauseAfter(run, outcome.trouble)
    const refused = outcome.refusal !== undefined
    const after = await readBack(run, refused)
    if (action.isDone(subject, after)) return success(run, after)
    const still = action.describe(before, after)
    const failed = { state: "failed", after, ...leftBy(run, after) } as const
    if (refused) return { ...failed, result: `${outcome.refusal} ${still}` }
    if (outcome.answered)
      return { ...failed, ...seenLater(`${unseen(outcome.absent)}: ${still}`, deps.now()) }
    if (round === ROUNDS)
      return { ...failed, ...seenLater(`Microsoft didn't answer ${ROUNDS} times: ${still}`, deps.now()) }
    plan = action.plan(subject, after)
    const note = intentNote(run.remediation, plan, after, deps.now())
    await deps.store.journal.intend(run.remediation.id, { before, plan }, note)
  }
}

/** A list may show for minutes what is gone, and an answer may come from a replica that doesn't know it yet. */
const unseen = (absent: string | undefined): string =>
  absent === undefined
    ? "Microsoft accepted the change, but it can't be seen yet"
    : `${absent} But what is read back still shows it`

/** What may be there in some minutes is looked at once more by itself. */
const seenLater = (why: string, now: number): Pick<Remediation, "lookAt" | "result"> => ({
  lookAt: now + LOOK_AGAIN_MINUTES * MINUTE,
  result: `${why} Watchpost looks once more in ${LOOK_AGAIN_MINUTES} minutes, and first of all when you press again.`,
})

/** Where no call of ours can have changed anything, somebody else did it before. */
const success = (run: Run, after: Snapshot): End =>
  run.sent.length === 0 && run.earlier === undefined
    ? { state: "already-done", after, result: run.action.describe(after, after) }
    : { state: "verified", after, result: run.action.describe(run.before, after) }

const leftBy = (run: Job | Run, after?: Snapshot): Pick<Remediation, "leaves"> => {
  const [subject, earlier] = "subject" in run ? [run.subject, run.earlier] : [run.remediation.subject]
  const leaves = leftBehind(run.action, subject, run.sent, { after, earlier })
  return leaves === undefined ? {} : { leaves }
}

/** Says whether something may have been changed, because a person decides by it. */
function failure(error: AppError, { sent, deps }: Job): Pick<Remediation, "lookAt" | "result"> {
  if (sent.length === 0) return { result: `Nothing was changed: ${error.advice}` }
  const why = `It isn't known whether the change was made: ${error.advice}`
  return error instanceof UpstreamError
    ? seenLater(why, deps.now())
    : { result: `${why} Look at it in the admin center, or press again.` }
}
