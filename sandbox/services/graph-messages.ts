/**
 * The messages of a practice channel as Microsoft Graph shows them to the bot's app.
 * Source: Microsoft Graph v1.0, "chatMessage: delta", "chatMessage resource type"; Teams, "Resource-specific consent".
 */
import { createHash } from "node:crypto"
import type { PracticeCloud } from "../cloud.ts"
import type { PracticeCall, Reply, Route } from "../router.ts"
import type { PracticeChannel, PracticeMessage } from "../world/types.ts"
import { refuse } from "./graph-visit.ts"
import { type AppTokenCheck, verifyAppToken } from "./tokens.ts"

const GRAPH = "https://graph.microsoft.com"
const PERMISSIONS = ["ChannelMessage.Read.Group", "ChannelMessage.Read.All"] as const
const CARD_TYPE = "application/vnd.microsoft.card.adaptive"
/** Of which the first page is told, and the rest by a token. Source: "chatMessage: delta", optional query parameters. */
const LARGEST_PAGE = 50
const USUAL_PAGE = 20
const FILTER = /^lastModifiedDateTime gt (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)$/i

type Question = { readonly after: number; readonly top: number; readonly skip: number }

/** The consent of the team's owner is looked up by app: it isn't in the token. */
function missingPermission(
  cloud: PracticeCloud,
  caller: Extract<AppTokenCheck, { ok: true }>,
): Reply | undefined {
  const granted = caller.appId === cloud.world.bot.appId ? cloud.world.bot.teamPermissions : []
  if (PERMISSIONS.some((one) => granted.includes(one) || caller.roles.includes(one))) return undefined
  const text = `Missing role permissions on the request. API requires one of '${PERMISSIONS.join(", ")}'. Roles on the request '${caller.roles.join(", ")}'. Resource specific consent grants on the request '${granted.join(", ")}'.`
  return refuse(cloud, 403, "Forbidden", text)
}

/** What is asked, or what is wrong with it. The next page's token holds the whole question. */
function readQuestion(url: URL): Question | string {
  const token = url.searchParams.get("$skiptoken")
  if (token !== null) {
    const [after = 0, top = 0, skip = 0] = Buffer.from(token, "base64url")
      .toString("utf8")
      .split(" ")
      .map(Number)
    return { after, top, skip }
  }
  const unknown = [...url.searchParams.keys()].find((key) => key !== "$top" && key !== "$filter")
  if (unknown !== undefined) return `The query option '${unknown}' is not supported.`
  const top = Number(url.searchParams.get("$top") ?? USUAL_PAGE)
  if (!Number.isInteger(top) || top < 1 || top > LARGEST_PAGE)
    return `Invalid value for $top. The limit is ${LARGEST_PAGE}.`
  const filter = url.searchParams.get("$filter")
  const after = filter === null ? Number.NEGATIVE_INFINITY : Date.parse(FILTER.exec(filter)?.[1] ?? "")
  return Number.isNaN(after)
    ? "Only lastModifiedDateTime gt is supported in $filter."
    : { after, top, skip: 0 }
}

const iso = (at: number): string => new Date(at).toISOString()
const modifiedAt = (message: PracticeMessage): number => message.editedAt ?? message.at

function toMessage(cloud: PracticeCloud, channel: PracticeChannel, message: PracticeMessage): object {
  const { bot } = cloud.world
  const { from } = message
  const attachments = message.cards.map((card, index) => ({
    id: createHash("md5").update(`${message.id} ${index}`).digest("hex"),
    contentType: CARD_TYPE,
    contentUrl: null,
    content: JSON.stringify(card, null, 2).replaceAll("\n", "\r\n"),
    name: null,
    thumbnailUrl: null,
  }))
  const content = [message.text ?? "", ...attachments.map(({ id }) => `<attachment id="${id}"></attachment>`)]
  return {
    "@odata.type": "#microsoft.graph.chatMessage",
    id: message.id,
    replyToId: null,
    messageType: "message",
    createdDateTime: iso(message.at),
    lastModifiedDateTime: iso(modifiedAt(message)),
    lastEditedDateTime: message.editedAt === undefined ? null : iso(message.editedAt),
    deletedDateTime: null,
    from:
      from.kind === "bot"
        ? {
            user: null,
            application: { id: bot.appId, displayName: bot.name, applicationIdentityType: "bot" },
          }
        : { application: null, user: { id: from.objectId, userIdentityType: "aadUser" } },
    body: { contentType: "html", content: content.join("") },
    channelIdentity: { teamId: channel.groupId, channelId: channel.id },
    attachments,
  }
}

/** First messages of threads that were changed, or whose replies were, after the time asked for. */
function page(cloud: PracticeCloud, call: PracticeCall, channel: PracticeChannel): Reply {
  const question = readQuestion(call.url)
  if (typeof question === "string") return refuse(cloud, 400, "BadRequest", question)
  const { after, top, skip } = question
  const threads = Map.groupBy(channel.messages, ({ threadId }) => threadId)
  const changed = channel.messages.filter(
    ({ id, threadId }) => id === threadId && (threads.get(id) ?? []).some((one) => modifiedAt(one) > after),
  )
  const token = Buffer.from(`${after} ${top} ${skip + top}`).toString("base64url")
  const here = `${cloud.url}${call.url.pathname}`
  const link =
    skip + top < changed.length
      ? { "@odata.nextLink": `${here}?$skiptoken=${token}` }
      : { "@odata.deltaLink": `${here}?$deltatoken=practice` }
  const value = changed.slice(skip, skip + top).map((message) => toMessage(cloud, channel, message))
  return {
    status: 200,
    body: { "@odata.context": `${GRAPH}/v1.0/$metadata#Collection(chatMessage)`, ...link, value },
  }
}

async function answer(cloud: PracticeCloud, call: PracticeCall): Promise<Reply> {
  const caller = await verifyAppToken(cloud, call.request.headers.authorization, GRAPH)
  if (!caller.ok)
    return refuse(cloud, 401, "InvalidAuthenticationToken", "Access token is empty, invalid or expired.")
  const { team, channel: id } = call.params
  const channel = cloud.world.channels.find((one) => one.id === id && one.groupId === team?.toLowerCase())
  if (channel === undefined || caller.tenantId !== cloud.world.mspTenantId)
    return refuse(cloud, 404, "NotFound", "No team or channel found with this id.")
  return missingPermission(cloud, caller) ?? page(cloud, call, channel)
}

export const graphMessageRoutes = (cloud: PracticeCloud): Route[] => [
  {
    method: "GET",
    path: "/graph/v1.0/teams/:team/channels/:channel/messages/delta",
    handler: (call) => answer(cloud, call),
  },
]
