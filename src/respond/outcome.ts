/** What the start and the end of a fix say: in the trail, and on the incident. Pure. */
import { nextState } from "../alert/incident-state.ts"
import type { FixName } from "../model/action.ts"
import type { HistoryLine, Incident } from "../model/alert.ts"
import type { JsonObject } from "../model/json.ts"
import { BULK_PART, isInBulk } from "../model/playbook.ts"
import { callName, type PlannedCall, type Remediation, type RemediationState } from "../model/remediation.ts"
import type { TrailNote } from "../model/trail-entry.ts"
import { ACTIONS } from "./actions/catalogue.ts"
import { nameIn } from "./who.ts"

/** A call that was made, and what came back. */
export type CallMade = PlannedCall & { readonly answer: string }

export const isFinished = (remediation: Pick<Remediation, "state">): boolean =>
  remediation.state !== "requested" && remediation.state !== "intended"

export const isSuccess = (state: RemediationState): boolean =>
  state === "verified" || state === "already-done"

export function intentNote(
  remediation: Remediation,
  plan: readonly PlannedCall[],
  before: JsonObject,
  at: number,
): TrailNote {
  const calls = plan.map(callName).join(", ")
  return {
    ...about(remediation, at),
    kind: "intent",
    what: `Going to run ${calls} ${remediation.undoes === undefined ? "for" : "to undo"} ${remediation.action} on incident ${remediation.incidentId}`,
    data: { ...idsOf(remediation), calls: plan, before },
  }
}

export function resultNote(
  remediation: Remediation,
  end: Pick<Remediation, "state" | "after" | "result">,
  calls: readonly CallMade[],
  at: number,
): TrailNote {
  return {
    ...about(remediation, at),
    kind: "result",
    what:
      end.state === "unapproved"
        ? `Not run, a second person has to approve it: ${end.result}`
        : (end.result ?? end.state),
    data: {
      ...idsOf(remediation),
      state: end.state,
      calls,
      before: remediation.before ?? null,
      after: end.after ?? null,
    },
  }
}

const idsOf = ({ id, action, undoes, approvedBy }: Remediation) => ({
  remediationId: id,
  action,
  ...(approvedBy === undefined ? {} : { approvedBy }),
  ...(undoes === undefined ? {} : { undoes }),
})

const about = (remediation: Remediation, at: number) => ({
  at,
  who: remediation.requestedBy,
  tenantId: remediation.tenantId,
  incidentId: remediation.incidentId,
})

const FIX_EVENTS = ["fix-verified", "fix-failed", "fix-unapproved"] as const
const UNDO_EVENTS = ["undo-verified", "undo-failed", "undo-unapproved"] as const

/**
 * Nobody pressed, so nobody has looked: what worked, and what was stopped before its first call, leaves the incident to whoever
 * takes it. What failed after that is told as of a press.
 */
function automaticEvent({ owner }: Incident, { state, before }: Remediation) {
  if (state === "failed" && before !== undefined) return FIX_EVENTS[1]
  return owner === undefined ? "fix-by-itself" : "fix-by-itself-owned"
}

/** What failed, or waits for a second person, leaves an incident as fixed or as open as it was before the press. */
function eventOf(incident: Incident, finished: Remediation, together: readonly Remediation[]) {
  if (finished.automatic === true) return automaticEvent(incident, finished)
  const { workedFrom } = incident
  const { undoes } = finished
  const isUndo = undoes !== undefined
  const wasFixed = workedFrom === undefined ? isUndo : workedFrom === "fixed"
  const [good, bad] = isUndo ? [UNDO_EVENTS[0], (wasFixed ? UNDO_EVENTS : FIX_EVENTS)[1]] : FIX_EVENTS
  const left = together.filter(({ state }) => !isSuccess(state))
  if (left.length === 0) return good
  const isWaiting = isAsking(left) && left.every(({ state }) => state !== "failed")
  return isWaiting ? (wasFixed ? UNDO_EVENTS : FIX_EVENTS)[2] : bad
}

const isAsking = (together: readonly Remediation[]): boolean =>
  together.some(({ state }) => state === "unapproved")

/**
 * Only what changed something can be taken back, also the half of a fix that failed; a fix that was taken back doesn't stand
 * any more. Many of one fix stand as one, which can be taken back as long as one of them can.
 */
