/** What a technician's card, and the form that closes the incident, say of the question to the mailbox's owner. Pure. */
import { plainText } from "../lib/plain-text.ts"
import { shortInstantText } from "../lib/time-text.ts"
import type { HistoryLine, Incident } from "../model/alert.ts"
import { isInTime, OWNER_ANSWER_WORDS } from "../model/owner-question.ts"
import { answerSentence, type Row, row } from "./incident-text.ts"

/** `now` in milliseconds UTC. */
type OwnerRowsInput = {
  readonly incident: Incident
  /** The customer's, an IANA name. */
  readonly timeZone: string
  readonly now: number
}

/** What has a row of its own isn't told as what was done last, too. */
export const isAboutOwner = ({ kind }: HistoryLine): boolean =>
  kind === "ask-owner" || kind === "it-was-me" || kind === "it-was-not-me" || kind === "i-dont-know"

/** Who was asked, when, and what came of it; empty where nobody was. */
export function ownerRows({ incident, timeZone, now }: OwnerRowsInput): readonly Row[] {
  const { ownerQuestion: question } = incident
  if (question === undefined) return []
  const time = (at: number): string => shortInstantText(at, timeZone, now)
  const name = plainText(question.owner.name, 80)
  const asked = `asked by ${plainText(question.by, 80)} at ${time(question.at)}`
  const { answer, ended } = question
  if (answer !== undefined) {
    const doubt = answer.word === "it-was-me" ? "; their session may be somebody else's" : ""
    return [
      row(
        "Owner",
        `“${OWNER_ANSWER_WORDS[answer.word]}”, ${name}, ${time(answer.at)} (${asked})${doubt}`,
        400,
      ),
    ]
  }
  if (ended?.why === "not-delivered")
    return [
      row(
        "Owner",
        `${name}: the question may not have arrived (${asked}). ${plainText(ended.reason, 200)}`,
        400,
      ),
    ]
  if (ended !== undefined || !isInTime(question, now))
    return [row("Owner", `${name} didn't answer (${asked}); phone them`, 400)]
  return [row("Owner", `${name} was ${asked}, in their own chat; no answer yet`, 400)]
}

/**
 * What people said against closing an incident as harmless, or were asked and haven't said yet: what its card says of it, one
 * line each. Empty where nobody said anything, or only that it was them.
 */
export function doubtLines(input: OwnerRowsInput): readonly string[] {
  const { incident, timeZone, now } = input
  const isDenied = incident.customerAnswer?.answer === "unknown"
  const isAdmitted = incident.ownerQuestion?.answer?.word === "it-was-me"
  const rows = [
    ...(isDenied ? [row("customer", answerSentence(incident, timeZone, now), 400)] : []),
    ...(isAdmitted ? [] : ownerRows(input)),
  ]
  return rows.map(({ label, value }) => `Careful, the ${label.toLowerCase()}: ${value}.`)
}
