/**
 * What Teams sends to a bot: messages that mention it, and presses of card buttons, signed as the Bot Framework signs.
 * Channels live in the MSP's Teams (customers take part in a shared channel); a personal chat lives in the person's own.
 * Source: Teams, "Conversation basics" and "Universal Actions for Adaptive Cards".
 */
import { randomUUID } from "node:crypto"
import type { PracticeCloud } from "../cloud.ts"
import type { PracticeChannel, PracticeMessage, PracticePerson } from "../world/types.ts"
import { addMessage, conversationIdOf } from "./connector-store.ts"
import { placeForFile } from "./one-drive.ts"
import { signBotToken } from "./tokens.ts"

/** Teams gives up on a bot after 10 to 15 s. Source: Teams, "Universal Actions", known limits. */
const TEAMS_PATIENCE_MS = 15_000

/** What the bot answered. Status 502: it couldn't be reached; 504: Teams gave up waiting. */
export type BotAnswer = { readonly status: number; readonly body: unknown }

type Where = { readonly channel: PracticeChannel; readonly threadId: string; readonly person: PracticePerson }

const escapeXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")

/** The fields that every activity from Teams carries. */
function baseActivity(cloud: PracticeCloud, { channel, threadId, person }: Where): object {
  const personal = channel.kind === "personal"
  const tenantId = personal ? person.tenantId : cloud.world.mspTenantId
  const now = new Date(cloud.world.now())
  return {
    timestamp: now.toISOString(),
    localTimestamp: now.toISOString(),
    localTimezone: "Europe/Berlin",
    channelId: "msteams",
    serviceUrl: cloud.endpoints.teamsServiceUrl,
    locale: "en-US",
    from: { id: person.teamsId, name: person.name, aadObjectId: person.objectId },
    recipient: { id: `28:${cloud.world.bot.appId}`, name: cloud.world.bot.name },
    conversation: {
      id: conversationIdOf(channel, threadId),
      conversationType: personal ? "personal" : "channel",
      tenantId,
      ...(personal ? {} : { isGroup: true }),
    },
    channelData: {
      tenant: { id: tenantId },
      ...(personal
        ? {}
        : {
            team: { id: channel.teamId },
            channel: { id: channel.id },
            teamsTeamId: channel.teamId,
            teamsChannelId: channel.id,
          }),
    },
  }
}

const clientInfo = {
  type: "clientInfo",
  locale: "en-US",
  country: "US",
  platform: "Web",
  timezone: "Etc/UTC",
}

async function post(cloud: PracticeCloud, activity: object): Promise<BotAnswer> {
  const { bot } = cloud.world
  if (bot.endpoint === undefined) return { status: 502, body: { message: "No bot is connected." } }
  const serviceUrl = cloud.endpoints.teamsServiceUrl
  const token = await signBotToken(cloud, { serviceUrl, audience: bot.appId })
  try {
    const response = await fetch(bot.endpoint, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8", authorization: `Bearer ${token}` },
      body: JSON.stringify(activity),
      signal: AbortSignal.timeout(TEAMS_PATIENCE_MS),
    })
    const text = await response.text()
    return { status: response.status, body: parseBody(text) }
  } catch (error) {
    const gaveUp = error instanceof Error && error.name === "TimeoutError"
    const message = gaveUp ? "The bot didn't answer in time." : "The bot couldn't be reached."
    return { status: gaveUp ? 504 : 502, body: { message } }
  }
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

export type SendMessage = {
  readonly channel: PracticeChannel
  readonly person: PracticePerson
  readonly text: string
  /** In a channel a bot hears only what mentions it; in a personal chat it hears everything. */
  readonly mention: boolean
  readonly threadId?: string | undefined
}

