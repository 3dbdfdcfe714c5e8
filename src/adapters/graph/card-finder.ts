/**
 * Finds a card of our own bot in a Teams channel. Follows Microsoft Graph v1.0, "chatMessage: delta", which is the one
 * listing of a channel's messages that can be narrowed by time; application permission ChannelMessage.Read.Group, given
 * by the owner of the team when the app is added (resource-specific consent).
 */
import { Client, GraphError } from "@microsoft/microsoft-graph-client"
import { z } from "zod"
import { MINUTE } from "../../lib/time-units.ts"
import type { Channel } from "../../model/delivery.ts"
import { AppError, ContractError, DeliveryError, UpstreamError } from "../../model/errors.ts"
import type { CardFinder } from "../../ports/card-finder.ts"
import type { Tokens } from "../entra/tokens.ts"
import { createHttpClient, type HttpClient } from "../http/http-client.ts"
import type { HttpResponse } from "../http/http-message.ts"
import { asMicrosofts, createGraphChain } from "./graph-chain.ts"
import { passingError } from "./graph-error.ts"

export type CardFinderOptions = {
  /** `https://graph.microsoft.com`, or another cloud's; no trailing slash. */
  readonly graphUrl: string
  /** The bot's own. */
  readonly tokens: Tokens
  readonly botAppId: string
  /** The team of a channel, by its conversation id; undefined where nobody knows it. */
  readonly teamOf: (conversationId: string) => Promise<string | undefined>
  readonly http?: HttpClient
  readonly resource?: string
}

/** The most that a page holds. Source: "chatMessage: delta", optional query parameters. */
const PAGE = 50
const MAX_PAGES = 100
const WHOLE_SEARCH_MS = 20_000
/** How far Teams' clock may be from ours. */
const CLOCKS_APART_MS = 5 * MINUTE
const NO_ANSWER = "Microsoft Graph does not answer in time."
const CARD_TYPE = "application/vnd.microsoft.card.adaptive"

const Message = z.object({
  id: z.string().min(1),
  deletedDateTime: z.string().nullish(),
  from: z.object({ application: z.object({ id: z.string().nullish() }).nullish() }).nullish(),
  /** A card's `content` is its JSON as text. */
  attachments: z
    .array(z.object({ contentType: z.string().nullish(), content: z.string().nullish() }))
    .nullish(),
})
const Page = z.object({ value: z.array(z.unknown()), "@odata.nextLink": z.string().nullish() })

/** Errors: UpstreamError when it may be read later; DeliveryError and ContractError when a person must act. */
export function createCardFinder(options: CardFinderOptions): CardFinder {
  const http = options.http ?? createHttpClient()

  const get = async (channel: Channel, path: string, signal: AbortSignal): Promise<z.infer<typeof Page>> => {
    const chain = createGraphChain({ ...options, http, tenant: channel.teamsTenantId, signal })
    const client = Client.initWithMiddleware({ middleware: chain.middleware })
    try {
      const parsed = Page.safeParse(await client.api(path).get())
      if (parsed.success) return parsed.data
      throw new ContractError("Microsoft Graph answered in a form that Watchpost doesn't know.")
    } catch (thrown) {
      if (signal.aborted) throw new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", NO_ANSWER, { cause: thrown })
      throw chain.problem() ?? graphError(thrown, chain.headers())
    }
  }

  return {
    find: async (channel, marker, since) => {
      const signal = AbortSignal.timeout(WHOLE_SEARCH_MS)
      let path: string | undefined = firstPage(channel, await options.teamOf(channel.conversationId), since)
      for (let pages = 0; path !== undefined; pages += 1) {
        if (pages >= MAX_PAGES) throw new ContractError("Microsoft Graph lists a channel without end.")
        const page: z.infer<typeof Page> = await get(channel, path, signal)
        const found = page.value.find((message) => isCard(message, options.botAppId, marker))
        if (found !== undefined) {
          const { id } = Message.parse(found)
          return { threadId: `${channel.conversationId};messageid=${id}`, activityId: id }
        }
        path = asMicrosofts(page["@odata.nextLink"] ?? undefined, options.graphUrl)
      }
      return undefined
    },
  }
}

function firstPage({ conversationId }: Channel, team: string | undefined, since: number): string {
  if (team === undefined)
    throw new DeliveryError(
      "ERR_DELIVERY_REFUSED",
      "Nobody knows the team (teamId) of this channel, so its messages can't be looked at.",
    )
  const after = new Date(since - CLOCKS_APART_MS).toISOString()
  const filter = encodeURIComponent(`lastModifiedDateTime gt ${after}`)
  return `/teams/${encodeURIComponent(team)}/channels/${encodeURIComponent(conversationId)}/messages/delta?$top=${PAGE}&$filter=${filter}`
}

/** Only our own bot's: anybody in the channel could copy a mark. A message in another form is somebody else's. */
function isCard(message: unknown, botAppId: string, marker: string): boolean {
  const { data } = Message.safeParse(message)
  if (data === undefined || (data.deletedDateTime ?? null) !== null) return false
  if (data.from?.application?.id?.toLowerCase() !== botAppId.toLowerCase()) return false
  return (data.attachments ?? []).some(
    // In quotes, as only a whole JSON text has it: inside a text they would be escaped.
    ({ contentType, content }) => contentType === CARD_TYPE && content?.includes(`"${marker}"`),
  )
}

function graphError(thrown: unknown, headers: HttpResponse["headers"]): AppError {
  if (thrown instanceof AppError) return thrown
  if (!(thrown instanceof GraphError)) return new ContractError("Microsoft Graph's client failed.")
  const status = thrown.statusCode
  const passing = passingError(status, headers)
  if (passing !== undefined) return passing
  if (status === 401 || status === 403)
    return new DeliveryError(
      "ERR_DELIVERY_REFUSED",
      "The bot may not read this team's channel messages: add the Watchpost app to the team again and accept ChannelMessage.Read.Group.",
    )
  if (status === 404)
    return new DeliveryError(
      "ERR_DELIVERY_REFUSED",
      "Microsoft Graph doesn't know this channel in this team: check teamId and conversationId.",
    )
  return new ContractError(`Microsoft Graph gave an answer that Watchpost doesn't know (HTTP ${status}).`)
}
