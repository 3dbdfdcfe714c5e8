/**
 * "The Monitor app's certificate ends in 30 days (22 Dec 2026)": what we sign in with has an end, and nobody would learn of
 * it before nothing works any more. One incident of our own for each app, told in the triage channel alone: it opens 30
 * days before, becomes louder at 7 days, at one day and at the end, each time with a message that rings, and closes itself
 * when another credential is in use. Where nobody knows the end, nothing changes. Pure.
 */
import { nextState } from "../alert/incident-state.ts"
import { dayText } from "../lib/time-text.ts"
import { DAY } from "../lib/time-units.ts"
import { type Alert, type Incident, SETTING_SUBJECT } from "../model/alert.ts"
import type { Channel } from "../model/delivery.ts"
import type { Level } from "../model/level.ts"
import type { Notice } from "../model/notice.ts"
import type { CredentialEnd, CredentialKind, EndSource, OwnApp } from "../model/own-credential.ts"
import { type BlindChange, withLine } from "./blind.ts"
import { type Ourselves, ownAlert } from "./own-alert.ts"

const RULE_NAME = "credential-ending"

export const CREDENTIAL_SUBJECT = `${SETTING_SUBJECT}credential:`
export const credentialSubject = (app: OwnApp): string => `${CREDENTIAL_SUBJECT}${app.toLowerCase()}`

/** A credential whose end is known, as one look finds it. */
export type CredentialLook = {
  readonly app: OwnApp
  readonly kind: CredentialKind
  readonly end: { readonly at: number; readonly source: EndSource }
  readonly us: Ourselves
  /** Milliseconds UTC. */
  readonly now: number
}

/** So many days before the end it is told again; 0: it has ended. */
const STEPS = [0, 1, 7, 30] as const
type Step = (typeof STEPS)[number]

const LEVELS: Readonly<Record<Step, Level>> = { 0: "critical", 1: "critical", 7: "high", 30: "medium" }

/** Undefined while the end is far. Both in milliseconds UTC. */
const stepOf = (endsAt: number, now: number): Step | undefined =>
  STEPS.find((days) => endsAt - now <= days * DAY)

/** `ends in 12 days (22 Dec 2026)`, `has ended (22 Dec 2026)`; the day in UTC, as Microsoft counts. Milliseconds UTC. */
export function endText(endsAt: number, now: number): string {
  const days = Math.ceil((endsAt - now) / DAY)
  const when = days <= 0 ? "has ended" : days === 1 ? "ends within a day" : `ends in ${days} days`
  return `${when} (${dayText(endsAt, "UTC")})`
}

/**
 * Undefined while the end is far, and when a technician has closed an incident about the same end that was as loud.
 * `closed` are incidents that were closed with a verdict.
 */
export function credentialAlert(look: CredentialLook, closed: readonly Incident[]): Alert | undefined {
  const { app, end, us, now } = look
  const step = stepOf(end.at, now)
  if (step === undefined) return undefined
  const isTold = closed.some(
    ({ subject, alert: { object } }) =>
      subject === credentialSubject(app) && object.endsAt === String(end.at) && Number(object.step) <= step,
  )
  if (isTold) return undefined
  // With the day, so that it is told again when the new one doesn't do and the old one is put back.
  return ownAlert([us.id, RULE_NAME, app, end.at, step, Math.floor(now / DAY)], {
    tenantId: us.id,
    target: { kind: "other", id: app, name: `Watchpost ${app}` },
    operation: "Checking our own sign-in",
    happenedAt: now,
    subject: credentialSubject(app),
    ...wordsOf(look, step),
  })
}

function wordsOf(look: CredentialLook, step: Step): Pick<Alert, "rule" | "level" | "object" | "summary"> {
  const { app, kind, end } = look
  const level = LEVELS[step]
  const ends = `${step === 0 ? "ended" : "ends"} on ${dayText(end.at, "UTC")}`
  return {
    level,
    rule: {
      id: RULE_NAME,
      name: RULE_NAME,
      title: titleOf(look),
      level,
      techniques: [],
      why: WHY[app],
      falsePositives: [],
      question: "Who replaces it, and when?",
      actions: [],
    },
    object: { app, kind, endsAt: String(end.at), step: String(step) },
    summary: `The ${kind} with which ${longName(app)} signs in ${ends}. ${adviceOf(look)}`,
  }
}

