/**
 * The Office 365 Management Activity API: subscriptions, listings and content blobs of a customer tenant.
 * Source: Office 365 Management Activity API reference and troubleshooting guide.
 */
import { setTimeout as pause } from "node:timers/promises"
import { z } from "zod"
import { createPace, type Pace } from "../../lib/pace.ts"
import { DAY, MINUTE } from "../../lib/time-units.ts"
import { CONTENT_TYPES, type ContentType } from "../../model/audit-record.ts"
import { ContractError } from "../../model/errors.ts"
import type { TenantId } from "../../model/ids.ts"
import type { ActivityFeed, ContentItem, Listing } from "../../ports/activity-feed.ts"
import type { Tokens } from "../entra/tokens.ts"
import type { HttpClient } from "../http/http-client.ts"
import type { HttpResponse } from "../http/http-message.ts"
import { parseJson } from "../http/json-body.ts"
import { feedError } from "./feed-error.ts"

export type ActivityFeedOptions = {
  /** `https://manage.office.com`, or another cloud's; no trailing slash. */
  readonly manageUrl: string
  /** The tenant id of the company that wrote the code (the MSP): gives us our own share of the service. */
  readonly publisherId: string
  readonly tokens: Tokens
  readonly http: HttpClient
  readonly now: () => number
  /** The audience of the token; the cloud's own URL unless told. */
  readonly resource?: string
  /** Requests to one tenant: 1,000 a minute, 100 of them at once, unless told. */
  readonly tenantPace?: { readonly perMinute: number; readonly atOnce: number }
}

const MICROSOFT_MANAGE = "https://manage.office.com"
const LIST_TIMEOUT_MS = MINUTE
const BLOB_TIMEOUT_MS = 180_000
const CLOCK_TOLERANCE_MS = 3_000
/** Blobs of tens of MB are normal in big tenants. */
const BLOB_MAX_BYTES = 256 * 1024 * 1024
/**
 * Of one tenant: half of what Microsoft grants it at least, so that a back-fill leaves room for others that read there.
 * Source: reference, "API throttling": a baseline of 2,000 requests per minute.
 */
const TENANT_PACE = { perMinute: 1000, atOnce: 100 }
/** A listing page holds some hundred items; a day of a big tenant stays far below this. */
const MAX_PAGES = 1000
/** Used when an item names no expiration. Source: troubleshooting guide, "7 days after availability". */
const DEFAULT_EXPIRY_MS = 7 * DAY

const Subscriptions = z.array(z.object({ contentType: z.string(), status: z.string() }))
const Contents = z.array(
  z.object({
    contentId: z.string().min(1),
    contentUri: z.url(),
    contentCreated: z.string(),
    contentExpiration: z.string().optional(),
  }),
)

type Service = ActivityFeedOptions & {
  readonly resource: string
  readonly clock: ServerClock
  readonly pace: Pace
}
/** How far the service's clock is ahead of ours, milliseconds; learned from the Date header of every answer. */
type ServerClock = { ahead: number }
type Call = {
  readonly tenant: TenantId
  readonly method: "GET" | "POST"
  readonly url: string
  readonly signal: AbortSignal
  readonly blob?: true
}

/** Errors of every method: TenantError, UpstreamError, ContractError, and the signal's reason after an abort. */
export function createActivityFeed(options: ActivityFeedOptions): ActivityFeed {
  const { manageUrl } = options
  const resource = options.resource ?? (manageUrl.startsWith("https://") ? manageUrl : MICROSOFT_MANAGE)
  const clock: ServerClock = { ahead: 0 }
  const service = { ...options, resource, clock, pace: createPace(options.tenantPace ?? TENANT_PACE) }
  const root = (tenant: TenantId): string => `${manageUrl}/api/v1.0/${tenant}/activity/feed`

  return {
    now: () => options.now() + clock.ahead,

    enabledTypes: async (tenant, signal) => {
      const url = `${root(tenant)}/subscriptions/list`
      const response = await succeed(service, { tenant, method: "GET", url, signal })
      const subscriptions = parseWith(Subscriptions, response)
      return CONTENT_TYPES.filter((type) =>
        subscriptions.some((one) => one.contentType === type && one.status === "enabled"),
      )
    },

    start: async (tenant, type, signal) => {
      const url = `${root(tenant)}/subscriptions/start?contentType=${type}`
      await succeed(service, { tenant, method: "POST", url, signal })
    },

    list: async (tenant, type, from, to, signal) => {
      const url = `${root(tenant)}/subscriptions/content?contentType=${type}&startTime=${time(from)}&endTime=${time(to)}`
      return listAllPages(service, { tenant, method: "GET", url, signal }, type)
    },

    fetch: async (tenant, item, signal) => {
      const url = item.contentUri
      return (await succeed(service, { tenant, method: "GET", url, signal, blob: true })).bytes
    },
  }
}

