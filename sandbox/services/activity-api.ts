/**
 * The practice Office 365 Management Activity API: who may enter, and which call is which.
 * It knows no filter but the documented ones, as the real service: what else a query says is ignored.
 * Source: Office 365 Management Activity API reference.
 */
import type { PracticeCloud } from "../cloud.ts"
import type { PracticeCall, Reply, Route } from "../router.ts"
import { callsThisMinute } from "../traffic.ts"
import * as refuse from "./activity-errors.ts"
import { listContent } from "./activity-listing.ts"
import {
  type Feed,
  listSubscriptions,
  startSubscription,
  stopSubscription,
  subscriptionProblem,
} from "./activity-subscriptions.ts"
import { verifyAppToken } from "./tokens.ts"

const CONTENT_TYPES = [
  "Audit.AzureActiveDirectory",
  "Audit.Exchange",
  "Audit.SharePoint",
  "Audit.General",
  "DLP.All",
] as const

/** Headers of every answer. Source: troubleshooting page, sample responses. */
const HEADERS = { "cache-control": "no-cache", pragma: "no-cache", expires: "-1" }

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** Of calls that name nobody; they share one pool. Source: troubleshooting page, "Throttling". */
const NOBODY = "00000000-0000-0000-0000-000000000000"

/** Query keys are read whatever their case. */
const queryOf = (url: URL, name: string): string | undefined => {
  for (const [key, value] of url.searchParams) {
    if (key.toLowerCase() === name.toLowerCase()) return value
  }
  return undefined
}

/** Token, role, tenant, publisher and rate, in the service's order. */
async function enter(cloud: PracticeCloud, call: PracticeCall): Promise<Feed | Reply> {
  const named = (call.params.tenant ?? "").toLowerCase()
  const caller = await verifyAppToken(cloud, call.request.headers.authorization, "https://manage.office.com")
  if (!caller.ok) return refuse.notAuthorized()
  if (!GUID.test(named)) return refuse.notGuid(named)
  if (caller.tenantId !== named) return refuse.wrongTenant(named, caller.tenantId)
  const tenant = cloud.world.tenants.find((each) => each.id === named)
  if (tenant === undefined) return refuse.noTenant(named)
  if (!caller.roles.includes("ActivityFeed.Read")) return refuse.missingPermission(caller.roles)
  const publisher = queryOf(call.url, "PublisherIdentifier") ?? NOBODY
  if (!GUID.test(publisher)) return refuse.invalidPublisher()
  if (callsThisMinute(cloud.traffic, named, cloud.world.now()) > cloud.settings.feedRequestsPerMinute)
    return refuse.throttled(call.url.pathname.split("/").at(-1) ?? "", publisher)
  return { tenant, appId: caller.appId, publisher }
}

const typeOf = (url: URL): string | Reply => {
  const given = queryOf(url, "contentType")
  if (given === undefined) return refuse.missingParameter("contentType")
  const known = CONTENT_TYPES.find((each) => each.toLowerCase() === given.toLowerCase())
  return known ?? refuse.invalidType()
}

const content = (cloud: PracticeCloud, feed: Feed, contentType: string, url: URL): Reply =>
  subscriptionProblem(cloud, feed, contentType) ??
  listContent(cloud, feed.tenant, contentType, {
    startTime: queryOf(url, "startTime"),
    endTime: queryOf(url, "endTime"),
    nextPage: queryOf(url, "nextPage"),
  })

function blob(cloud: PracticeCloud, feed: Feed, contentId: string): Reply {
  if (!contentId.includes("$")) return refuse.invalidContentId(contentId)
  const found = feed.tenant.blobs.find((each) => each.contentId === contentId)
  if (found === undefined || found.createdAt > cloud.world.now()) return refuse.noContent(contentId)
  if (found.expiresAt <= cloud.world.now()) return refuse.contentExpired(contentId)
  const json = { "content-type": "application/json; charset=utf-8" }
  return found.body === undefined
    ? { status: 200, body: found.records }
    : { status: 200, headers: json, body: found.body }
}

/** Blobs and listings are found under `v1.0` and, in page links, under `v1`. */
export function activityApiRoutes(cloud: PracticeCloud): Route[] {
  const route = (method: string, path: string, act: (feed: Feed, call: PracticeCall) => Reply): Route[] =>
    ["v1.0", "v1"].map((version) => ({
      method,
      path: `/manage/api/${version}/:tenant/activity/feed${path}`,
      handler: async (call) => {
        const feed = await enter(cloud, call)
        const reply = "status" in feed ? feed : act(feed, call)
        return { ...reply, headers: { ...HEADERS, ...reply.headers } }
      },
    }))
  const typed =
    (act: (feed: Feed, contentType: string, url: URL) => Reply) =>
    (feed: Feed, call: PracticeCall): Reply => {
      const type = typeOf(call.url)
      return typeof type === "string" ? act(feed, type, call.url) : type
    }
  const start = typed((feed, type) => startSubscription(cloud, feed, type))
  const stop = typed((feed, type) => stopSubscription(cloud, feed, type))
  const listing = typed((feed, type, url) => content(cloud, feed, type, url))
  return [
    ...route("POST", "/subscriptions/start", start),
    ...route("POST", "/subscriptions/stop", stop),
    ...route("GET", "/subscriptions/list", listSubscriptions),
    ...route("GET", "/subscriptions/content", listing),
    ...route("GET", "/audit/*contentId", (feed, call) => blob(cloud, feed, call.params.contentId ?? "")),
  ]
}
