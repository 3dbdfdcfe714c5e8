/** Messages of our own beside the cards, each sent once, and the cards that wait for the morning. */
import type { Channel, Face } from "../model/delivery.ts"
import type { TakenStep } from "../model/escalation.ts"
import type { IncidentId } from "../model/ids.ts"
import type { Notice, OwedNotice, PlaceKind } from "../model/notice.ts"
import type { TrailNote } from "../model/trail-entry.ts"

export type HeldCard = {
  readonly incidentId: IncidentId
  readonly face: Face
  readonly channel: Channel
  /** When the quiet ended, milliseconds UTC. */
  readonly heldUntil: number
}

export interface Notices {
  /** One transaction: notices with keys that are new, and the steps that they take. A known key changes nothing. */
  owe(notices: readonly Notice[], steps?: readonly TakenStep[]): Promise<void>
  /** Owed and due, oldest first; `places`: only what is owed there, so that what one place doesn't take hides no other's. */
  due(now: number, limit: number, places?: readonly PlaceKind[]): Promise<readonly OwedNotice[]>
  /**
   * A first post begins, as with cards: the earliest begin is kept, and the notice isn't due again before `dueAgainAt`. False
   * when it is owed no more: its channel was unlinked after `due`.
   */
  sending(key: string, at: number, dueAgainAt: number): Promise<boolean>
  /** Teams refused: it isn't there. */
  notSent(key: string): Promise<void>
  /** One transaction with the trail. Also for a notice that nobody needs any more. */
  done(key: string, at: number, note: TrailNote): Promise<void>
  failed(key: string, nextAttemptAt: number, reason: string): Promise<void>
  /** Cards whose time of quiet is over, and that nobody was told of. */
  held(now: number): Promise<readonly HeldCard[]>
  /** One transaction: the digests are owed, and every card whose time of quiet ended by `now` may go. */
  release(now: number, digests: readonly Notice[]): Promise<void>
  stepsOf(incidents: readonly IncidentId[]): Promise<readonly TakenStep[]>
}
