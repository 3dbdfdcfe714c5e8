/** What an incident's state is called where a word or two tell it: answers, the digest. */
import type { Incident, IncidentState } from "../model/alert.ts"
import type { Face } from "../model/delivery.ts"
import { OWNER_SAID } from "../model/owner-question.ts"

export const STATE_WORDS: Readonly<Record<IncidentState, string>> = {
  new: "new",
  claimed: "claimed",
  working: "fix is running",
  fixed: "fixed",
  failed: "fix failed",
  expected: "expected",
  "not-a-threat": "not a threat",
  reopened: "reopened",
}

const CUSTOMER_SAID = { expected: "the customer said: that was us", unknown: "the customer doesn't know it" }

/** The state, and what the customer said; for technicians also who has it, and what the mailbox's owner said. */
export function stateText(
  {
    state,
    owner,
    customerAnswer,
    ownerQuestion,
  }: Pick<Incident, "state" | "owner" | "customerAnswer" | "ownerQuestion">,
  face: Face,
): string {
  const isInside = face === "technician"
  const by = owner !== undefined && isInside ? ` by ${owner}` : ""
  const customers = customerAnswer === undefined ? [] : [CUSTOMER_SAID[customerAnswer.answer]]
  const answer = isInside ? ownerQuestion?.answer : undefined
  const owners = answer === undefined ? [] : [OWNER_SAID[answer.word]]
  return [`${STATE_WORDS[state]}${by}`, ...customers, ...owners].join("; ")
}
