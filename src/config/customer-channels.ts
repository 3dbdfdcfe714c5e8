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
  const linked = links.filter(({ tenantId }) => tenantId === tenant).map(({ channel }) => channel)
  const webhook = customer.hasWebhook ? [webhookChannel(customer.name, config.mspTenantId)] : []
  return [...(customer.channel === undefined ? [] : [customer.channel]), ...linked, ...webhook]
}
