/** Posting and editing cards through the Bot Connector's REST API, with the bot's own token. */
import { setTimeout } from "node:timers/promises"
import type { Activity, ConversationParameters } from "botbuilder"
import { ClaimsIdentity, type ConnectorClient } from "botframework-connector"
import { z } from "zod"
import { createPace } from "../../lib/pace.ts"
import type { Channel, RenderedCard } from "../../model/delivery.ts"
import { ContractError, DeliveryError } from "../../model/errors.ts"
import type { Messenger } from "../../ports/messenger.ts"
import { serviceUrlAllowed } from "./activity.ts"
import type { TeamsAuthentication } from "./authentication.ts"
import { connectorError } from "./connector-errors.ts"

const SEND_TIMEOUT_MS = 20_000
const CARD_TYPE = "application/vnd.microsoft.card.adaptive"

export type MessengerOptions = {
  readonly appId: string
  readonly authentication: TeamsAuthentication
  readonly serviceHosts: readonly string[]
}

/** Only the card: text beside a card is split into two messages by some clients. `summary` is what the toast shows. */
export const cardActivity = (card: RenderedCard): Partial<Activity> => ({
  type: "message",
  summary: card.summary,
  attachments: [{ contentType: CARD_TYPE, content: card.content }],
})

/** `activityId` is optional: some answers carry the message only in the thread's name. */
const Created = z.object({ id: z.string().min(1), activityId: z.string().min(1).optional() })

export type Call = <T>(serviceUrl: string, send: (client: ConnectorClient) => Promise<T>) => Promise<T>

/** Calls the Bot Connector at an allowed address, and turns its errors into ours. */
export function connectorCalls(options: MessengerOptions): Call {
  const connectors = new Map<string, Promise<ConnectorClient>>()
  const identity = new ClaimsIdentity([
    { type: "aud", value: options.appId },
    { type: "appid", value: options.appId },
  ])

  /** The bot's token goes to this host: an address that is not on the list gets none, wherever it was stored. */
  const connect = (serviceUrl: string): Promise<ConnectorClient> => {
    if (!serviceUrlAllowed(serviceUrl, options.serviceHosts))
      throw new DeliveryError(
        "ERR_DELIVERY_REFUSED",
        "The stored Teams service URL is not on the list of allowed hosts.",
      )
    const known = connectors.get(serviceUrl)
    if (known !== undefined) return known
    const created = options.authentication.createConnectorFactory(identity).create(serviceUrl)
    connectors.set(serviceUrl, created)
    created.catch(() => connectors.delete(serviceUrl))
    return created
  }

  return async (serviceUrl, send) => {
    try {
      return await send(await connect(serviceUrl))
    } catch (thrown) {
      throw connectorError(thrown, Date.now())
    }
  }
}

/**
 * Over all channels of one tenant, beside what a single thread takes; the rest is for answers.
 * Source: Teams "Optimize your bot with rate limiting", 50 requests a second per app and tenant.
 */
const TENANT_PACE = { perMinute: 40 * 60, atOnce: 10 }

/** A call for one tenant, at its pace. */
type PacedCall = <T>(
  to: Pick<Channel, "serviceUrl" | "teamsTenantId">,
  run: (client: ConnectorClient) => Promise<T>,
) => Promise<T>

export function createMessenger(options: MessengerOptions): Messenger {
  const send = connectorCalls(options)
  const pace = createPace(TENANT_PACE)
  const call: PacedCall = async (to, run) => {
    await setTimeout(pace.book(to.teamsTenantId, performance.now()))
    return send(to.serviceUrl, run)
  }
  return {
    async post(channel, card) {
      const answer = await call(channel, (client) =>
        client.conversations.createConversation(
          newThread(options.appId, channel, card) as ConversationParameters,
          timeout(),
        ),
      )
      return postedCard(answer)
    },
    ...chatCalls(options.appId, call),
    async update(channel, posted, card) {
      await call(channel, (client) =>
        client.conversations.updateActivity(
          posted.threadId,
          posted.activityId,
          { ...cardActivity(card), id: posted.activityId },
          timeout(),
        ),
      )
    },
  }
}

/** What goes to one person. */
function chatCalls(appId: string, call: PacedCall): Pick<Messenger, "chatWith" | "say" | "write"> {
  const chatWith: Messenger["chatWith"] = async (person) => {
    const { objectId, teamsTenantId } = person
    const chat = await call(person, (client) =>
      client.conversations.createConversation(
        newChat(appId, objectId, teamsTenantId) as ConversationParameters,
        timeout(),
      ),
    )
    return parsedChat(chat).id
  }
  const say: Messenger["say"] = async (channel, card) => {
    const threadId = channel.conversationId
    const sent = await call(channel, (client) =>
      client.conversations.sendToConversation(threadId, cardActivity(card) as Activity, timeout()),
    )
    return { threadId, activityId: parsedChat(sent).id }
  }
  const write: Messenger["write"] = async (person, card) =>
    say({ ...person, conversationId: await chatWith(person) }, card)
  return { chatWith, say, write }
}

const timeout = () => ({ abortSignal: AbortSignal.timeout(SEND_TIMEOUT_MS) })

/** Source: "Send proactive messages", creating a conversation in a channel. */
const newThread = (appId: string, channel: Channel, card: RenderedCard): Partial<ConversationParameters> => ({
  isGroup: true,
  bot: { id: `28:${appId}`, name: "Watchpost" },
  tenantId: channel.teamsTenantId,
  channelData: { channel: { id: channel.conversationId }, tenant: { id: channel.teamsTenantId } },
  activity: cardActivity(card) as Activity,
})

/** The chat that the person and the bot have. Source: "Send proactive messages", by Entra object id, personal scope. */
const newChat = (appId: string, objectId: string, tenantId: string): Partial<ConversationParameters> => ({
  isGroup: false,
  bot: { id: `28:${appId}`, name: "Watchpost" },
  members: [{ id: objectId, name: "" }],
  tenantId,
  channelData: { tenant: { id: tenantId } },
})

const Named = z.object({ id: z.string().min(1) })

function parsedChat(answer: unknown): { readonly id: string } {
  const named = Named.safeParse(answer)
  if (named.success) return named.data
  throw new ContractError("Teams accepted the message but did not say where it is.")
}

/**
 * The SDK's own helpers drop the message's id and answer the thread's instead, which can't be edited.
 * The REST answer has it; else it is the number in `19:…@thread.tacv2;messageid=170…`.
 */
function postedCard(answer: unknown): { threadId: string; activityId: string } {
  const created = Created.safeParse(answer)
  const activityId = created.data?.activityId ?? /;messageid=(\d+)/.exec(created.data?.id ?? "")?.[1]
  if (!created.success || activityId === undefined)
    throw new ContractError("Teams accepted the card but did not say where it is.")
  return { threadId: created.data.id, activityId }
}
