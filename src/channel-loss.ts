/** Channels that can't be written to, as cards and messages of our own note them, with the names that people know. */
import { customerChannels } from "./config/customer-channels.ts"
import { createLostChannels, type LostChannels } from "./deliver/run-lost-channels.ts"
import type { Ground } from "./ground.ts"
import { coerceError } from "./model/errors.ts"
import type { BotHandlers } from "./ports/bot.ts"
import { channelName } from "./route-cards.ts"

export function channelLoss({
  config,
  store,
  now,
  log,
}: Pick<Ground, "config" | "store" | "now" | "log">): LostChannels {
  return createLostChannels({
    book: store.channels,
    triage: config.triageChannel,
    nameOf: async (channel) => channelName(config, channel, await store.channels.linked()),
    now,
    log,
  })
}

/** An answer that a channel doesn't take tells the same as a card, where cards go there, too. Never throws. */
export function answerLoss(ground: Parameters<typeof channelLoss>[0]): BotHandlers["unanswered"] {
  const { config, store, log } = ground
  const loss = channelLoss(ground)
  return async (conversationId, error) => {
    try {
      const links = await store.channels.linked()
      const channels = [
        config.triageChannel,
        ...config.routes.flatMap(({ to }) => to.filter((end) => typeof end === "object")),
        ...config.customers.flatMap(({ id }) => customerChannels(config, id, links)),
      ]
      if (channels.some((one) => one.conversationId === conversationId))
        await loss.refused({ conversationId }, error)
    } catch (thrown) {
      log.error("a channel that took no answer could not be noted", { reason: coerceError(thrown).message })
    }
  }
}