function standingAfter(incident: Incident, finished: Remediation, together: readonly Remediation[]) {
  const { action, state, undoes, leaves, finishedAt } = finished
  // It was off before: nobody pressed and nothing was called, so nothing was stopped that people could confirm.
  if (finished.automatic === true && state === "already-done") return {}
  const inBulk = isInBulk(finished)
  const part = inBulk ? BULK_PART : finished.part
  const known = incident.standing ?? []
  const isThis = (one: { readonly action: FixName; readonly part?: string }): boolean =>
    one.action === action && one.part === part
  const others = known.filter((one) => !isThis(one))
  const isHalf =
    state === "failed" && undoes === undefined && leaves !== undefined && ACTIONS[action].undoable
  // What failed halfway, or had something to do and didn't: what was whole before isn't any more.
  const stillStands = (one: { readonly half?: boolean }): boolean => one.half === true || inBulk
  if (!isSuccess(state) && !isHalf)
    return undoes === undefined && finished.before !== undefined && known.length > 0
      ? { standing: known.filter((one) => !isThis(one) || stillStands(one)) }
      : {}
  if (undoes !== undefined) return together.every((run) => isSuccess(run.state)) ? { standing: others } : {}
  const wasUndoable = known.some((one) => isThis(one) && one.undoable)
  const undoable = wasUndoable || isHalf || (state === "verified" && ACTIONS[action].undoable)
  const stands = {
    ...{ action, fixedAt: finishedAt ?? 0, undoable },
    ...(part === undefined ? {} : { part }),
    ...(isHalf ? { half: true } : {}),
    ...(finished.automatic === true ? { automatic: true } : {}),
  }
  return { standing: [...others, stands] }
}

/**
 * The incident after the end of a fix. The same end twice gives the same incident, because a crash between the
 * journal and the incident is healed by telling it again. `together` is what the same press asked for: as long as some
 * of it isn't over, the incident stays as it is, and in the end it is fixed when all of it succeeded.
 */
export function withOutcome(
  incident: Incident,
  finished: Remediation,
  together: readonly Remediation[] = [finished],
): Incident {
  const event = eventOf(incident, finished, together)
  const state = together.every(isFinished) ? nextState(incident.state, event) : undefined
  const line = isInBulk(finished) ? bulkLine(finished, together) : lineOf(finished)
  const told =
    line === undefined || incident.history.some((known) => known.at === line.at && known.what === line.what)
  return {
    ...incident,
    state: state ?? incident.state,
    ...standingAfter(incident, finished, together),
    history: told ? incident.history : [...incident.history, line],
    ...liveAfter(incident, finished),
  }
}

/**
 * The incident after a later look at a run that had failed. `rows` are all runs of the incident. As long as not all of its
 * press is proven, or where something was pressed since, the incident is as open as that left it; and many of one fix
 * tell no more until all of them are proven.
 */
export function withLook(incident: Incident, looked: Remediation, rows: readonly Remediation[]): Incident {
  const others = rows.filter(({ id }) => id !== looked.id)
  const isTogether = ({ press }: Remediation): boolean => press !== undefined && press === looked.press
  const together = [...others.filter(isTogether), looked]
  const told = withOutcome(incident, looked, together)
  const isProven = together.every(({ state }) => isSuccess(state))
  const isLast = others.every((run) => run.id < looked.id || isTogether(run))
  return {
    ...told,
    ...(isProven && isLast ? {} : { state: incident.state }),
    ...(isProven || !isInBulk(looked) ? {} : { history: incident.history }),
  }
}

const endOf = ({ finishedAt, requestedAt }: Remediation): number => finishedAt ?? requestedAt

/** What waits for a second person is told once, by the question. */
const lineOf = (finished: Remediation): HistoryLine | undefined =>
  finished.state === "unapproved" ? undefined : endLine(finished)

const endLine = (finished: Remediation): HistoryLine => ({
  at: endOf(finished),
  who: finished.automatic === true ? finished.requestedBy : `Watchpost for ${nameIn(finished.requestedBy)}`,
  what: finished.result ?? finished.state,
  // What was only read is for technicians.
  customerSafe: isSuccess(finished.state) && ACTIONS[finished.action].readsOnly !== true,
})

/** One line for all of them, once they are over; each has its own entry in the trail. */
function bulkLine(finished: Remediation, together: readonly Remediation[]): HistoryLine | undefined {
  if (!together.every(isFinished)) return undefined
  if (together.every(({ state }) => state === "unapproved")) return undefined
  const good = together.filter(({ state }) => isSuccess(state)).length
  const title = ACTIONS[finished.action].label
  const verb = finished.undoes === undefined ? "done" : "taken back"
  return {
    ...endLine(finished),
    at: Math.max(...together.map(endOf)),
    what: `“${title}”: ${good} of ${together.length} ${verb}`,
    customerSafe: good === together.length,
  }
}

/**
 * A step of several may be about something else than the alert: then it isn't known any more what this fix would find.
 * What can't work still can't.
 */
function liveAfter({ live }: Incident, finished: Remediation): Pick<Incident, "live"> {
  const { action, after, press } = finished
  if (after === undefined) return {}
  const others = live?.found?.filter((one) => one.action !== action) ?? []
  if (press !== undefined) return live === undefined ? {} : { live: { ...live, found: others } }
  const lines = ACTIONS[action].live(after)
  const { blocked } = live ?? {}
  return {
    live: {
      ...{ at: endOf(finished), lines, found: [...others, { action, lines }] },
      ...(blocked === undefined ? {} : { blocked }),
    },
  }
}
