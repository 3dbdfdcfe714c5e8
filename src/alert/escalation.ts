/**
 * What is due now for incidents that nobody has taken. Pure.
 * An incident waits from the moment it was opened, or opened again, until somebody owns or closes it. Each step is
 * taken once while it waits; a process that was down takes all that came due meanwhile, at once.
 */
import { MINUTE } from "../lib/time-units.ts"
import type { HistoryKind, Incident, IncidentState } from "../model/alert.ts"
import {
  ESCALATION_STEPS,
  type EscalationPolicy,
  type EscalationStep,
  type TakenStep,
} from "../model/escalation.ts"
import { isClosed } from "./incident-state.ts"

export type DueStep = TakenStep & { readonly step: EscalationStep; readonly incident: Incident }

/** Whatever is in another state has an owner, or is closed. What a fix works on by itself may have nobody. */
export const WAITING = ["new", "reopened", "failed", "working"] as const satisfies IncidentState[]

/** What was there before anybody watched can wait for whoever reads the channel. */
export const mayRing = ({ alert }: Incident): boolean => alert.wasThere !== true

/**
 * Nobody has it; whoever had it before it was closed may be on holiday. Whoever presses a fix takes it, and one that runs by
 * itself is nobody's work: as long as Exchange keeps it waiting, nobody would be called.
 */
export const isUnclaimed = ({ state, owner }: Pick<Incident, "state" | "owner">): boolean =>
  (owner === undefined || state === "reopened") && !isClosed(state)

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
const CLOCK_STEP_MS = MINUTE

/** When the quiet hours end that an incident was opened in; undefined when it wasn't. */
export type QuietEnd = (incident: Incident, since: number) => number | undefined

/** `since`: milliseconds UTC. `waitedMs`: milliseconds until `now`; for longer than anything where a clock was ahead. */
export type Wait = { readonly since: number; readonly waitedMs: number }

/** Since when an incident waits that somebody may be called for. */
export function waitOf(incident: Incident, now: number, quietEnd: QuietEnd): Wait {
  const begun = waitingSince(incident)
  if (begun > now + CLOCK_STEP_MS) return { since: begun, waitedMs: Number.MAX_SAFE_INTEGER }
  const since = quietEnd(incident, begun) ?? begun
  return { since, waitedMs: now - since }
}

/**
 * Oldest first. Steps that lead nowhere (nobody on call, no address) are not due. Nobody is called for a
 * card that isn't there yet: `quietEnd`.
 */
export function dueSteps(
  incidents: readonly Incident[],
  taken: readonly TakenStep[],
  policy: EscalationPolicy,
  now: number,
  quietEnd: QuietEnd = () => undefined,
): readonly DueStep[] {
  return incidents
    .filter((one) => isUnclaimed(one) && mayRing(one))
    .flatMap((incident) => {
      const { since, waitedMs } = waitOf(incident, now, quietEnd)
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
