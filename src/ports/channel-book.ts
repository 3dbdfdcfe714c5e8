/** Which channels were linked in chat, which were in the configuration the last time, and which are lost. */
import type { Incident } from "../model/alert.ts"
import type { Channel } from "../model/delivery.ts"
import type { IncidentId } from "../model/ids.ts"
import type { LinkedChannel, LostChannel } from "../model/linked-channel.ts"
import type { Notice } from "../model/notice.ts"
import type { RoutedCard } from "../model/route.ts"
import type { TrailNote } from "../model/trail-entry.ts"

/** What a channel is owed with its link. A card that was left there when it was unlinked goes on living. */
export type OwedOnLink = {
  readonly cards: readonly { readonly incidentId: IncidentId; readonly card: RoutedCard }[]
  readonly notices: readonly Notice[]
}

/** `open` are the customer's open incidents, newest first; `left`, those of them whose cards are in the channel already. */
export type OweOnLink = (open: readonly Incident[], left: ReadonlySet<IncidentId>) => OwedOnLink

/** What the configuration says of channels: whose they are, and which are our technicians' own. */
export type ConfiguredChannels = {
  readonly theirs: readonly LinkedChannel[]
  readonly ours: readonly string[]
}

export interface ChannelBook {
  linked(): Promise<readonly LinkedChannel[]>
  /** One transaction with the trail and what `owe` says. False when the channel is linked already; then nothing is asked. */
  link(link: LinkedChannel, note: TrailNote, owe?: OweOnLink): Promise<boolean>
  /**
   * One transaction with the trail; no card or message is owed there any more, and cards that are there aren't edited any more.
   * Undefined when it wasn't linked.
   */
  unlink(conversationId: string, note: TrailNote): Promise<LinkedChannel | undefined>
  /**
   * The channels of the configuration, in one transaction with the trail: against those that it named the last time, what
   * is new is owed as with `link`, and what is gone is left as with `unlink`. A link in chat of a channel that the
   * configuration names for somebody else ends, with `ended` in the trail.
   */
  configure(
    channels: ConfiguredChannels,
    owe: (link: LinkedChannel) => OweOnLink,
    ended: (link: LinkedChannel) => TrailNote,
  ): Promise<void>
  lost(): Promise<readonly LostChannel[]>
  /** One transaction: the first time it is lost, `notice` is owed. */
  noteLost(channel: Pick<Channel, "conversationId">, reason: string, notice: Notice): Promise<void>
  /** It took a message again. */
  noteFound(channel: Pick<Channel, "conversationId">): Promise<void>
}
