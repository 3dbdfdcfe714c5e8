/**
 * What is due now for incidents that nobody has taken. Pure.
 * An incident waits from the moment it was opened, or opened again, until somebody owns or closes it. Each step is
 * taken once while it waits; a process that was down takes all that came due meanwhile, at once.
 */
import type { HistoryKind, Incident } from "../model/alert.ts"
import {
  ESCALATION_STEPS,
  type EscalationPolicy,
  type EscalationStep,
  type TakenStep,
} from "../model/escalation.ts"
import { isClosed } from "./incident-state.ts"

export type DueStep = TakenStep & { readonly incident: Incident }

/** What was there before anybody watched can wait for whoever reads the channel. */
const mayRing = ({ alert }: Incident): boolean => alert.wasThere !== true

/** Nobody has it, and nothing is being done about it. Whoever had it before it was closed may be on holiday. */
export const isUnclaimed = ({ state, owner }: Pick<Incident, "state" | "owner">): boolean =>
  (owner === undefined || state === "reopened") && !isClosed(state) && state !== "working"

/** An incident that one of these lines ends waits anew. */
const BEGINNINGS: readonly HistoryKind[] = [
  ...(["opened", "opened-again", "we-dont-know-this", "reopen"] as const),
  ...(["it-was-not-me", "i-dont-know"] as const),
]

/** Milliseconds UTC. */
export function waitingSince(incident: Pick<Incident, "history" | "times">): number {
  const begun = incident.history.findLast(({ kind }) => kind !== undefined && BEGINNINGS.includes(kind))
  return begun?.at ?? incident.times.fetchedAt
}

/** An incident that was opened further ahead of us was opened by a clock that was wrong: nobody knows for how long it waits. */
const CLOCK_STEP_MS = 60_000

/**
 * Oldest first. Steps that lead nowhere (nobody on call, no address) are not due. `quietEnd` answers when the quiet hours end
 * that an incident was opened in: nobody is called for a card that isn't there yet.
 */
export function dueSteps(
  incidents: readonly Incident[],
  taken: readonly TakenStep[],
  policy: EscalationPolicy,
  now: number,
  quietEnd: (incident: Incident, since: number) => number | undefined = () => undefined,
): readonly DueStep[] {
  return incidents
    .filter((one) => isUnclaimed(one) && mayRing(one))
    .flatMap((incident) => {
      const begun = waitingSince(incident)
      const isAhead = begun > now + CLOCK_STEP_MS
      const since = (isAhead ? undefined : quietEnd(incident, begun)) ?? begun
      const waitedMs = isAhead ? Number.MAX_SAFE_INTEGER : now - since
      const times = policy.after[incident.level] ?? {}
      return ESCALATION_STEPS.filter((step) => leadsSomewhere(step, policy))
        .filter((step) => waitedMs >= (times[step] ?? Number.POSITIVE_INFINITY))
        .filter((step) => !taken.some((one) => isSame(one, { incidentId: incident.id, step, since })))
        .map((step) => ({ incident, incidentId: incident.id, step, since }))
    })
    .toSorted((a, b) => a.since - b.since || a.incidentId - b.incidentId)
}

const leadsSomewhere = (step: EscalationStep, { onCall, webhookUrl }: EscalationPolicy): boolean =>
  step === "webhook" ? webhookUrl !== undefined : onCall.length > 0

const isSame = (one: TakenStep, other: TakenStep): boolean =>
  one.incidentId === other.incidentId && one.step === other.step && one.since === other.since
