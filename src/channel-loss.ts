/** Channels that can't be written to, as cards and messages of our own note them, with the names that people know. */
import { createLostChannels, type LostChannels } from "./deliver/run-lost-channels.ts"
import type { Ground } from "./ground.ts"
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
