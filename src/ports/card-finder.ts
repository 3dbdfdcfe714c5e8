/** Looks into a channel for a card whose posting was interrupted. */
import type { Channel } from "../model/delivery.ts"
import type { PostedCard } from "./messenger.ts"

export interface CardFinder {
  /**
   * The message of our own bot that carries `marker` and was posted or changed after `since` (milliseconds UTC);
   * undefined when the channel was read to its end and it isn't there. Throws UpstreamError when it may be read later,
   * any other error when it can't.
   */
  find(channel: Channel, marker: string, since: number): Promise<PostedCard | undefined>
}
