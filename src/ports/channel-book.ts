import type { Channel } from "../model/delivery.ts"
import type { LinkedChannel, LostChannel } from "../model/linked-channel.ts"
import type { Notice } from "../model/notice.ts"
import type { TrailNote } from "../model/trail-entry.ts"

export interface ChannelBook {
  linked(): Promise<readonly LinkedChannel[]>
  /** One transaction with the trail. False when the channel is linked already. */
  link(link: LinkedChannel, note: TrailNote): Promise<boolean>
  /**
   * One transaction with the trail; nothing is owed there any more, and cards that are there aren't edited any more.
   * Undefined when it wasn't linked.
   */
  unlink(conversationId: string, note: TrailNote): Promise<LinkedChannel | undefined>
  lost(): Promise<readonly LostChannel[]>
  /** One transaction: the first time it is lost, `notice` is owed. */
  noteLost(channel: Pick<Channel, "conversationId">, reason: string, notice: Notice): Promise<void>
  /** It took a message again. */
  noteFound(channel: Pick<Channel, "conversationId">): Promise<void>
}
