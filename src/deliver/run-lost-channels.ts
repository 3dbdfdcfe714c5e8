/** A channel that Teams doesn't let us write to: kept, and told in the triage channel once, until it takes a card again. */
import type { Channel } from "../model/delivery.ts"
import { coerceError } from "../model/errors.ts"
import type { ChannelBook } from "../ports/channel-book.ts"
import type { Log } from "../ports/log.ts"

export type LostChannels = {
  lost(channel: Channel, reason: string): Promise<void>
  found(channel: Channel): Promise<void>
}

/** Never throws: it is asked while cards are sent. */
export function createLostChannels(deps: {
  readonly book: Pick<ChannelBook, "lost" | "noteLost" | "noteFound">
  readonly triage: Channel
  /** Whose channel it is, for people. */
  readonly nameOf: (channel: Channel) => Promise<string>
  readonly now: () => number
  readonly log: Log
}): LostChannels {
  const { book, triage, nameOf, now, log } = deps
  let known: Promise<Set<string>> | undefined
  const knownLost = (): Promise<Set<string>> => {
    known ??= book.lost().then((lost) => new Set(lost.map(({ conversationId }) => conversationId)))
    return known
  }
  const safely = async (work: () => Promise<void>): Promise<void> => {
    await work().catch((thrown) => {
      known = undefined
      log.error("a lost channel could not be noted", { reason: coerceError(thrown).message })
    })
  }
  return {
    lost: (channel, reason) =>
      safely(async () => {
        // Asked of the store each time: whoever unlinks the channel ends that it is lost.
        const at = now()
        await book.noteLost(channel, reason, {
          key: `channel-lost ${channel.conversationId} ${at}`,
          kind: "channel-lost",
          to: { kind: "channel", channel: triage },
          title: `No card reaches ${await nameOf(channel)}`,
          lines: [reason, "What is owed there waits, and is sent once the channel takes it again."],
          data: { conversationId: channel.conversationId, reason },
          at,
        })
        const lost = await knownLost()
        lost.add(channel.conversationId)
      }),
    found: (channel) =>
      safely(async () => {
        const lost = await knownLost()
        if (!lost.has(channel.conversationId)) return
        await book.noteFound(channel)
        lost.delete(channel.conversationId)
      }),
  }
}
