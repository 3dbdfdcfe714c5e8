/** What a press that needs no call changes in its incident. Pure; a second press of the same kind changes nothing. */
import { type IncidentEvent, nextState } from "../alert/incident-state.ts"
import type { OwnActionName } from "../model/action.ts"
import type { Incident } from "../model/alert.ts"
import type { Person } from "../model/person.ts"

const EVENTS: Readonly<Record<OwnActionName, IncidentEvent>> = {
  acknowledge: "acknowledge",
  "not-a-threat": "not-a-threat",
  "that-was-us": "customer-expected",
  "we-dont-know-this": "customer-unknown",
}

const WORDS: Readonly<Record<OwnActionName, string>> = {
  acknowledge: "took this over",
  "not-a-threat": "closed this as not a threat",
  "that-was-us": "says: that was us",
  "we-dont-know-this": "says: we don't know this",
}

/** The changed incident, or undefined when the press changes nothing (said before, or too late). */
export function answered(
  incident: Incident,
  action: OwnActionName,
  person: Person,
  now: number,
): Incident | undefined {
  const state = nextState(incident.state, EVENTS[action])
  if (state === undefined || alreadySaid(incident, action)) return undefined
  const line = { at: now, who: person.name, what: WORDS[action], customerSafe: true, kind: action }
  return {
    ...incident,
    ...ownerOf(incident, action, person),
    ...customerAnswerOf(action, person, now),
    state,
    history: [...incident.history, line],
  }
}

/** True when this person pressed this before: Teams repeats invokes, and people press twice. */
export const saidBy = (incident: Incident, action: OwnActionName, person: Person): boolean =>
  incident.history.some((line) => line.who === person.name && line.kind === action)

/** The first answer of the customer stands, except that "we don't know this" may always follow: it is the warning. */
function alreadySaid(incident: Incident, action: OwnActionName): boolean {
  const said = incident.customerAnswer?.answer
  if (action === "that-was-us") return said !== undefined
  return action === "we-dont-know-this" && said === "unknown"
}

function ownerOf(incident: Incident, action: OwnActionName, person: Person): Pick<Incident, "owner"> {
  const takes = action === "acknowledge" || (action === "not-a-threat" && incident.owner === undefined)
  return takes ? { owner: person.name } : {}
}

function customerAnswerOf(
  action: OwnActionName,
  person: Person,
  now: number,
): Pick<Incident, "customerAnswer"> {
  if (action === "that-was-us") return { customerAnswer: { answer: "expected", by: person.name, at: now } }
  if (action === "we-dont-know-this")
    return { customerAnswer: { answer: "unknown", by: person.name, at: now } }
  return {}
}
