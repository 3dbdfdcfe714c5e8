/**
 * The practice Bot Connector: what Teams offers to a bot. The bot proves itself with an Entra token.
 * Source: Bot Framework, "Bot Connector REST API reference"; Teams, "Send proactive messages" and "Format your bot messages".
 */
import { z } from "zod"
import type { PracticeCloud } from "../cloud.ts"
import type { Handler, PracticeCall, Reply, Route } from "../router.ts"
import type { PracticeMessage } from "../world/types.ts"
import { type FileParts, isFile, readFile } from "./connector-files.ts"
import { memberRoutes } from "./connector-members.ts"
import {
  addMessage,
  conversationIdOf,
  findPlace,
  type Place,
  removeMessage,
  replaceMessage,
} from "./connector-store.ts"
import { verifyAppToken } from "./tokens.ts"

/** Counted as UTF-16. Source: Teams, "Format your bot messages", message size limit (approximate there, exact here). */
const MESSAGE_LIMIT_BYTES = 100 * 1024
const CARD_TYPE = "application/vnd.microsoft.card.adaptive"

const attachmentSchema = z.object({
  contentType: z.string(),
  name: z.string().optional(),
  contentUrl: z.string().nullish(),
  content: z.unknown().optional(),
})
const activitySchema = z.object({
  type: z.string(),
  text: z.string().nullish(),
  attachments: z.array(attachmentSchema).nullish(),
})
const conversationSchema = z.object({
  activity: activitySchema.nullish(),
  channelData: z.object({ channel: z.object({ id: z.string() }).nullish() }).nullish(),
  members: z.array(z.object({ id: z.string() })).nullish(),
})
const cardSchema = z.looseObject({ type: z.literal("AdaptiveCard") })

type Activity = z.infer<typeof activitySchema>

/** The error body of the Bot Connector. */
export const connectorError = (status: number, code: string, message: string): Reply => ({
  status,
  body: { error: { code, message } },
})

const badSyntax = (message: string): Reply => connectorError(400, "BadSyntax", message)
const noConversation = connectorError(404, "ConversationNotFound", "Conversation not found.")
const noActivity = connectorError(
  404,
  "ActivityNotFoundInConversation",
  "The activity was not found in the conversation.",
)

/** Lets only the bot in: a token of the bot's own app for the Bot Framework. */
const forBot =
  (cloud: PracticeCloud, handler: Handler): Handler =>
  async (call) => {
    const { authorization } = call.request.headers
    const check = await verifyAppToken(cloud, authorization, "https://api.botframework.com")
    if (check.ok && check.appId === cloud.world.bot.appId) return handler(call)
    return { status: 401, body: { message: "Authorization has been denied for this request." } }
  }

type Content = FileParts & { readonly text: string | undefined; readonly cards: readonly object[] }

/** What Teams keeps of an activity; a reply when it refuses it. */
function readContent(activity: Activity): Content | Reply {
  const cards: object[] = []
  for (const attachment of activity.attachments ?? []) {
    if (attachment.contentType !== CARD_TYPE) continue
    const card = cardSchema.safeParse(attachment.content)
    if (!card.success)
      return badSyntax("Activity resulted into invalid card: the attachment is not an Adaptive Card.")
    cards.push(card.data)
  }
  const text = activity.text ?? undefined
  const files = (activity.attachments ?? []).filter(isFile).map(readFile)
  if (files.includes(undefined)) return badSyntax("The file's card is not readable.")
  if (cards.length + files.length === 0 && (text ?? "") === "")
    return badSyntax("The activity has neither text nor a card.")
  return { text, cards, ...files[0] }
}

const isRefused = (content: Content | Reply): content is Reply => "status" in content

const isTooBig = (call: PracticeCall): boolean => call.body.toString("utf8").length * 2 > MESSAGE_LIMIT_BYTES
const tooBig = connectorError(413, "MessageSizeTooBig", "Message size too large.")

