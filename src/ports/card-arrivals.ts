/** Which incidents nobody can see, because Teams takes none of their cards. */
import type { IncidentState } from "../model/alert.ts"
import type { Face } from "../model/delivery.ts"
import type { IncidentId } from "../model/ids.ts"
import type { Level } from "../model/level.ts"

/** One card, as the outbox knows it. */
export type CardArrival = {
  readonly face: Face
  /** It isn't there, or not in its newest version; what waits for the morning isn't owed. */
  readonly isOwed: boolean
  /** When Teams last took a version of it, milliseconds UTC; missing: never in this channel. */
  readonly sentAt?: number
  /** Why the last try failed. */
  readonly problem?: string
}

/** An incident of which the webhook heard that nobody sees it; `since` as in the step that was taken. */
export type ToldUndelivered = { readonly incidentId: IncidentId; readonly since: number }

export interface CardArrivals {
  /**
   * Incidents of these states and levels of which a card is owed, newest first; without those that are told as `undelivered`
   * and not yet as `delivered`, unless `told` asks for them, too.
   */
  owing(filter: {
    readonly states: readonly IncidentState[]
    readonly levels: readonly Level[]
    readonly told: boolean
    readonly limit: number
  }): Promise<readonly IncidentId[]>
  /** Of one incident; the question to a mailbox's owner is no card that technicians see. */
  arrivalsOf(id: IncidentId): Promise<readonly CardArrival[]>
  /**
   * Those that are told as `undelivered` and not yet as `delivered`, and of which Teams ever took a card, oldest first. None as long as a
   * message that tells of it waits itself: the other one must not come before it.
   */
  toldUndelivered(limit: number): Promise<readonly ToldUndelivered[]>
}
