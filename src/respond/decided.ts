/** What the second of two answers to one question is told: who was first. Pure. */
import type { Incident } from "../model/alert.ts"
import { isWaiting } from "../model/approval.ts"

/** Who said the last word on a fix that waited for its second person; undefined when nobody did, or another one waits. */
export function lastWord(incident: Incident, now: number): Incident["history"][number] | undefined {
  if (isWaiting(incident.approval, now)) return undefined
  return incident.history.findLast(({ kind }) => kind === "approve" || kind === "decline")
}

/** For whoever pressed after the question was answered, or over. `now` in milliseconds UTC. */
export function decidedSentence(incident: Incident, now: number): string {
  const word = lastWord(incident, now)
  return word === undefined
    ? "Too late: this doesn't wait for a second person any more. See the card."
    : `${word.who} was first and ${word.what}; your press changed nothing.`
}
