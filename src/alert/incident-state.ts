/**
 * The life of an incident, as one table.
 *
 * - `new`: nobody has looked. Entered when an alert finds no open incident of its subject.
 * - `claimed`: a technician has it. It may be handed over, and snoozed: that is a time on it, no state.
 * - `working`: a fix was asked for and its end is not known yet. Only the end of the fix leaves this state;
 *   a press on an old card meanwhile changes nothing, except who has it.
 * - `fixed`: the wanted state was read back and seen, or what we told of ourselves is over. Closed, until a technician
 *   asks for another fix or takes one back: then it is `working`, and afterwards `claimed`, or `fixed` again when the fix
 *   still stands. Of several fixes each is taken back by itself; the others still can be while it is open.
 * - `failed`: the fix ended and the wanted state was not seen. Open: a person must act, and may press again.
 * - `expected`, `not-a-threat`: a technician's verdict: it was planned, or it is harmless. Closed, until a technician
 *   reopens it or the customer contradicts.
 * - `reopened`: was closed and is open again; a technician claims it as a new one.
 *
 * The end of a fix is taken in every state, because it tells what is true in the customer's tenant. One that was stopped
 * because a second person has to approve it tells nothing of that: from `working` it leads back, and the question waits.
 * A fix that ran by itself closes nothing: nobody has looked yet, so the incident is as open and as unclaimed as it was,
 * unless it was handed to somebody meanwhile. A person who confirms it by pressing it closes it.
 * A repeat of a closed subject is not a transition: it opens a new incident, so that nothing revives silently.
 */
import { type Incident, type IncidentState, LONGEST_SNOOZE_MS, WATCHPOST } from "../model/alert.ts"

export const INCIDENT_EVENTS = [
  "claim",
  "hand-over",
  "snooze",
  "request-fix",
  "fix-verified",
  "fix-failed",
  "fix-unapproved",
  "fix-by-itself",
  "fix-by-itself-owned",
  "request-undo",
  "undo-verified",
  "undo-failed",
  "undo-unapproved",
  "expected",
  "not-a-threat",
  "reopen",
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
  "undo-verified": "claimed",
  "undo-failed": "fixed",
} as const

/** What stands is taken back in every state in which another fix may be asked for. */
const BEGINS = { "request-fix": "working", "request-undo": "working" } as const

/** The end of a fix that nobody pressed for: also when a later look finds that it worked after all. */
const BY_ITSELF = { "fix-by-itself": "new", "fix-by-itself-owned": "claimed" } as const

const VERDICTS = { expected: "expected", "not-a-threat": "not-a-threat" } as const

/** What changes no state: the customer's words and repeats of what is open. */
const staysIn = <State extends IncidentState>(state: State) =>
  ({ "customer-expected": state, "customer-unknown": state, repeat: state }) as const

const UNCLAIMED = {
  ...FIX_ENDS,
  ...VERDICTS,
  claim: "claimed",
  "hand-over": "claimed",
  snooze: "claimed",
  ...BEGINS,
  "seen-again": "fixed",
} as const

const CLOSED_BY_VERDICT = { ...FIX_ENDS, reopen: "reopened", "customer-unknown": "reopened" } as const

const TRANSITIONS: Readonly<Record<IncidentState, Row>> = {
  new: { ...UNCLAIMED, ...staysIn("new") },
  reopened: { ...UNCLAIMED, ...staysIn("reopened") },
  claimed: {
    ...FIX_ENDS,
    ...VERDICTS,
    ...staysIn("claimed"),
    "hand-over": "claimed",
    snooze: "claimed",
    ...BEGINS,
    "seen-again": "fixed",
  },
  working: {
    ...FIX_ENDS,
    ...staysIn("working"),
    "fix-unapproved": "claimed",
    ...BY_ITSELF,
    "undo-unapproved": "fixed",
    "hand-over": "working",
  },
  fixed: {
    ...FIX_ENDS,
    ...BEGINS,
    reopen: "reopened",
    "customer-expected": "fixed",
    "customer-unknown": "fixed",
  },
  failed: {
    ...FIX_ENDS,
    ...BY_ITSELF,
    ...VERDICTS,
    ...staysIn("failed"),
    "hand-over": "failed",
    snooze: "failed",
    ...BEGINS,
  },
  expected: { ...CLOSED_BY_VERDICT, "customer-expected": "expected" },
  "not-a-threat": { ...CLOSED_BY_VERDICT, "customer-expected": "not-a-threat" },
}

/** The state after `event`, or undefined when the event has no place in this state and nothing may change. */
export const nextState = (state: IncidentState, event: IncidentEvent): IncidentState | undefined =>
  TRANSITIONS[state][event]

/** Closed incidents take no repeats: the next alert of their subject opens a new one. */
export const isClosed = (state: IncidentState): boolean => nextState(state, "repeat") === undefined

/** Whose it is from now on (`now` in milliseconds UTC); who took it first is what the time to claim is counted by. */
export const takenBy = (
  incident: Pick<Incident, "claimedAt">,
  owner: string,
  now: number,
): Pick<Incident, "owner" | "claimedAt"> => ({ owner, claimedAt: incident.claimedAt ?? now })

/** Without the snooze: whatever happens to it, it is looked at again. */
export function awake(incident: Incident): Incident {
  const { snoozed: _snoozed, ...rest } = incident
  return rest
}

/** The incident whose snooze is over, with a line that says so; undefined while it isn't. `now` in milliseconds UTC. */
export function woken(incident: Incident, now: number): Incident | undefined {
  const { snoozed } = incident
  if (snoozed === undefined) return undefined
  if (now < snoozed.until && snoozed.until <= now + LONGEST_SNOOZE_MS) return undefined
  const what = isClosed(incident.state) ? undefined : `The snooze of ${snoozed.by} is over; please look again`
  const line = { at: now, who: WATCHPOST, customerSafe: false, kind: "woken" } as const
  const history = what === undefined ? incident.history : [...incident.history, { ...line, what }]
  return { ...awake(incident), history }
}
