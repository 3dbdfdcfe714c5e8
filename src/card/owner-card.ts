/**
 * The question to the person whose mailbox or account an incident is about, in their own chat with the bot: was it you?
 * It says what it said when it was asked, whatever the incident has become. It holds nothing that the customer's card may
 * not, and nothing of what was found besides. Drawn with the customer's template. Pure.
 */
import { cutText, plainText } from "../lib/plain-text.ts"
import { localTimeText, shortInstantText } from "../lib/time-text.ts"
import type { ActionName, OwnerAnswerName } from "../model/action.ts"
import { OWNER_ANSWER_NAMES } from "../model/action.ts"
import type { Incident } from "../model/alert.ts"
import type { RenderedCard } from "../model/delivery.ts"
import type { ButtonId } from "../model/ids.ts"
import { isInTime, mayBeAnswered, OWNER_ANSWER_WORDS, type OwnerQuestion } from "../model/owner-question.ts"
import type { Tenant } from "../model/tenant.ts"
import { buttonViews } from "./buttons.ts"
import type { CustomerView } from "./customer-card.ts"
import { isOver, row } from "./incident-text.ts"
import { renderCard } from "./template.ts"

export type OwnerInput = {
  readonly incident: Incident
  readonly question: OwnerQuestion
  readonly tenant: Pick<Tenant, "displayName">
  readonly mspName: string
  readonly buttons: ReadonlyMap<ActionName, ButtonId>
  /** Milliseconds UTC. */
  readonly now: number
}

/** The answers that can still be given. `now` in milliseconds UTC. */
export const ownerActions = (incident: Incident, now: number): readonly ActionName[] =>
  isWaitedFor(incident, now) ? OWNER_ANSWER_NAMES : []

const isWaitedFor = (incident: Incident, now: number): boolean =>
  mayBeAnswered(incident.ownerQuestion) && isInTime(incident.ownerQuestion, now) && !isOver(incident)

export function ownerView(input: OwnerInput): CustomerView {
  const { incident, question, tenant, now } = input
  const { about, answer } = question
  const msp = plainText(input.mspName, 80) || "Your IT provider"
  const isOpen = isWaitedFor(incident, now)
  const heading = isOpen
    ? "Was this you?"
    : answer === undefined
      ? "No answer is needed any more"
      : "Thank you for your answer"
  const when = localTimeText(about.happenedAt, about.timeZone)
  const state = isOpen
    ? `${msp} asks you, because this can be harmless, and can be somebody else at work in your account.`
    : ""
  const next = nextSentence(input, msp, isOpen)
  return {
    summary: `${heading} ${cutText(about.sentence, 140)}`,
    spoken: `${heading} ${when}. ${about.sentence} ${state} ${next}`,
    heading,
    place: `From ${msp}, who look after the Microsoft 365 of ${plainText(tenant.displayName, 80)}`,
    sentence: about.sentence,
    facts: [...(about.mailbox === undefined ? [] : [row("Mailbox", about.mailbox)]), row("When", when)],
    state: state === "" ? next : state,
    next: state === "" ? "" : next,
    hasNext: state !== "",
    history: [],
    question: "Did you do this, or ask somebody to do it?",
    hasQuestion: isOpen,
    answer:
      answer === undefined
        ? ""
        : `Your answer: “${OWNER_ANSWER_WORDS[answer.word]}”, ${shortInstantText(answer.at, about.timeZone, now)}.`,
    hasAnswer: answer !== undefined,
    buttons: buttonViews(ownerActions(incident, now), input.buttons),
  }
}

export const ownerCard = (view: CustomerView): RenderedCard =>
  renderCard("customer", view, view.summary, view.spoken)

/** A number to call stands nowhere: whoever could change this card could change it, too. */
function nextSentence({ question, now }: OwnerInput, msp: string, isOpen: boolean): string {
  const { about, answer, until } = question
  if (answer !== undefined) return afterAnswer(answer.word, msp)
  return isOpen
    ? `Your answer goes to the technicians of ${msp}, until ${shortInstantText(until, about.timeZone, now)}. If you are worried, call them at the number that you know. They never ask for your password.`
    : `Nobody waits for an answer here any more. If it wasn't you, call ${msp} at the number that you know.`
}

const afterAnswer = (word: OwnerAnswerName, msp: string): string =>
  word === "it-was-me"
    ? `The technicians of ${msp} read it and may still call you. If it wasn't you after all, call them.`
    : `The technicians of ${msp} get a message at once. If you don't hear from them soon, call them at the number that you know.`
