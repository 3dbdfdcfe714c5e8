/** Teams, as far as delivering needs it. Throws DeliveryError (nothing will help) or UpstreamError (try later). */
import type { Channel, RenderedCard } from "../model/delivery.ts"
import type { TenantId } from "../model/ids.ts"

/** Where a posted card lives; both are needed to edit it. */
export type PostedCard = { readonly threadId: string; readonly activityId: string }

/** One person of one tenant's Teams; `objectId` is of the tenant `teamsTenantId`. */
export type ChatPartner = {
  readonly objectId: string
  readonly serviceUrl: string
  readonly teamsTenantId: TenantId
}

export interface Messenger {
  /** Opens a new thread in a channel with the card as its first message. */
  post(channel: Channel, card: RenderedCard): Promise<PostedCard>
  /** Writes to one person in the chat with the bot. */
  write(person: ChatPartner, card: RenderedCard): Promise<PostedCard>
  /** The conversation id of the chat that this person and the bot have. Nothing is written there. */
  chatWith(person: ChatPartner): Promise<string>
  /** Writes into a chat that is known, `channel.conversationId`. */
  say(channel: Channel, card: RenderedCard): Promise<PostedCard>
  /** Replaces the card for everyone. */
  update(channel: Channel, posted: PostedCard, card: RenderedCard): Promise<void>
}
