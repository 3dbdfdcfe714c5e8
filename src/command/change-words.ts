/** What a change from chat would do and how it is said, for whoever asks about it. */
import { isStaff, type Person } from "../model/person.ts"
import type { Change } from "./command.ts"

const WOULD = {
  freeze:
    "To stop all fixes of all customers at once, also those that are running (“unfreeze” allows them again; a customer's name behind either means that one alone)",
  unfreeze:
    "To allow the fixes of all customers again, which takes an operator who is responsible for all of them",
  link: "To make a channel a customer's, so that everybody in it reads that customer's incidents, in that channel",
  unlink: "To take a channel from its customer again, so that no more cards come there, in that channel",
  "lift-mute": "To page again for what a mute covers",
  expect: "To page nobody for a change that is planned",
  schedule:
    "To have a question asked here by itself, every day, every weekday, every week or on the first of the month (questions alone: no reports, no files and nothing that changes something)",
  "stop-schedule": "To end one of the questions that are asked here by themselves (“schedules” lists them)",
} as const satisfies Readonly<Record<Change["kind"], string>>

/** Where a customer is named. */
const WOULD_FOR_ONE = {
  freeze: "To stop all fixes at one customer at once, also those that are running",
  unfreeze: "To allow the fixes at one customer again, which takes an operator",
} as const

export const changeLine = ({ kind, say, customer }: Change): string => {
  const ofOne = customer !== undefined && (kind === "freeze" || kind === "unfreeze")
  const would = SAYS_WHOSE.test(say)
    ? "To say before a restore that it will be yours"
    : ofOne
      ? WOULD_FOR_ONE[kind]
      : WOULD[kind]
  return `${would}, write: ${say}`
}

const SAYS_WHOSE = /^i\b/i

/** A contact may only say whose a restore will be, and what is to be asked. */
export const mayHearOf = ({ kind, say }: Change, person: Person): boolean =>
  isStaff(person) || SAYS_WHOSE.test(say) || kind === "schedule" || kind === "stop-schedule"
