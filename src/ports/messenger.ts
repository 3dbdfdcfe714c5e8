/** Teams, as far as delivering needs it. Throws DeliveryError (nothing will help) or UpstreamError (try later). */
import type { Channel, RenderedCard } from "../model/delivery.ts"
import type { TenantId } from "../model/ids.ts"

/** Where a posted card lives; both are needed to edit it. */
export type PostedCard = { readonly threadId: string; readonly activityId: string }

export interface Messenger {
  /** Opens a new thread in a channel with the card as its first message. */
  post(channel: Channel, card: RenderedCard): Promise<PostedCard>
  /** Writes to one person in the chat with the bot; `objectId` is of the tenant `teamsTenantId`. */
  write(
    person: { readonly objectId: string; readonly serviceUrl: string; readonly teamsTenantId: TenantId },
    card: RenderedCard,
  ): Promise<PostedCard>
  /** Replaces the card for everyone. */
  update(channel: Channel, posted: PostedCard, card: RenderedCard): Promise<void>
}
