/** Where an incident's cards go, and whether they wait for the morning. Pure. */
import { quietUntil } from "./alert/quiet-hours.ts"
import type { Config } from "./config/config.ts"
import { customerChannels } from "./config/customer-channels.ts"
import { subjectKind } from "./model/act.ts"
import { type Channel, isPersonalChat } from "./model/delivery.ts"
import type { LinkedChannel } from "./model/linked-channel.ts"
import type { Routed, RoutedCard, RouteEnd } from "./model/route.ts"

export type RoutingConfig = Pick<Config, "customers" | "triageChannel" | "mspTenantId"> &
  Partial<Pick<Config, "routes" | "quietHours">>

/** `links` are the channels that technicians have bound in chat. */
export function cardChannels(
  config: RoutingConfig,
  incident: Routed,
  links: readonly LinkedChannel[],
  now: number,
): readonly RoutedCard[] {
  const customer = config.customers.find(({ id }) => id === incident.tenantId)
  const heldUntil = customer && quietUntil(incident.level, customer.timeZone, config.quietHours, now)
  const cards = endsOf(config, incident).flatMap((end): readonly RoutedCard[] => {
    if (end === "triage") return [{ face: "technician", channel: config.triageChannel }]
    if (end === "customer")
      return customerChannels(config, incident.tenantId, links).map((channel) => ({
        face: "customer",
        channel,
      }))
    return [{ face: "technician", channel: end }]
  })
  const unique = new Map(cards.map((card) => [card.channel.conversationId, card]))
  return [...unique.values()].map((card) => (heldUntil === undefined ? card : { ...card, heldUntil }))
}

/** An incident that is routed to no technicians still has somebody to call: those in the triage channel. */
export function technicianChannels(config: RoutingConfig, incident: Routed, now: number): readonly Channel[] {
  const channels = cardChannels(config, incident, [], now).flatMap(({ face, channel }) =>
    face === "technician" ? [channel] : [],
  )
  return channels.length === 0 ? [config.triageChannel] : channels
}

const DEFAULT_ENDS: readonly RouteEnd[] = ["triage", "customer"]

/** The first route that fits. */
function endsOf({ routes = [] }: RoutingConfig, incident: Routed): readonly RouteEnd[] {
  const category = subjectKind(incident.subject)
  const route = routes.find(
    ({ tenants, levels, categories }) =>
      (tenants === undefined || tenants.includes(incident.tenantId)) &&
      (levels === undefined || levels.includes(incident.level)) &&
      (categories === undefined || categories.includes(category)),
  )
  return route?.to ?? DEFAULT_ENDS
}

/** Whose channel it is, for people. */
export function channelName(
  config: RoutingConfig,
  { conversationId }: Pick<Channel, "conversationId">,
  links: readonly LinkedChannel[],
): string {
  if (conversationId === config.triageChannel.conversationId) return "the triage channel"
  const owner = config.customers.find(({ id }) =>
    customerChannels(config, id, links).some((channel) => channel.conversationId === conversationId),
  )
  if (owner !== undefined) return `${owner.displayName}'s channel`
  return isPersonalChat({ conversationId }) ? "the chat of a mailbox's owner" : "a channel of technicians"
}
