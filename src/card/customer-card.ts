/**
 * The face of an incident for the customer: calm words, no address, no technical detail, nobody else's data,
 * and one question that helps the technicians most.
 */
import { plainText, withoutAddresses } from "../lib/plain-text.ts"
import { instantText } from "../lib/time-text.ts"
import type { Incident, IncidentState } from "../model/alert.ts"
import type { RenderedCard } from "../model/delivery.ts"
import type { Level } from "../model/level.ts"
import { buttonViews, customerActions } from "./buttons.ts"
import { answerSentence, historyRows, type Row, row } from "./incident-text.ts"
import type { IncidentInput } from "./technician-card.ts"
import { renderCard, type View } from "./template.ts"

export type CustomerView = View & {
  readonly summary: string
  readonly heading: string
  readonly sentence: string
  readonly facts: readonly Row[]
  readonly buttons: readonly View[]
}

const HEADINGS: Readonly<Record<Level, string>> = {
  critical: "Please look at this now",
  high: "Please look at this soon",
  medium: "Please have a look",
  low: "A change worth knowing",
  informational: "For your information",
}

export function customerView(input: IncidentInput): CustomerView {
  const { incident, tenant, now } = input
  const msp = plainText(input.mspName, 80) || "Your IT provider"
  const safe = incident.history.filter((line) => line.customerSafe)
  const closed = isClosed(incident)
  const heading = closed ? "This is settled" : HEADINGS[incident.level]
  return {
    summary: `${heading}: ${calm(incident.alert.summary, 140)}`,
    heading,
    place: `${plainText(tenant.displayName, 80)} · from ${msp}, incident ${incident.id}`,
    sentence: calm(incident.alert.summary, 500),
    facts: factRows(incident, tenant.timeZone),
    state: stateSentence(incident.state, msp),
    history: historyRows(safe, tenant.timeZone, now, 5).map((line) => row(line.label, calm(line.value, 300))),
    historyTitle: `What ${msp} did`,
    question: "Was this you or a colleague of yours?",
    hasQuestion: incident.customerAnswer === undefined,
    answer: `Your answer: ${answerSentence(incident, tenant.timeZone, now)}. Thank you, ${msp} has it.`,
    hasAnswer: incident.customerAnswer !== undefined,
    buttons: buttonViews(customerActions(incident), input.buttons),
  }
}

export const customerCard = (view: CustomerView): RenderedCard => renderCard("customer", view, view.summary)

const calm = (text: string, max: number): string => withoutAddresses(plainText(text, max))

const isClosed = ({ state }: Incident): boolean => state === "fixed" || state === "not-a-threat"

function factRows(incident: Incident, timeZone: string): readonly Row[] {
  const { alert } = incident
  return [
    row("What", calm(alert.rule.title, 150)),
    row("Whose", calm(alert.target.name, 150)),
    row("Done by", personOrKind(incident)),
    row("When", instantText(incident.times.happenedAt, timeZone)),
  ]
}

/** People by their name; apps and services by what they are, because their ids say nothing to a customer. */
function personOrKind({ alert }: Incident): string {
  switch (alert.actor.kind) {
    case "user":
    case "guest":
    case "partner":
      return calm(alert.actorName, 120)
    case "application":
      return "an app"
    case "microsoft":
      return "Microsoft"
    case "unknown":
      return "not known yet"
  }
}

function stateSentence(state: IncidentState, msp: string): string {
  switch (state) {
    case "new":
      return `${msp} has been told.`
    case "acknowledged":
      return `${msp} is looking into it.`
    case "working":
      return `${msp} is putting it right just now.`
    case "fixed":
      return `${msp} has put it right and checked the result.`
    case "failed":
      return `${msp} is working on it; the first try was not enough.`
    case "not-a-threat":
      return `${msp} has checked it: no danger.`
  }
}
