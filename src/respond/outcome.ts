/** What the start and the end of a fix say: in the trail, and on the incident. Pure. */
import { nextState } from "../alert/incident-state.ts"
import type { HistoryLine, Incident } from "../model/alert.ts"
import type { JsonObject } from "../model/json.ts"
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
    what: end.result ?? end.state,
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

const FIX_EVENTS = ["fix-verified", "fix-failed"] as const
const UNDO_EVENTS = ["undo-verified", "undo-failed"] as const

/** Only what changed something can be taken back; a fix that was taken back doesn't stand any more. */
function standingAfter(incident: Incident, { action, part, state, undoes, finishedAt }: Remediation) {
  const others = (incident.standing ?? []).filter((one) => one.action !== action || one.part !== part)
  if (!isSuccess(state)) return {}
  if (undoes !== undefined) return { standing: others }
  const undoable = state === "verified" && ACTIONS[action].undoable
  const stands = { action, ...(part === undefined ? {} : { part }), fixedAt: finishedAt ?? 0, undoable }
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
  const [good, bad] = finished.undoes === undefined ? FIX_EVENTS : UNDO_EVENTS
  const event = together.every((run) => isSuccess(run.state)) ? good : bad
  const state = together.every(isFinished) ? nextState(incident.state, event) : undefined
  const line: HistoryLine = {
    at: finished.finishedAt ?? finished.requestedAt,
    who: `Watchpost for ${nameIn(finished.requestedBy)}`,
    what: finished.result ?? finished.state,
    customerSafe: isSuccess(finished.state),
  }
  const told = incident.history.some((known) => known.at === line.at && known.what === line.what)
  return {
    ...incident,
    state: state ?? incident.state,
    ...standingAfter(incident, finished),
    history: told ? incident.history : [...incident.history, line],
    ...liveAfter(finished, line.at),
  }
}

/** What is read for a step of several says little about what the alert is about. */
const liveAfter = ({ action, after, press }: Remediation, at: number): Pick<Incident, "live"> =>
  after === undefined || press !== undefined ? {} : { live: { at, lines: ACTIONS[action].live(after) } }
