/** Takes each message of ours where it belongs: a channel, somebody's chat, or the provider's own system. */
import type { SignedRequest } from "./adapters/webhook/signed-webhook.ts"
import { noticeMarker, withMarker } from "./card/card-marker.ts"
import { noticeCard } from "./card/notice-card.ts"
import type { Config } from "./config/config.ts"
import { DeliveryError } from "./model/errors.ts"
import type { Messenger } from "./ports/messenger.ts"
import type { NoticeSender } from "./ports/notice-sender.ts"

/** Chats with people on call are opened where the triage channel is. */
export function createNoticeSender(parts: {
  readonly config: Pick<Config, "triageChannel" | "mspTenantId">
  readonly messenger: Messenger
  readonly webhook: ((request: SignedRequest) => Promise<void>) | undefined
}): NoticeSender {
  const { messenger, webhook, config } = parts
  return {
    send: async ({ to, key, title, lines, card: answer, mentions, asks, data }) => {
      if (to.kind === "webhook") {
        if (webhook === undefined)
          throw new DeliveryError("ERR_DELIVERY_REFUSED", "escalation.webhook is not configured any more.")
        await webhook({ key, body: data })
        return {}
      }
      const card = withMarker(answer ?? noticeCard(title, lines, mentions, asks), noticeMarker(key))
      if (to.kind === "channel") return messenger.post(to.channel, card)
      const { serviceUrl } = config.triageChannel
      const person = { objectId: to.person.objectId, serviceUrl, teamsTenantId: config.mspTenantId }
      return messenger.write(person, card)
    },
  }
}
