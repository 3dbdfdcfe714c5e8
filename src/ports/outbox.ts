/** Cards that are owed: not in their channel yet, or not in their newest version. */
import type { OwedCard } from "../model/delivery.ts"
import type { TrailNote } from "../model/trail-entry.ts"
import type { PostedCard } from "./messenger.ts"

export interface Outbox {
  /**
   * Cards whose wanted version is newer than the sent one and whose next attempt is due: those of the worst incidents first,
   * the longest owed of one level first.
   */
  due(now: number, limit: number): Promise<readonly OwedCard[]>
  /** False when nothing is to be told there any more: the channel was unlinked after `due`, and may be another customer's. */
  isOwed(card: OwedCard): Promise<boolean>
  /**
   * A first post begins: until `sent` or `notSent` nobody knows whether Teams took it. The earliest begin is kept, and
   * the card is not due again before `dueAgainAt` (milliseconds UTC), so that what is on its way can be found.
   */
  sending(card: OwedCard, at: number, dueAgainAt: number): Promise<void>
  /** Teams refused: nothing of the card is there. */
  notSent(card: OwedCard): Promise<void>
  /** One transaction: the version that was sent, where it lives, and the trail note, where something was sent. Also sets the incident's `postedAt` the first time. */
  sent(card: OwedCard, posted: PostedCard, at: number, note: TrailNote | undefined): Promise<void>
  failed(card: OwedCard, nextAttemptAt: number, reason: string): Promise<void>
  /** When the next card is due, milliseconds UTC. */
  nextDue(): Promise<number | undefined>
}
