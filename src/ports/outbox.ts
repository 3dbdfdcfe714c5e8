import type { OwedCard } from "../model/delivery.ts"
import type { TrailNote } from "../model/trail-entry.ts"
import type { PostedCard } from "./messenger.ts"

export interface Outbox {
  /** Cards whose wanted version is newer than the sent one and whose next attempt is due, oldest first. */
  due(now: number, limit: number): Promise<readonly OwedCard[]>
  /** One transaction: the version that was sent, where it lives, and the trail note. Also sets the incident's `postedAt` the first time. */
  sent(card: OwedCard, posted: PostedCard, at: number, note: TrailNote): Promise<void>
  failed(card: OwedCard, nextAttemptAt: number, reason: string): Promise<void>
  /** When the next card is due, milliseconds UTC. */
  nextDue(): Promise<number | undefined>
}
