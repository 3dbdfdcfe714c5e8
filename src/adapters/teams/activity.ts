/**
 * What Teams sends, parsed: only the fields used, everything else ignored. Pure.
 * Follows "Activity schema" of the Bot Framework and "Universal Actions for Adaptive Cards".
 */
import { z } from "zod"
import { isLoopback } from "../../lib/loopback.ts"
import { isTimeZone } from "../../lib/time-zone.ts"
import { tenantId } from "../../model/ids.ts"
import type { BotMessage, Caller, CardPress, ChatSign } from "../../ports/bot.ts"

const MAX_MESSAGE = 2_000
/** With mentions and marks, before they are taken out. */
const MAX_RAW_MESSAGE = 20_000
const MAX_BUTTON = 200
const MAX_INPUT = 2_000

const Account = z.object({
  id: z.string().min(1),
  name: z.string().optional(),
  aadObjectId: z.string().max(100).optional(),
})

const Members = z
  .array(z.looseObject({ id: z.string() }))
  .optional()
  .catch(undefined)

/** The parts of an activity that must be there before anything of the SDK sees it. */
export const InboundActivity = z.looseObject({
  type: z.string().min(1).max(100),
  id: z.string().optional(),
  name: z.string().optional(),
  channelId: z.literal("msteams"),
  serviceUrl: z.url().max(500),
  from: Account,
  recipient: Account,
  conversation: z.looseObject({
    id: z.string().min(1).max(500),
    conversationType: z.string().optional(),
    tenantId: z.string().max(100).optional(),
  }),
  channelData: z
    .looseObject({
      tenant: z.looseObject({ id: z.string().max(100).optional() }).optional(),
      team: z
        .looseObject({ id: z.string().max(500) })
        .optional()
        .catch(undefined),
      // Source: botframework-schema, ChannelInfo: "standard, shared and private".
      channel: z
        .looseObject({ type: z.string().optional().catch(undefined) })
        .optional()
        .catch(undefined),
    })
    .optional(),
  text: z.string().optional(),
  // Source: Bot Framework, "Activity schema", `localTimezone`: an IANA name.
  localTimezone: z
    .string()
    .max(100)
    .refine((name) => isTimeZone(name))
    .optional()
    .catch(undefined),
  /** Of an installationUpdate. */
  action: z.string().optional().catch(undefined),
  /** Of a conversationUpdate. */
  membersAdded: Members,
  membersRemoved: Members,
  /** The message that an invoke is about. */
  replyToId: z.string().max(300).optional(),
  entities: z.array(z.unknown()).optional(),
  value: z.unknown().optional(),
})
export type InboundActivity = z.infer<typeof InboundActivity>

/** `*.example.com` is not understood on purpose: every host is named. Ports count. */
export function serviceUrlAllowed(serviceUrl: string, hosts: readonly string[]): boolean {
  const url = URL.parse(serviceUrl)
  if (url === null || url.username !== "" || url.password !== "") return false
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) return false
  return hosts.some((host) => host.toLowerCase() === url.host.toLowerCase())
}

/** The channel or chat itself; Teams appends the thread as `;messageid=170…`. */
const withoutThread = (conversationId: string): string => conversationId.split(";")[0] ?? conversationId

/** Undefined when Teams doesn't say who speaks or from which tenant: nothing can be decided for such a caller. */
export function callerOf(activity: InboundActivity): Caller | undefined {
  const tenant = activity.conversation.tenantId ?? activity.channelData?.tenant?.id
  const objectId = activity.from.aadObjectId
  const type = activity.channelData?.channel?.type
  const team = activity.channelData?.team?.id
  const timeZone = activity.localTimezone
  if (!tenant || !objectId) return undefined
  return {
    objectId: objectId.toLowerCase(),
    teamsTenantId: tenantId(tenant),
    name: (activity.from.name ?? "").slice(0, 200),
    ...(timeZone === undefined ? {} : { timeZone }),
    conversationId: withoutThread(activity.conversation.id),
    // A group chat is no personal chat: what may be said there is decided as for an unknown channel.
    kind: activity.conversation.conversationType === "personal" ? "personal" : "channel",
    ...(type === "private" || type === "shared" ? { channelType: type } : {}),
    serviceUrl: activity.serviceUrl,
    ...(team ? { team } : {}),
  }
}

