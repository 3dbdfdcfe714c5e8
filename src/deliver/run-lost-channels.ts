/**
 * A channel that Teams doesn't let us write to: kept, and told in the triage channel once, until it takes a card or a message
 * again.
 */
import type { Channel } from "../model/delivery.ts"
import { coerceError, DeliveryError } from "../model/errors.ts"
import type { ChannelBook } from "../ports/channel-book.ts"
import type { Log } from "../ports/log.ts"

export type LostChannels = {
  /** What was sent there was refused. Most refusals are of the one card or message; then nothing is noted. */
  refused(channel: Place, error: Error): Promise<void>
  /** It took something. */
  found(channel: Place): Promise<void>
}

type Place = Pick<Channel, "conversationId">

/** Never throws: it is asked while cards and messages are sent. Nothing is remembered here: several may ask. */
export function createLostChannels(deps: {
  readonly book: Pick<ChannelBook, "lost" | "noteLost" | "noteFound">
  readonly triage: Channel
  /** Whose channel it is, for people. */
  readonly nameOf: (channel: Place) => Promise<string>
  readonly now: () => number
  readonly log: Log
}): LostChannels {
  const { book, triage, nameOf, now, log } = deps
  const safely = async (work: () => Promise<void>): Promise<void> => {
    await work().catch((thrown) => {
      log.error("a lost channel could not be noted", { reason: coerceError(thrown).message })
    })
  }
  return {
    refused: (channel, error) =>
      safely(async () => {
        if (!(error instanceof DeliveryError) || !error.lostChannel) return
        const [at, reason] = [now(), error.message]
        await book.noteLost(channel, reason, {
          key: `channel-lost ${channel.conversationId} ${at}`,
          kind: "channel-lost",
          to: { kind: "channel", channel: triage },
          title: `No card reaches ${await nameOf(channel)}`,
          lines: [reason, "What is owed there waits, and is sent once the channel takes it again."],
          data: { conversationId: channel.conversationId, reason },
          at,
        })
      }),
    found: (channel) =>
      safely(async () => {
        const lost = await book.lost()
        if (lost.some(({ conversationId }) => conversationId === channel.conversationId))
          await book.noteFound(channel)
      }),
  }
}
