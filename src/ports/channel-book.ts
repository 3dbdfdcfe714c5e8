/** Which channels were linked in chat, which were in the configuration the last time, and which are lost. */
import type { Incident } from "../model/alert.ts"
import type { Channel, Face } from "../model/delivery.ts"
import type { IncidentId } from "../model/ids.ts"
import type { LinkedChannel, LostChannel } from "../model/linked-channel.ts"
import type { Notice } from "../model/notice.ts"
import type { RoutedCard } from "../model/route.ts"
import type { TrailNote } from "../model/trail-entry.ts"

/** What is there when a channel becomes a customer's: incidents of that customer, newest first. */
export type FoundOnLink = {
  readonly open: readonly Incident[]
  /** Those that ended, of which a card in the channel doesn't tell it. */
  readonly ended: readonly Incident[]
  /** Whose cards are in the channel from before, and for whom they were made. */
  readonly left: ReadonlyMap<IncidentId, Face>
}

/** What a channel is owed with its link. A card that was left there when it was unlinked goes on living. */
export type OwedOnLink = {
  readonly cards: readonly { readonly incidentId: IncidentId; readonly card: RoutedCard }[]
  readonly notices: readonly Notice[]
}

export type OweOnLink = (found: FoundOnLink) => OwedOnLink

/** Where technicians' cards of an open incident go, of anybody, whose only one was in a channel that isn't theirs any more. */
export type MoveCards = (incident: Incident) => readonly RoutedCard[]

export type OnLink = { readonly owe: OweOnLink; readonly moved: MoveCards }

/** What the configuration says of channels: whose they are, and which are our technicians' own. */
export type ConfiguredChannels = {
  readonly theirs: readonly LinkedChannel[]
  readonly ours: readonly string[]
  readonly triage: Channel
}

export interface ChannelBook {
  linked(): Promise<readonly LinkedChannel[]>
  /** One transaction with the trail and what `on` says. False when the channel is linked already; then nothing is asked. */
  link(link: LinkedChannel, note: TrailNote, on?: OnLink): Promise<boolean>
  /**
   * One transaction with the trail; no card or message is owed there any more; cards that are there aren't edited any more, and
   * their buttons do nothing.
   * Undefined when it wasn't linked.
   */
  unlink(conversationId: string, note: TrailNote): Promise<LinkedChannel | undefined>
  /**
   * The channels of the configuration, in one transaction with the trail: against those that it named the last time, what
   * is new is owed as with `link`, and what is gone is left as with `unlink`. A link in chat of a channel that the
   * configuration names for somebody else ends, with `ended` in the trail. Technicians' channels that aren't `ours` any more
   * are left, too; what technicians had only there is owed where `moved` says, messages in the triage channel.
   */
  configure(
    channels: ConfiguredChannels,
    on: {
      readonly owe: (link: LinkedChannel) => OweOnLink
      readonly moved: MoveCards
      readonly ended: (link: LinkedChannel) => TrailNote
    },
  ): Promise<void>
  lost(): Promise<readonly LostChannel[]>
  /** One transaction: the first time it is lost, `notice` is owed. */
  noteLost(channel: Pick<Channel, "conversationId">, reason: string, notice: Notice): Promise<void>
  /** It took a message again: what waits for it is due now. */
  noteFound(channel: Pick<Channel, "conversationId">): Promise<void>
}