function createConversation(cloud: PracticeCloud, call: PracticeCall): Reply {
  if (isTooBig(call)) return tooBig
  const body = conversationSchema.safeParse(call.json())
  if (!body.success) return badSyntax("The conversation parameters are not readable.")
  const channelId = body.data.channelData?.channel?.id
  if (channelId === undefined) return openChat(cloud, body.data.members?.[0]?.id)
  const place = findPlace(cloud.world, channelId)
  if (place === undefined) return noConversation
  if (!body.data.activity) return badSyntax("A new thread needs its first activity.")
  const content = readContent(body.data.activity)
  if (isRefused(content)) return content
  const message = addMessage(cloud.world, place.channel, { from: { kind: "bot" }, ...content })
  const id = conversationIdOf(place.channel, message.threadId)
  return { status: 201, body: { id, activityId: message.id } }
}

/** The chat with one person; it exists already, as after the app's installation. */
function openChat(cloud: PracticeCloud, memberId: string | undefined): Reply {
  const person = cloud.world.people.find((one) => one.teamsId === memberId || one.objectId === memberId)
  const chat = cloud.world.channels.find(
    (one) => one.kind === "personal" && one.personObjectId === person?.objectId,
  )
  if (person === undefined || chat === undefined) return badSyntax("The member is not known to the bot.")
  return { status: 201, body: { id: chat.id } }
}

/** A reply to an unknown activity goes to the thread, as in Teams: the Bot Framework SDK sends made-up ids. */
function addActivity(cloud: PracticeCloud, call: PracticeCall): Reply {
  if (isTooBig(call)) return tooBig
  const place = findPlace(cloud.world, call.params.conversation ?? "")
  if (place === undefined) return noConversation
  const activity = activitySchema.safeParse(call.json())
  if (!activity.success) return badSyntax("The activity is not readable.")
  if (activity.data.type === "typing") return { status: 202, body: {} }
  const content = readContent(activity.data)
  if (isRefused(content)) return content
  const { threadId } = place
  const message = addMessage(cloud.world, place.channel, { from: { kind: "bot" }, threadId, ...content })
  return { status: 201, body: { id: message.id } }
}

type Found = { readonly place: Place; readonly message: PracticeMessage }

/** The bot's own message that a path names; a reply when it may not be touched. */
function findOwn(cloud: PracticeCloud, call: PracticeCall): Found | Reply {
  const place = findPlace(cloud.world, call.params.conversation ?? "")
  if (place === undefined) return noConversation
  const message = place.channel.messages.find((one) => one.id === call.params.activity)
  if (message === undefined) return noActivity
  if (message.from.kind !== "bot")
    return connectorError(403, "Forbidden", "A bot can change only its own messages.")
  return { place, message }
}

function updateActivity(cloud: PracticeCloud, call: PracticeCall): Reply {
  if (isTooBig(call)) return tooBig
  const found = findOwn(cloud, call)
  if ("status" in found) return found
  const activity = activitySchema.safeParse(call.json())
  if (!activity.success) return badSyntax("The activity is not readable.")
  const content = readContent(activity.data)
  if (isRefused(content)) return content
  replaceMessage(cloud.world, found.place.channel, found.message, content)
  return { status: 200, body: { id: found.message.id } }
}

function deleteActivity(cloud: PracticeCloud, call: PracticeCall): Reply {
  const found = findOwn(cloud, call)
  if ("status" in found) return found
  removeMessage(cloud.world, found.place.channel, found.message)
  return { status: 200 }
}

/** All routes of the Bot Connector, below the service URL that the cloud's activities carry. */
export function connectorRoutes(cloud: PracticeCloud): Route[] {
  const base = `${new URL(cloud.endpoints.teamsServiceUrl).pathname}/v3`
  const activities = `${base}/conversations/:conversation/activities`
  const route = (
    method: string,
    path: string,
    handle: (cloud: PracticeCloud, call: PracticeCall) => Reply,
  ): Route => ({
    method,
    path,
    handler: forBot(cloud, (call) => handle(cloud, call)),
  })
  return [
    route("POST", `${base}/conversations`, createConversation),
    route("POST", activities, addActivity),
    route("POST", `${activities}/:activity`, addActivity),
    route("PUT", `${activities}/:activity`, updateActivity),
    route("DELETE", `${activities}/:activity`, deleteActivity),
    ...memberRoutes(base).map(({ method, path, handle }) => route(method, path, handle)),
  ]
}