const longName = (app: OwnApp): string => (app === "Bot" ? "the bot" : `the ${app} app`)
const titleOf = ({ app, kind, end, now }: CredentialLook): string =>
  `${app === "Bot" ? "The bot" : `The ${app} app`}'s ${kind} ${endText(end.at, now)}`

const WHY: Readonly<Record<OwnApp, string>> = {
  Monitor: "Without it no customer's audit records can be read, and an attack raises no alert.",
  Respond: "Without it no fix can run, and nothing can be read from customers' Exchange.",
  Bot: "Without it nothing is posted in Teams and nobody is answered, so that no card can tell of it afterwards.",
}

/** Names variables and files, never what is in them. */
function adviceOf({ app, kind, end }: CredentialLook): string {
  const variable = `WATCHPOST_${app.toUpperCase()}`
  const put =
    kind === "certificate"
      ? `some minutes later put it into the file that ${variable}_CERTIFICATE_FILE names`
      : `put its value into ${variable}_SECRET${end.source === "environment" ? ` and its last day into ${variable}_SECRET_ENDS` : ""}`
  return `Make a new one in the app's registration, beside the old one; ${put}, and restart Watchpost. This card closes itself then; delete the old one afterwards.`
}

export type CredentialChange = BlindChange & { readonly notices?: readonly Notice[] }

/** What the look changes in an open incident; undefined when the card already says it. */
export function changeCredential(
  incident: Incident,
  look: CredentialLook,
  triage: Channel,
): CredentialChange | undefined {
  const { end, now } = look
  const { object, rule } = incident.alert
  const step = stepOf(end.at, now)
  if (step === undefined) return close(incident, look)
  const words = wordsOf(look, step)
  const isSame = object.endsAt === words.object.endsAt && object.kind === words.object.kind
  if (isSame && words.rule.title === rule.title) return undefined
  const changed = { ...incident, level: words.level, alert: { ...incident.alert, ...words } }
  // The days that are left are counted down on the card, without a line for each of them.
  if (isSame && words.object.step === object.step) return { incident: changed, notes: [] }
  return { ...withLine(changed, `${words.rule.title}.`, now), notices: [reminder(changed, triage, now)] }
}

/** An edited card rings nobody's phone. */
const reminder = ({ id, tenantId, alert }: Incident, channel: Channel, now: number): Notice => ({
  key: `credential ${alert.subject} ${alert.object.endsAt} ${alert.object.step}`,
  kind: "reminder",
  to: { kind: "channel", channel },
  title: alert.rule.title,
  lines: [alert.summary, `Incident ${id}.`],
  data: { type: "credential.ending", incident: id },
  tenantId,
  at: now,
})

function close(incident: Incident, { app, kind, end, us, now }: CredentialLook): BlindChange | undefined {
  const line = `The ${kind} that is in use now ends on ${dayText(end.at, us.timeZone)}.`
  return closeWith(incident, { title: `${longName(app)} has a new ${kind}`, line, now })
}

/** An app that has no credential of its own any more: two registrations became one. */
export const closeRetired = (incident: Incident, now: number): BlindChange | undefined =>
  closeWith(incident, {
    title: `No longer watched: ${incident.alert.target.name}`,
    line: "The configuration names no such app of its own any more.",
    now,
  })

function closeWith(
  incident: Incident,
  { title, line, now }: { readonly title: string; readonly line: string; readonly now: number },
): BlindChange | undefined {
  const state = nextState(incident.state, "seen-again")
  if (state === undefined) return undefined
  const { alert } = incident
  const rule = { ...alert.rule, title: `${title.charAt(0).toUpperCase()}${title.slice(1)}` }
  return withLine({ ...incident, state, alert: { ...alert, rule, summary: line } }, line, now)
}

/** From 30 days before the end on, and after it. `now` in milliseconds UTC. */
export const isEnding = ({ end }: CredentialEnd, now: number): boolean =>
  end !== undefined && stepOf(end.at, now) !== undefined