/**
 * What the activity tells of the personal chat that it comes from; undefined where it is of another place, or tells nothing.
 * An upgrade of the app removes and adds it again. Source: Teams, "Conversation events in your Teams bot", installation update
 * and members added.
 */
export function chatSignOf(activity: InboundActivity): ChatSign | undefined {
  if (activity.conversation.conversationType !== "personal") return undefined
  const names = (members: typeof activity.membersAdded): boolean =>
    members?.some(({ id }) => id === activity.recipient.id) ?? false
  switch (activity.type) {
    case "message":
    case "invoke":
      return "here"
    case "installationUpdate":
      if (activity.action === "remove") return "gone"
      return activity.action === "add" || activity.action === "add-upgrade" ? "here" : undefined
    case "conversationUpdate":
      if (names(activity.membersRemoved)) return "gone"
      return names(activity.membersAdded) ? "here" : undefined
    default:
      return undefined
  }
}

/** More people than anybody calls in one message. */
const MAX_MENTIONS = 50

const Mention = z.object({
  type: z.literal("mention"),
  // An empty one stands between any two letters.
  text: z.string().min(1),
  mentioned: z.object({ id: z.string() }),
})

/** The text without the mention of the bot, without HTML blanks. Other people's mentions stay as their names. */
export function messageOf(activity: InboundActivity, caller: Caller): BotMessage {
  const mentions = (activity.entities ?? [])
    .slice(0, MAX_MENTIONS)
    .flatMap((entity) => Mention.safeParse(entity).data ?? [])
  const own = mentions.filter((mention) => mention.mentioned.id === activity.recipient.id)
  const sent = (activity.text ?? "").slice(0, MAX_RAW_MESSAGE)
  const spoken = own.reduce((text, mention) => text.replaceAll(mention.text, " "), sent)
  const text = spoken
    .replaceAll("&nbsp;", " ")
    .replaceAll(/<\/?at[^>]{0,200}>/gi, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .replaceAll(/\s+/g, " ")
    .trim()
  const { id } = activity.conversation
  const thread = id === withoutThread(id) ? {} : { threadId: id }
  return { caller, text: text.slice(0, MAX_MESSAGE), ...thread }
}

const CardAction = z.object({
  action: z.object({ data: z.record(z.string(), z.unknown()).optional() }),
  trigger: z.string().optional(),
})

/**
 * Undefined when the invoke is not a pressed button of a card. A press of no known shape is one of no button, so that it
 * is refused like any other, with its entry in the trail.
 */
export function pressOf(activity: InboundActivity, caller: Caller): CardPress | undefined {
  if (activity.name !== "adaptiveCard/action") return undefined
  const parsed = CardAction.safeParse(activity.value)
  if (!parsed.success) return { caller, button: "", inputs: {}, trigger: "manual" }
  const { button, ...rest } = parsed.data.action.data ?? {}
  const inputs = Object.entries(rest).flatMap(([name, value]) =>
    typeof value === "string" || typeof value === "number" || typeof value === "boolean"
      ? [[name, String(value).slice(0, MAX_INPUT)] as const]
      : [],
  )
  return {
    caller,
    button: typeof button === "string" ? button.slice(0, MAX_BUTTON) : "",
    inputs: Object.fromEntries(inputs),
    // Read from the raw activity: the SDK's own parser drops it. A missing trigger is a press.
    trigger: parsed.data.trigger === "automatic" ? "automatic" : "manual",
  }
}