/** Stores what a person wrote and gives it to the bot when it would hear it. `answer` is missing when it wouldn't. */
export async function sendMessage(
  cloud: PracticeCloud,
  { channel, person, text, mention, threadId }: SendMessage,
): Promise<{ readonly message: PracticeMessage; readonly answer?: BotAnswer }> {
  const { bot } = cloud.world
  const shown = mention ? `@${bot.name} ${text}` : text
  const from = { kind: "person", objectId: person.objectId } as const
  const message = addMessage(cloud.world, channel, { from, text: shown, cards: [], threadId })
  if (!mention && channel.kind !== "personal") return { message }

  const mentionText = `<at>${escapeXml(bot.name)}</at>`
  const sent = mention ? `${mentionText} ${text}` : text
  const mentioned = { id: `28:${bot.appId}`, name: bot.name }
  const activity = {
    ...baseActivity(cloud, { channel, threadId: message.threadId, person }),
    type: "message",
    id: message.id,
    textFormat: "plain",
    text: sent,
    attachments: [{ contentType: "text/html", content: `<div><div>${escapeXml(sent)}</div></div>` }],
    entities: [...(mention ? [{ type: "mention", text: mentionText, mentioned }] : []), clientInfo],
  }
  return { message, answer: await post(cloud, activity) }
}

/**
 * The app is installed for a person, or removed: Teams tells it in both of its ways.
 * Source: Teams, "Conversation events in your Teams bot", installation update event and members added.
 */
export async function sendInstallation(
  cloud: PracticeCloud,
  person: PracticePerson,
  action: "add" | "remove",
): Promise<void> {
  const channel = cloud.world.channels.find(({ personObjectId }) => personObjectId === person.objectId)
  if (channel === undefined) return
  const activity = { ...baseActivity(cloud, { channel, threadId: "", person }), id: `f:${randomUUID()}` }
  const bot = [{ id: `28:${cloud.world.bot.appId}` }]
  await post(cloud, {
    ...activity,
    type: "conversationUpdate",
    ...(action === "add" ? { membersAdded: bot } : { membersRemoved: bot }),
  })
  await post(cloud, { ...activity, type: "installationUpdate", action })
}

/** As an administrator's setup policy does it for everybody of the customers who has a chat here. */
export async function installForCustomers(cloud: PracticeCloud): Promise<void> {
  const people = cloud.world.people.filter(({ kind }) => kind !== "technician")
  await Promise.all(people.map((person) => sendInstallation(cloud, person, "add")))
}

export type SendInvoke = {
  readonly channel: PracticeChannel
  readonly message: PracticeMessage
  readonly person: PracticePerson
  readonly action: { readonly verb: string; readonly id?: string | undefined; readonly data: object }
  readonly inputs?: Readonly<Record<string, string>> | undefined
  readonly trigger?: "manual" | "automatic" | undefined
}

export type SendFileChoice = {
  readonly channel: PracticeChannel
  readonly message: PracticeMessage
  readonly person: PracticePerson
  readonly accepts: boolean
}

/**
 * Allows or declines an offered file. Undefined when the message offers none.
 * Source: Teams, "Send and receive files through a bot", invoke activity.
 */
export async function sendFileChoice(
  cloud: PracticeCloud,
  { channel, message, person, accepts }: SendFileChoice,
): Promise<BotAnswer | undefined> {
  const { consent } = message
  if (consent === undefined) return undefined
  const activity = {
    ...baseActivity(cloud, { channel, threadId: message.threadId, person }),
    type: "invoke",
    name: "fileConsent/invoke",
    id: `f:${randomUUID()}`,
    replyToId: message.id,
    entities: [clientInfo],
    value: {
      type: "fileUpload",
      action: accepts ? "accept" : "decline",
      context: accepts ? consent.acceptContext : consent.declineContext,
      ...(accepts ? { uploadInfo: placeForFile(cloud, consent.name) } : {}),
    },
  }
  return post(cloud, activity)
}

/**
 * Presses a card's button. Inputs are merged into the action's data, as Teams does.
 * A card in the answer is shown to the presser alone, in the place of the message's; who else looks sees it when the bot
 * edits the message. Source: Teams, "Universal Actions for Adaptive Cards", responses to Action.Execute.
 */
export async function sendInvoke(cloud: PracticeCloud, press: SendInvoke): Promise<BotAnswer> {
  const { channel, message, person, action, inputs, trigger } = press
  const activity = {
    ...baseActivity(cloud, { channel, threadId: message.threadId, person }),
    type: "invoke",
    name: "adaptiveCard/action",
    id: `f:${randomUUID()}`,
    replyToId: message.id,
    entities: [clientInfo],
    value: {
      action: {
        type: "Action.Execute",
        verb: action.verb,
        ...(action.id === undefined ? {} : { id: action.id }),
        data: { ...action.data, ...inputs },
      },
      trigger: trigger ?? "manual",
    },
  }
  return post(cloud, activity)
}
