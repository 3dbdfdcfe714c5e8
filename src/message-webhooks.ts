/** Messages to customers without the bot go to their webhook, all others to Teams. */
import { isWebhook, type RenderedCard, webhookCustomer } from "./model/delivery.ts"
import { ContractError } from "./model/errors.ts"
import type { Messenger } from "./ports/messenger.ts"

export function withWebhooks(
  teams: Messenger,
  post: (customer: string, card: RenderedCard) => Promise<void>,
): Messenger {
  return {
    ...teams,
    post: async (channel, card) => {
      if (!isWebhook(channel)) return teams.post(channel, card)
      await post(webhookCustomer(channel), card)
      // Workflows don't say where the message is.
      return { threadId: channel.conversationId, activityId: "posted" }
    },
    update: async (channel, posted, card) => {
      if (isWebhook(channel)) throw new ContractError("A webhook's card can't be edited.")
      return teams.update(channel, posted, card)
    },
  }
}
