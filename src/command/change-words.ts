/** What a change from chat would do and how it is said, for whoever asks about it. */
import { isStaff, type Person } from "../model/person.ts"
import type { Change } from "./command.ts"

const WOULD = {
  freeze:
    "To stop all fixes of all customers at once, also those that are running (“unfreeze” allows them again)",
  unfreeze:
    "To allow the fixes of all customers again, which takes an operator who is responsible for all of them",
  link: "To make a channel a customer's, so that everybody in it reads that customer's incidents, in that channel",
  unlink: "To take a channel from its customer again, so that no more cards come there, in that channel",
  "lift-mute": "To page again for what a mute covers",
  expect: "To page nobody for a change that is planned",
} as const satisfies Readonly<Record<Change["kind"], string>>

export const changeLine = ({ kind, say }: Change): string =>
  `${SAYS_WHOSE.test(say) ? "To say before a restore that it will be yours" : WOULD[kind]}, write: ${say}`

const SAYS_WHOSE = /^i\b/i

/** A contact may only say whose a restore will be. */
export const mayHearOf = ({ say }: Change, person: Person): boolean => isStaff(person) || SAYS_WHOSE.test(say)
