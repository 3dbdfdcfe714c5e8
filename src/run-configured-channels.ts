/**
 * Channels that the configuration gives to customers. Called at each start, before anything is told: one that is new has
 * what is open, as after a link in chat; one that is gone, or another's now, gets nothing more, as after an unlink.
 */
import { movedCards, owedOnLink } from "./command/linked-cards.ts"
import { customerChannels } from "./config/customer-channels.ts"
import type { Ground } from "./ground.ts"
import type { LinkedChannel } from "./model/linked-channel.ts"
import type { TrailNote } from "./model/trail-entry.ts"
import { cardChannels } from "./route-cards.ts"

export async function settleChannels({
  config,
  store,
  now,
}: Pick<Ground, "config" | "now"> & { readonly store: Pick<Ground["store"], "channels"> }): Promise<void> {
  const at = now()
  const theirs = config.customers.flatMap((customer) =>
    customerChannels({ ...config, customers: [customer] }, customer.id, []).map(
      (channel): LinkedChannel => ({ tenantId: customer.id, channel, by: "the configuration", at }),
    ),
  )
  const routed = config.routes.flatMap(({ to }) => to.filter((end) => typeof end === "object"))
  const ours = [config.triageChannel, ...routed].map(({ conversationId }) => conversationId)
  await store.channels.configure(
    { theirs, ours, triage: config.triageChannel },
    {
      owe: (link) => (found) =>
        owedOnLink({ ...found, link, cardsOf: (incident) => cardChannels(config, incident, [link], at) }),
      moved: (incident) => movedCards(incident, cardChannels(config, incident, [], at), config.triageChannel),
      ended: (link) => endedNote(link, at),
    },
  )
}

/** A person had said so: that it ended is in the trail. */
const endedNote = ({ tenantId, channel }: LinkedChannel, at: number): TrailNote => ({
  at,
  kind: "start",
  who: "watchpost",
  tenantId,
  what: "Ended a link that was made in chat: the configuration names the channel for somebody else.",
  data: { conversationId: channel.conversationId },
})
