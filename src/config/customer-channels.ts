/** Which channels are a customer's. Pure. */
import { type Channel, webhookChannel } from "../model/delivery.ts"
import type { TenantId } from "../model/ids.ts"
import type { LinkedChannel } from "../model/linked-channel.ts"
import type { Config } from "./config.ts"

/** The channel of the configuration, those that were linked, and the webhook of a customer without the bot. */
export function customerChannels(
  config: Pick<Config, "customers" | "mspTenantId">,
  tenant: TenantId,
  links: readonly LinkedChannel[],
): readonly Channel[] {
  const customer = config.customers.find(({ id }) => id === tenant)
  if (customer === undefined) return []
  const { channel, name, hasWebhook } = customer
  // A channel that was linked may be in the configuration by now.
  const linked = links.flatMap((link) =>
    link.tenantId === tenant && link.channel.conversationId !== channel?.conversationId ? [link.channel] : [],
  )
  const webhook = hasWebhook ? [webhookChannel(name, config.mspTenantId)] : []
  return [...(channel === undefined ? [] : [channel]), ...linked, ...webhook]
}
