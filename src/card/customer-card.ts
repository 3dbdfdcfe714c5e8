/**
 * The face of an incident for the customer: calm words, no address, no technical detail, nobody else's data,
 * and one question that helps the technicians most.
 */
import { cutText, plainText } from "../lib/plain-text.ts"
import { localTimeText } from "../lib/time-text.ts"
import { restoreOf } from "../model/act.ts"
import type { FixName } from "../model/action.ts"
import type { HistoryLine, Incident } from "../model/alert.ts"
import type { RenderedCard } from "../model/delivery.ts"
import type { Level } from "../model/level.ts"
import { unconfirmedIn } from "../model/standing.ts"
import { buttonViews, customerActions } from "./buttons.ts"
import { calm, calmDeed, calmWhat, countryOfSignIn, mailboxName, personOrKind } from "./customer-words.ts"
import type { IncidentInput } from "./incident-input.ts"
import {
  answerSentence,
  historyRows,
  isCustomersWord,
  isOpening,
  isOver,
  type Row,
  row,
} from "./incident-text.ts"
import { renderCard, type View } from "./template.ts"

export type CustomerView = View & {
  readonly summary: string
  readonly spoken: string
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
  const heading = headingOf(incident)
  const sentence = calmWhat(incident)
  const state = stateSentence(incident, msp)
  // A card that came through a webhook has no buttons.
  const buttons = buttonViews(customerActions(incident), input.buttons)
  const next = nextSentence(incident, msp, buttons.length > 0)
  const when = localTimeText(incident.times.happenedAt, tenant.timeZone)
  return {
    summary: `${heading}: ${cutText(sentence, 140)}`,
    spoken: `${heading}. ${sentence} ${when}. ${state} ${next}`,
    heading,
    place: `${plainText(tenant.displayName, 80)} · from ${msp}, incident ${incident.id}`,
    sentence,
    facts: factRows(input),
    state,
    next,
    hasNext: next !== "",
    history: historyRows(doneForThem(incident), tenant.timeZone, now, CUSTOMERS),
    question:
      restoreOf(incident.subject) === undefined
        ? "Was this you or a colleague of yours?"
        : "Which of you needed this, and what for?",
    hasQuestion: incident.customerAnswer === undefined && buttons.length > 0,
    answer: `Your answer: ${answerSentence(incident, tenant.timeZone, now)}.`,
    hasAnswer: incident.customerAnswer !== undefined,
    buttons,
  }
}

export const customerCard = (view: CustomerView): RenderedCard =>
  renderCard("customer", view, view.summary, view.spoken)

function headingOf(incident: Incident): string {
  if (isOver(incident)) return "This is settled"
  return incident.customerAnswer === undefined ? HEADINGS[incident.level] : "Thank you for your answer"
}

/** What the provider did: without the line that opened the incident, and without their own answer. */
export const doneForThem = ({ history }: Incident): readonly HistoryLine[] =>
  history
    .filter(
      (line) =>
        line.customerSafe && !isOpening(line) && line.kind !== "opened-again" && !isCustomersWord(line),
    )
    .map((line) => ({ ...line, who: calm(line.who, 80), what: calmDeed(line.what) }))

function factRows({ incident, tenant: { timeZone }, restoredBy }: IncidentInput): readonly Row[] {
  const { alert } = incident
  const country = countryOfSignIn(alert)
  const mailbox = mailboxName(alert)
  const account = personOrKind(incident)
  const who = restoredBy === undefined ? row("Account", account) : row("Who", calm(restoredBy.who, 300))
  // Whoever did it to their own mailbox is named once.
  const isOwn = restoredBy === undefined && mailbox?.toLowerCase() === account.toLowerCase()
  return [
    ...(mailbox === undefined ? [] : [row("Mailbox", mailbox)]),
    ...(isOwn ? [] : [who]),
    ...(country === undefined ? [] : [row("From", country)]),
    row("When", localTimeText(incident.times.happenedAt, timeZone)),
  ]
}

function stateSentence(incident: Incident, msp: string): string {
  switch (incident.state) {
    case "new":
      return unconfirmedIn(incident).length === 0
        ? `${msp} has been told.`
        : `It was stopped automatically, as agreed with you; ${msp} has been told.`
    case "claimed":
    case "reopened":
      return `${msp} is looking into it.`
    case "working":
      return `${msp} is putting it right just now.`
    case "fixed":
      return `${msp} has put it right and checked the result.`
    case "failed":
      return `${msp} is working on it; the first try was not enough.`
    case "expected":
    case "not-a-threat":
      return `${msp} has checked it: no danger.`
  }
}

const CUSTOMERS = { max: 5, earlier: (count: number) => `${count} more things were done` }

/** What an account's owner notices of what was done, and how it goes on for them. */
function lockedOutSentence({ standing = [] }: Incident, msp: string): string | undefined {
  const stands = (fix: FixName): boolean => standing.some((one) => one.action === fix && one.half !== true)
  if (stands("disable-sign-in"))
    return `For safety the account can't sign in for now: ${msp} tells its owner how it goes on.`
  if (stands("reset-password"))
    return `For safety the account has a new password: ${msp} gives it to its owner, by phone or in person.`
  return stands("revoke-sessions") ? "The owner of the account has to sign in again." : undefined
}

/** What happens now, and whom to call. */
function nextSentence(incident: Incident, msp: string, canAnswer: boolean): string {
  const { customerAnswer } = incident
  const lockedOut = lockedOutSentence(incident, msp)
  if (lockedOut !== undefined) return `${lockedOut} Questions? Call ${msp}.`
  if (isOver(incident))
    return customerAnswer === undefined && canAnswer && incident.state === "fixed"
      ? `You need to do nothing more; your answer below still helps. Questions? Call ${msp}.`
      : `You need to do nothing. Questions? Call ${msp}.`
  if (customerAnswer?.answer === "unknown")
    return `The technicians of ${msp} get a message at once that none of you knows this. If you don't hear from them soon, or notice anything else, call ${msp}.`
  if (customerAnswer?.answer === "expected") return `${msp} will check it and close it.`
  if (!canAnswer)
    return `A technician will look at it. If this was not you or a colleague of yours, call ${msp}.`
  return `A technician will look at it. Your answer below helps; if you are worried, call ${msp}.`
}
