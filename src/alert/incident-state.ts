/**
 * The life of an incident, as one table.
 *
 * - `new`: nobody has looked. Entered when an alert finds no open incident of its subject, and again when the
 *   customer says "we don't know this" about something that was closed as harmless.
 * - `acknowledged`: a technician has it.
 * - `working`: a fix was asked for and its end is not known yet. Only the end of the fix leaves this state;
 *   a press on an old card meanwhile changes nothing.
 * - `fixed`: the wanted state was read back and seen, or what we were blind to is seen again. Closed, until a technician
 *   takes the fix back: then it is `working`, and afterwards `acknowledged`, or `fixed` again when the fix still stands.
 * - `failed`: the fix ended and the wanted state was not seen. Open: a person must act, and may press again.
 * - `not-a-threat`: a technician says that it is harmless. Closed, until the customer contradicts.
 *
 * The end of a fix is taken in every state, because it tells what is true in the customer's tenant.
 * A repeat of a closed subject is not a transition: it opens a new incident, so that nothing revives silently.
 */
import type { IncidentState } from "../model/alert.ts"

export const INCIDENT_EVENTS = [
  "acknowledge",
  "request-fix",
  "fix-verified",
  "fix-failed",
  "request-undo",
  "undo-verified",
  "undo-failed",
  "not-a-threat",
  "customer-expected",
  "customer-unknown",
  "repeat",
  "seen-again",
] as const
export type IncidentEvent = (typeof INCIDENT_EVENTS)[number]

type Row = Readonly<Partial<Record<IncidentEvent, IncidentState>>>

const FIX_ENDS = {
  "fix-verified": "fixed",
  "fix-failed": "failed",
  "undo-verified": "acknowledged",
  "undo-failed": "fixed",
} as const

const TRANSITIONS: Readonly<Record<IncidentState, Row>> = {
  new: {
    ...FIX_ENDS,
    acknowledge: "acknowledged",
    "request-fix": "working",
    "not-a-threat": "not-a-threat",
    "customer-expected": "new",
    "customer-unknown": "new",
    repeat: "new",
    "seen-again": "fixed",
  },
  acknowledged: {
    ...FIX_ENDS,
    "request-fix": "working",
    "not-a-threat": "not-a-threat",
    "customer-expected": "acknowledged",
    "customer-unknown": "acknowledged",
    repeat: "acknowledged",
    "seen-again": "fixed",
  },
  working: {
    ...FIX_ENDS,
    "customer-expected": "working",
    "customer-unknown": "working",
    repeat: "working",
  },
  fixed: {
    ...FIX_ENDS,
    "request-fix": "working",
    "request-undo": "working",
    "customer-expected": "fixed",
    "customer-unknown": "fixed",
  },
  failed: {
    ...FIX_ENDS,
    "request-fix": "working",
    "not-a-threat": "not-a-threat",
    "customer-expected": "failed",
    "customer-unknown": "failed",
    repeat: "failed",
  },
  "not-a-threat": {
    ...FIX_ENDS,
    "customer-expected": "not-a-threat",
    "customer-unknown": "new",
  },
}

/** The state after `event`, or undefined when the event has no place in this state and nothing may change. */
export const nextState = (state: IncidentState, event: IncidentEvent): IncidentState | undefined =>
  TRANSITIONS[state][event]

/** Closed incidents take no repeats: the next alert of their subject opens a new one. */
export const isClosed = (state: IncidentState): boolean => nextState(state, "repeat") === undefined
