/** A question that is asked by itself, at a time that somebody said, and answered where they said it. */

import type { TenantId } from "./ids.ts"
import { WEEKDAYS } from "./weekday.ts"

/** Ours: a running number that people can say aloud ("stop schedule 3"). */
export type ScheduleId = number & { readonly schedule: true }
export const scheduleId = (value: number): ScheduleId => value as ScheduleId

/** So many stand in one channel or chat: more answers than that nobody reads. */
export const MOST_SCHEDULES = 20

/** `weekday` is Monday to Friday, `first` the first of every month. */
export const ASK_DAYS = ["day", "weekday", ...WEEKDAYS, "first"] as const
export type AskDays = (typeof ASK_DAYS)[number]

export type AskTime = {
  readonly days: AskDays
  /** After midnight, as the clocks of the zone show it. */
  readonly minutes: number
  /** IANA name. */
  readonly timeZone: string
}

/** Who had it asked, and where: judged anew each time, as if that person asked. */
export type Asker = {
  /** Entra object id, lower case. */
  readonly objectId: string
  readonly teamsTenantId: TenantId
  readonly name: string
  /** As Teams told it; missing where it didn't. */
  readonly timeZone?: string
  readonly conversationId: string
  readonly kind: "channel" | "personal"
  readonly serviceUrl: string
}

/**
 * What came of it: an answer or a sentence was owed to the place (`told`), there was nothing to tell (`nothing`), it could not
 * be answered (`failed`, told too), nobody asked in time (`missed`, told too), or the message before wasn't posted yet (`held-back`).
 */
export const ASK_ENDS = ["told", "nothing", "failed", "missed", "held-back"] as const
export type AskEnd = (typeof ASK_ENDS)[number]

export type LastAsk = {
  /** When it was to be asked, milliseconds UTC. */
  readonly dueAt: number
  /** When that was looked at, milliseconds UTC. */
  readonly at: number
  readonly end: AskEnd
  /** How many rows the answer has. */
  readonly rows?: number
}

export type NewSchedule = {
  /** The question in the words that ask it. */
  readonly ask: string
  /** An answer without anything in it isn't posted. */
  readonly isAlert: boolean
  readonly time: AskTime
  readonly asker: Asker
  /** Whose channel it was when it was set; missing in a place of technicians. */
  readonly tenantId?: TenantId
  /** When it was set, and when it is asked next, milliseconds UTC. */
  readonly setAt: number
  readonly nextAt: number
}

export type Schedule = NewSchedule & {
  readonly id: ScheduleId
  readonly last?: LastAsk
  /** Teams hasn't taken the last message yet. */
  readonly isWaiting: boolean
}
