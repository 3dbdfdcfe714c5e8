/** What a press that needs no call changes in its incident. Pure; a second press of the same kind changes nothing. */
import { awake, type IncidentEvent, isClosed, nextState, takenBy } from "../alert/incident-state.ts"
import { MINUTE } from "../lib/time-units.ts"
import type { Incident } from "../model/alert.ts"
import { compareLevels, type Level, shiftLevel } from "../model/level.ts"
import type { Person } from "../model/person.ts"
import type { Said } from "./own-inputs.ts"

/** These change no state: a note is taken in every one, a question and its answer while something is open. */
type Silent = "note" | "ask-who" | "say-who"
const EVENTS: Readonly<Record<Exclude<Said["action"], Silent>, IncidentEvent>> = {
  claim: "claim",
  "hand-over": "hand-over",
  snooze: "snooze",
  expected: "expected",
  "not-a-threat": "not-a-threat",
  reopen: "reopen",
  "that-was-us": "customer-expected",
  "we-dont-know-this": "customer-unknown",
}

/** The changed incident, or undefined when the press changes nothing (said before, or too late). `now` in milliseconds UTC. */
export function answered(
  incident: Incident,
  said: Said,
  person: Pick<Person, "name">,
  now: number,
): Incident | undefined {
  const state = stateAfter(incident, said)
  if (state === undefined || alreadySaid(incident, said, person, now)) return undefined
  const line = {
    at: now,
    who: person.name,
    what: wordsOf(said),
    customerSafe: isForCustomer(said),
    kind: said.action,
  }
  return {
    ...(isSilent(said.action) ? incident : decided(awake(freed(incident, state)), said)),
    ...effectOf(incident, said, person, now),
    state,
    history: [...incident.history, line],
  }
}

const isSilent = (action: Said["action"]): action is Silent =>
  action === "note" || action === "ask-who" || action === "say-who"

function stateAfter({ state }: Incident, { action }: Said): Incident["state"] | undefined {
  if (!isSilent(action)) return nextState(state, EVENTS[action])
  return action === "note" || !isClosed(state) ? state : undefined
}

/** Closed by a verdict, nothing waits for a second person any more. */
function decided({ approval, ...incident }: Incident, { action }: Said): Incident {
  const isVerdict = action === "expected" || action === "not-a-threat"
  return approval === undefined || isVerdict ? incident : { ...incident, approval }
}

/** What is opened again is nobody's until somebody claims it: whoever had it may be on holiday. */
function freed(incident: Incident, state: Incident["state"]): Incident {
  if (state !== "reopened" || incident.state === state) return incident
  const { owner: _owner, ...rest } = incident
  return rest
}

function wordsOf(said: Said): string {
  switch (said.action) {
    case "claim":
      return "took this over"
    case "hand-over":
      return `handed this over to ${said.to}`
    case "snooze":
      return `snoozed this for ${said.length}`
    case "note":
      return said.text
    case "expected":
      return `closed this as expected: ${said.reason}`
    case "not-a-threat":
      return `closed this as not a threat: ${said.reason}`
    case "reopen":
      return "opened this again"
    case "ask-who":
      return `asks who needed this restore, and what for: ${said.to}`
    case "say-who":
      return `says: it was ${said.person}, for: ${said.reason}`
    case "that-was-us":
      return said.person === undefined
        ? `says: that was us: ${said.reason}`
        : `says: that was us, namely ${said.person}: ${said.reason}`
    case "we-dont-know-this":
      return "says: we don't know this"
  }
}

/** Notes, snoozes and reasons are the technicians' own; the customer reads the state in calm words. */
const isForCustomer = ({ action }: Said): boolean =>
  !["note", "snooze", "expected", "not-a-threat", "ask-who", "say-who"].includes(action)

/** Within this time a second press of the same kind is Teams repeating itself, milliseconds. */
const REPEATED_MS = MINUTE

/** The first answer of the customer stands, except that "we don't know this" may always follow: it is the warning. */
function alreadySaid(incident: Incident, said: Said, { name }: Pick<Person, "name">, now: number): boolean {
  const answer = incident.customerAnswer?.answer
  if (said.action === "that-was-us") return answer !== undefined
  if (said.action === "we-dont-know-this") return answer === "unknown"
  if (said.action === "hand-over") return incident.owner === said.to
  const last = incident.history.at(-1)
  const same = last?.who === name && last.kind === said.action && last.what === wordsOf(said)
  return same && now - last.at < REPEATED_MS
}

type Effect = Partial<Pick<Incident, "owner" | "claimedAt" | "snoozed" | "customerAnswer" | "level">>

function effectOf(incident: Incident, said: Said, { name }: Pick<Person, "name">, now: number): Effect {
  const owner = incident.owner ?? name
  switch (said.action) {
    case "claim":
      return takenBy(incident, name, now)
    case "reopen":
      return {}
    case "hand-over":
      return takenBy(incident, said.to, now)
    case "snooze":
      return { ...takenBy(incident, owner, now), snoozed: { until: said.until, by: name } }
    case "expected":
    case "not-a-threat":
      return takenBy(incident, owner, now)
    case "note":
    case "ask-who":
    case "say-who":
      return {}
    case "that-was-us":
      return {
        customerAnswer: { answer: "expected", by: name, at: now, reason: reasonOf(said) },
        level: lowered(incident.level),
      }
    case "we-dont-know-this":
      return {
        customerAnswer: { answer: "unknown", by: name, at: now },
        level: raised(incident),
      }
  }
}

const reasonOf = ({ person, reason }: Extract<Said, { action: "that-was-us" }>): string =>
  person === undefined ? reason : `${person}, ${reason}`

/** Less urgent by one, and never silent: the account that says so may be a thief's. */
const lowered = (level: Level): Level => (compareLevels(level, "low") <= 0 ? level : shiftLevel(level, -1))

/** More urgent by one than it was before anybody said anything. */
function raised({ level, alert }: Incident): Level {
  const before = compareLevels(level, alert.level) < 0 ? alert.level : level
  return shiftLevel(before, 1)
}
