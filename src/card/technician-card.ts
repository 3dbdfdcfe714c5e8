/** The face of an incident for technicians: everything needed to decide, and the buttons to act. */
import { plainText } from "../lib/plain-text.ts"
import { shortInstantText } from "../lib/time-text.ts"
import { type ActionName, isFix } from "../model/action.ts"
import type { Change, Incident } from "../model/alert.ts"
import type { RenderedCard } from "../model/delivery.ts"
import type { ButtonId } from "../model/ids.ts"
import type { Tenant } from "../model/tenant.ts"
import { buttonViews, technicianActions } from "./buttons.ts"
import {
  answerSentence,
  fromWhere,
  headline,
  historyRows,
  LEVEL_WORDS,
  type Row,
  row,
  stateSentence,
  timeRows,
} from "./incident-text.ts"
import { renderCard, type View } from "./template.ts"

export type IncidentInput = {
  readonly incident: Incident
  readonly tenant: Tenant
  readonly mspName: string
  /** By the opaque ids of the store; an action without an id gets no button. */
  readonly buttons: ReadonlyMap<ActionName, ButtonId>
  /** False when the customer allows watching only. */
  readonly canRespond: boolean
  readonly now: number
}

export type TechnicianView = View & {
  readonly summary: string
  readonly levelWord: string
  readonly title: string
  readonly sentence: string
  readonly facts: readonly Row[]
  readonly buttons: readonly View[]
}

const MAX_CHANGES = 6
const MAX_LIVE = 8

export function incidentView(input: IncidentInput): TechnicianView {
  const { incident, tenant, now } = input
  const { alert } = incident
  const noFix = noFixSentence(input)
  const { words, style } = headline(incident)
  return {
    summary: toast(incident, tenant),
    levelWord: words,
    levelStyle: style,
    title: plainText(alert.rule.title, 150) || "An unusual change",
    place: `${plainText(tenant.displayName, 80) || plainText(tenant.name, 80)} · incident ${incident.id}`,
    state: stateSentence(incident),
    sentence: plainText(alert.summary, 600),
    facts: factRows(incident),
    changes: alert.changes.slice(0, MAX_CHANGES).map(changeView),
    ...liveView(input),
    times: timeRows(incident.times, tenant.timeZone, now),
    why: plainText(alert.rule.why, 400),
    question: plainText(alert.rule.question, 300),
    hasAdvice: plainText(alert.rule.why) !== "" && !isClosed(incident),
    answer: answerSentence(incident, tenant.timeZone, now),
    hasAnswer: incident.customerAnswer !== undefined,
    history: historyRows(incident.history, tenant.timeZone, now),
    noFix,
    hasNoFix: noFix !== "",
    buttons: buttonViews(technicianActions(incident, input.canRespond), input.buttons),
  }
}

export const technicianCard = (view: TechnicianView): RenderedCard =>
  renderCard("technician", view, view.summary)

const isClosed = ({ state }: Incident): boolean => state === "fixed" || state === "not-a-threat"

/** What a phone shows: level and sentence; in the end, how it ended. */
function toast(incident: Incident, tenant: Tenant): string {
  const where = plainText(tenant.displayName, 60)
  const ended =
    incident.state === "fixed" ? "Fixed" : incident.state === "not-a-threat" ? "Closed" : undefined
  return `${ended ?? LEVEL_WORDS[incident.level]} · ${where}: ${plainText(incident.alert.summary, 150)}`
}

function factRows(incident: Incident): readonly Row[] {
  const { alert, count } = incident
  const facts = [
    row("Who", alert.actorName),
    row("Operation", alert.operation),
    row("Target", alert.target.name || alert.target.id),
    row("From", fromWhere(alert)),
  ]
  return count > 1 ? [...facts, row("Seen", `${count} times`)] : facts
}

const changeView = (change: Change): View => ({
  what: plainText(change.what, 80),
  before: change.before === undefined ? "(not recorded)" : plainText(change.before) || "(empty)",
  after: plainText(change.after) || "(empty)",
})

/** What was read before the last step is no news any more: it gets its time, and after a proven fix it goes. */
function liveView({ incident, tenant, now }: IncidentInput): View {
  const { live, history, state } = incident
  const stale = live !== undefined && live.at < (history.at(-1)?.at ?? live.at)
  if (live === undefined || (stale && state === "fixed"))
    return { hasLive: false, live: [], liveTitle: "", liveNote: "" }
  const at = shortInstantText(live.at, tenant.timeZone, now)
  const problem = plainText(live.problem)
  return {
    hasLive: true,
    live: live.lines.slice(0, MAX_LIVE).map((line) => row(line.label, line.value)),
    liveTitle: stale ? `In the mailbox at ${at}` : "In the mailbox now",
    liveNote: problem === "" ? `Read from Exchange at ${at}` : `Not readable at ${at}: ${problem}`,
  }
}

/** A card without a fix says why, so that nobody waits for a button. */
function noFixSentence({ incident, tenant, canRespond }: IncidentInput): string {
  if (isClosed(incident) || incident.state === "working") return ""
  const name = plainText(tenant.displayName, 80) || "This customer"
  if (!incident.alert.rule.actions.some(isFix))
    return "There is no automatic fix for this; a person has to look."
  if (canRespond) return ""
  return `No fix buttons: ${name} allows Watchpost to watch, not to change. An administrator of ${name} can approve the Respond app.`
}
