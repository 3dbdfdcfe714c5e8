/** What is owed to a Teams channel. The row says what should be there; `deliver/run-outbox.ts` makes it so. */
import type { IncidentId, TenantId } from "./ids.ts"
import type { JsonObject } from "./json.ts"

export const FACES = ["technician", "customer", "mailbox-owner"] as const
/**
 * `technician` faces have buttons and detail; `customer` faces have neither. `mailbox-owner` is the question to the person
 * whose mailbox or account it is, in that person's chat with the bot.
 */
export type Face = (typeof FACES)[number]

/** Where a bot can post. Bot Framework calls the stored form a conversation reference. */
export type Channel = {
  /** `19:…@thread.tacv2` */
  readonly conversationId: string
  readonly serviceUrl: string
  readonly teamsTenantId: TenantId
  /** The team's id in Graph, where the configuration or the link tells it: needed to look for a card. Not stored with cards. */
  readonly teamId?: string
}

/** Begins the conversation id of a customer's Workflows webhook: it takes cards, and can neither edit nor press. */
const WEBHOOK = "webhook:"
export const isWebhook = ({ conversationId }: Pick<Channel, "conversationId">): boolean =>
  conversationId.startsWith(WEBHOOK)
/** `customer` is the short name; the address itself is a secret. */
export const webhookChannel = (customer: string, teamsTenantId: TenantId): Channel => ({
  conversationId: `${WEBHOOK}${customer}`,
  serviceUrl: "",
  teamsTenantId,
})
export const webhookCustomer = ({ conversationId }: Pick<Channel, "conversationId">): string =>
  conversationId.slice(WEBHOOK.length)

/** The chat of one person and the bot, unlike a channel or a group chat. Source: Teams' activities: `a:…` there, `19:…` elsewhere. */
export const isPersonalChat = ({ conversationId }: Pick<Channel, "conversationId">): boolean =>
  conversationId.startsWith("a:")

/** One card of one incident in one channel. `wanted` above `sent` means: post it, or edit it when `activityId` is known. */
export type OwedCard = {
  readonly incidentId: IncidentId
  readonly tenantId: TenantId
  readonly face: Face
  readonly channel: Channel
  readonly wanted: number
  readonly sent: number
  readonly activityId?: string
  /** The thread that Teams opened for the card: needed to edit it. */
  readonly threadId?: string
  readonly attempts: number
  /**
   * When the first post began whose end nobody knows, milliseconds UTC: the card may be in the channel already.
   * Missing before the first try, and after Teams said what became of it.
   */
  readonly sendingSince?: number
}

/** An Adaptive Card, ready to send, with the line that a phone's toast shows. */
export type RenderedCard = { readonly summary: string; readonly content: JsonObject }
