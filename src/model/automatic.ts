/** What a customer lets Watchpost run by itself, because at night nobody presses. */
import type { FixName } from "./action.ts"
import type { Level } from "./level.ts"

/**
 * Each can be taken back whole, is about one thing, and contains without hurting anybody: mail stays where it is, and
 * everybody can go on working. What locks people out is never among them.
 */
export const AUTOMATIC_FIXES = ["stop-forwarding", "disable-inbox-rule"] as const satisfies FixName[]
export type AutomaticFix = (typeof AUTOMATIC_FIXES)[number]

/** From which level on; below that nothing is so sure that nobody needs to look first. */
export const AUTOMATIC_LEVELS = ["high", "critical"] as const satisfies Level[]

/**
 * How long ago an act may have happened, by its own time, unless the customer says otherwise: Microsoft publishes records of
 * core services 60 to 90 minutes after the event as a rule, and promises nothing. See `canary.ts` for the source. With an
 * hour next to nothing would run.
 */
export const WITHIN_MINUTES = 240

/** One customer's. Missing: nothing runs by itself there. */
export type AutomaticPolicy = {
  /** Empty: none. */
  readonly fixes: readonly AutomaticFix[]
  /** An incident of this level or a worse one. */
  readonly level: (typeof AUTOMATIC_LEVELS)[number]
  /** What happened longer ago is left to people. */
  readonly withinMinutes: number
}

/** Who ran it, where a press would name a person. `customer` is the whole name. */
export const automaticBy = (customer: string): string => `Watchpost, as ${customer} allows`

/**
 * Whoever can make alerts can make fixes run. Of the presses that may change something at a customer within an hour
 * (`MOST_FIXES_PER_HOUR`) two thirds stay for people.
 */
export const MOST_AUTOMATIC_PER_HOUR = 10
/** What comes back more often than this within 24 hours is somebody who is still in: a person has to lock them out. */
export const MOST_AUTOMATIC_PER_MAILBOX = 3
/** How long a mailbox is left alone after somebody took a fix back there, milliseconds. */
export const LEFT_ALONE_MS = 30 * 24 * 3_600_000