async function listAllPages(service: Service, first: Call, type: ContentType): Promise<Listing> {
  const items = new Map<string, ContentItem>()
  const asked = new Set<string>()
  let serverNow = service.now()
  let url: string | undefined = first.url
  while (url !== undefined) {
    if (asked.has(url) || asked.size >= MAX_PAGES) {
      throw new ContractError("Microsoft's audit feed repeats the pages of a listing without end.")
    }
    asked.add(url)
    const response: HttpResponse = await succeed(service, { ...first, url })
    for (const item of parseItems(response, type)) items.set(item.contentId, item)
    const date = Date.parse(response.headers.date ?? "")
    if (Number.isFinite(date)) serverNow = date
    // The header is documented under two names; this is the one on the wire.
    url = response.headers.nextpageuri
  }
  return { items: [...items.values()].sort(byAvailability), serverNow }
}

async function succeed(service: Service, call: Call): Promise<HttpResponse> {
  const response = await send(service, call)
  if (response.status === 200) return response
  const error = feedError(response, service.now())
  if (error === "done") return response
  throw error
}

async function send(service: Service, call: Call): Promise<HttpResponse> {
  const { tokens, http, manageUrl, publisherId, resource, pace } = service
  const url = withPublisher(ownHost(call.url, manageUrl), publisherId)
  const once = async (token: string): Promise<HttpResponse> => {
    const wait = pace.book(call.tenant, performance.now())
    // An abort while waiting is passed on by the request.
    if (wait > 0) await pause(wait, undefined, { signal: call.signal }).catch(() => undefined)
    return http.send({
      method: call.method,
      url,
      headers: { authorization: `Bearer ${token}` },
      signal: call.signal,
      timeoutMs: call.blob ? BLOB_TIMEOUT_MS : LIST_TIMEOUT_MS,
      ...(call.blob ? { maxBytes: BLOB_MAX_BYTES } : {}),
    })
  }
  const token = await tokens.token("monitor", call.tenant, resource)
  const first = await once(token)
  const ahead = Date.parse(first.headers.date ?? "") - service.now()
  // The header has whole seconds and was on its way: a small difference is none.
  if (Number.isFinite(ahead)) service.clock.ahead = Math.abs(ahead) < CLOCK_TOLERANCE_MS ? 0 : ahead
  if (first.status !== 401) return first
  // The token may be older than the consent; one new token tells.
  tokens.forget(call.tenant, token)
  return once(await tokens.token("monitor", call.tenant, resource))
}

/** `YYYY-MM-DDTHH:MM:SS` in UTC without zone: the documented form. Source: reference, "List available content". */
const time = (at: number): string => new Date(at).toISOString().slice(0, 19)

const byAvailability = (a: ContentItem, b: ContentItem): number =>
  a.createdAt - b.createdAt || (a.contentId < b.contentId ? -1 : 1)

/** Links come from answers. A token goes to the configured host alone: otherwise a forged link would collect tokens. */
function ownHost(url: string, manageUrl: string): string {
  if (URL.canParse(url) && new URL(url).origin === new URL(manageUrl).origin) return url
  throw new ContractError("Microsoft's audit feed pointed to another host; Watchpost does not go there.")
}

/** Links lack our PublisherIdentifier; the rest of them, `$` included, stays as it is. */
function withPublisher(url: string, publisherId: string): string {
  if (/[?&]publisheridentifier=/i.test(url)) return url
  return `${url}${url.includes("?") ? "&" : "?"}PublisherIdentifier=${publisherId}`
}

function parseItems(response: HttpResponse, contentType: ContentType): readonly ContentItem[] {
  return parseWith(Contents, response).map((item) => {
    const createdAt = Date.parse(item.contentCreated)
    if (!Number.isFinite(createdAt)) {
      throw new ContractError("Microsoft's audit feed listed content without a readable time.")
    }
    const expiresAt = Date.parse(item.contentExpiration ?? "")
    return {
      contentId: item.contentId,
      contentUri: item.contentUri,
      contentType,
      createdAt,
      expiresAt: Number.isFinite(expiresAt) ? expiresAt : createdAt + DEFAULT_EXPIRY_MS,
    }
  })
}

/** One unreadable item fails the whole listing: skipping it would be a silent gap. */
function parseWith<T>(schema: z.ZodType<T>, response: HttpResponse): T {
  const parsed = schema.safeParse(parseJson(response.text()))
  if (parsed.success) return parsed.data
  throw new ContractError("Microsoft's audit feed answered a listing in a form that Watchpost doesn't know.")
}
