/**
 * The practice Office 365 Management Activity API: subscriptions, listings, blobs.
 * Source: Office 365 Management Activity API reference.
 */
import type { PracticeCloud } from "../cloud.ts"
import type { PracticeCall, Reply, Route } from "../router.ts"
import type { PracticeTenant } from "../world/types.ts"
import * as refuse from "./activity-errors.ts"
import { listContent } from "./activity-listing.ts"
import { type AppTokenCheck, verifyAppToken } from "./tokens.ts"

const CONTENT_TYPES = [
  "Audit.AzureActiveDirectory",
  "Audit.Exchange",
  "Audit.SharePoint",
  "Audit.General",
  "DLP.All",
] as const

/** Headers of every answer. Source: troubleshooting page, sample responses. */
const HEADERS = { "cache-control": "no-cache", pragma: "no-cache", expires: "-1" }

type Caller = Extract<AppTokenCheck, { ok: true }>
type Feed = { readonly tenant: PracticeTenant; readonly caller: Caller }

/** Query keys are read whatever their case. */
export const queryOf = (url: URL, name: string): string | undefined => {
  for (const [key, value] of url.searchParams) {
    if (key.toLowerCase() === name.toLowerCase()) return value
  }
  return undefined
}

/** Token, role and tenant, in the service's order. */
async function enter(cloud: PracticeCloud, call: PracticeCall): Promise<Feed | Reply> {
  const named = (call.params.tenant ?? "").toLowerCase()
  const caller = await verifyAppToken(cloud, call.request.headers.authorization, "https://manage.office.com")
  if (!caller.ok) return refuse.notAuthorized()
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(named)) return refuse.notGuid(named)
  if (caller.tenantId !== named) return refuse.wrongTenant(named, caller.tenantId)
  if (!caller.roles.includes("ActivityFeed.Read")) return refuse.missingPermission(caller.roles)
  const tenant = cloud.world.tenants.find((each) => each.id === named)
  return tenant === undefined ? refuse.wrongTenant(named, caller.tenantId) : { tenant, caller }
}

const typeOf = (url: URL): string | Reply => {
  const given = queryOf(url, "contentType")
  if (given === undefined) return refuse.missingParameter("contentType")
  const known = CONTENT_TYPES.find((each) => each.toLowerCase() === given.toLowerCase())
  return known ?? refuse.invalidType()
}

function start(cloud: PracticeCloud, feed: Feed, contentType: string): Reply {
  const { tenant, caller } = feed
  if (tenant.subscriptions[contentType]?.enabled === true) return refuse.alreadyEnabled()
  if (!tenant.unifiedAuditEnabled) return refuse.auditIsOff(tenant.id, contentType, caller.appId)
  tenant.subscriptions[contentType] = { enabled: true, startedAt: cloud.world.now() }
  cloud.world.changed({ kind: "feed", tenantId: tenant.id, contentType })
  return { status: 200, body: { contentType, status: "enabled", webhook: null } }
}

function stop(cloud: PracticeCloud, feed: Feed, contentType: string): Reply {
  const subscription = feed.tenant.subscriptions[contentType]
  if (subscription === undefined) return refuse.noSubscription()
  feed.tenant.subscriptions[contentType] = { ...subscription, enabled: false }
  cloud.world.changed({ kind: "feed", tenantId: feed.tenant.id, contentType })
  return { status: 200 }
}

const list = (feed: Feed): Reply => ({
  status: 200,
  body: Object.entries(feed.tenant.subscriptions).map(([contentType, subscription]) => ({
    contentType,
    status: subscription.enabled ? "enabled" : "disabled",
    webhook: null,
  })),
})

function content(cloud: PracticeCloud, feed: Feed, contentType: string, url: URL): Reply {
  const { tenant, caller } = feed
  const subscription = tenant.subscriptions[contentType]
  if (subscription === undefined) {
    return tenant.unifiedAuditEnabled
      ? refuse.noSubscription()
      : refuse.auditIsOff(tenant.id, contentType, caller.appId)
  }
  if (!subscription.enabled) {
    return subscription.disabledBy === undefined
      ? refuse.noSubscription()
      : refuse.disabledBy(subscription.disabledBy)
  }
  return listContent(cloud, tenant, contentType, {
    startTime: queryOf(url, "startTime"),
    endTime: queryOf(url, "endTime"),
    nextPage: queryOf(url, "nextPage"),
  })
}

function blob(cloud: PracticeCloud, feed: Feed, contentId: string): Reply {
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
  return [
    ...route(
      "POST",
      "/subscriptions/start",
      typed((feed, type) => start(cloud, feed, type)),
    ),
    ...route(
      "POST",
      "/subscriptions/stop",
      typed((feed, type) => stop(cloud, feed, type)),
    ),
    ...route("GET", "/subscriptions/list", list),
    ...route(
      "GET",
      "/subscriptions/content",
      typed((feed, type, url) => content(cloud, feed, type, url)),
    ),
    ...route("GET", "/audit/*contentId", (feed, call) => blob(cloud, feed, call.params.contentId ?? "")),
  ]
}
