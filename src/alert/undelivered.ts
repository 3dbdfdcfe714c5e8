/** Whether anybody can see an incident in Teams, and for how long nobody could. Pure. */
import type { Incident } from "../model/alert.ts"
import type { Level } from "../model/level.ts"
import type { CardArrival } from "../ports/card-arrivals.ts"
import { isUnclaimed, mayRing, type QuietEnd, type Wait, waitOf } from "./escalation.ts"

/** What is worth a call when its card can't be posted. */
export const URGENT_LEVELS = ["high", "critical"] as const satisfies Level[]

/** `problem`: why the last try of one of its cards failed; missing: none was tried yet. */
export type Undelivered = Wait & { readonly incident: Incident; readonly problem?: string }

/**
 * Undefined when somebody can see it, has it, or it isn't owed to anybody. Quiet hours, and who may be called for at all, are
 * as in escalation.
 */
export function undeliveredOf(
  incident: Incident,
  cards: readonly CardArrival[],
  { now, quietEnd }: { readonly now: number; readonly quietEnd: QuietEnd },
): Undelivered | undefined {
  if (!isUnclaimed(incident) || !mayRing(incident)) return undefined
  const wait = waitOf(incident, now, quietEnd)
  const owed = seenByTechnicians(cards).filter((card) => card.isOwed)
  if (owed.length === 0 || isSeenSince(cards, wait.since, now)) return undefined
  const problem = owed.find((card) => card.problem !== undefined)?.problem
  return { ...wait, incident, ...(problem === undefined ? {} : { problem }) }
}

/**
 * Teams took a card since then, so that it is in a channel where technicians look. A `since` that lies ahead of us was
 * written by a clock that was wrong: then any card counts.
 */
export const isSeenSince = (cards: readonly CardArrival[], since: number, now: number): boolean =>
  seenByTechnicians(cards).some(({ sentAt }) => sentAt !== undefined && (sentAt >= since || since > now))

/** A customer's card calls nobody of the provider, unless there is no other. */
function seenByTechnicians(cards: readonly CardArrival[]): readonly CardArrival[] {
  const own = cards.filter(({ face }) => face === "technician")
  return own.length === 0 ? cards : own
}
