/**
 * Subscriptions of the practice Activity API: start, stop, list.
 * Source: Activity API reference, "Start a subscription", "Stop a subscription", "List current subscriptions".
 */
import type { PracticeCloud } from "../cloud.ts"
import type { Reply } from "../router.ts"
import type { PracticeTenant } from "../world/types.ts"
import * as refuse from "./activity-errors.ts"

/** A tenant's feed as one caller sees it. */
export type Feed = {
  readonly tenant: PracticeTenant
  readonly appId: string
  /** The zero GUID when the call named nobody: that is the pool which all of them share. */
  readonly publisher: string
}

export function startSubscription(cloud: PracticeCloud, feed: Feed, contentType: string): Reply {
  const { tenant, appId, publisher } = feed
  const known = tenant.subscriptions[contentType]
  const now = cloud.world.now()
  if (known?.enabled === true) return refuse.alreadyEnabled()
  if (!tenant.unifiedAuditEnabled) return refuse.auditIsOff(tenant.id, contentType, appId)
  if (known !== undefined && now - known.startedAt < cloud.settings.startPauseMs)
    return refuse.throttled("StartSubscription", publisher)
  const first = now - cloud.settings.backfillMs
  const contentFrom = known === undefined && Number.isFinite(first) ? first : known?.contentFrom
  tenant.subscriptions[contentType] = {
    enabled: true,
    startedAt: now,
    ...(contentFrom === undefined ? {} : { contentFrom }),
  }
  cloud.world.changed({ kind: "feed", tenantId: tenant.id, contentType })
  return { status: 200, body: { contentType, status: "enabled", webhook: null } }
}

export function stopSubscription(cloud: PracticeCloud, feed: Feed, contentType: string): Reply {
  const subscription = feed.tenant.subscriptions[contentType]
  if (subscription === undefined) return refuse.noSubscription()
  feed.tenant.subscriptions[contentType] = { ...subscription, enabled: false }
  cloud.world.changed({ kind: "feed", tenantId: feed.tenant.id, contentType })
  return { status: 200 }
}

export const listSubscriptions = (feed: Feed): Reply => ({
  status: 200,
  body: Object.entries(feed.tenant.subscriptions).map(([contentType, subscription]) => ({
    contentType,
    status: subscription.enabled ? "enabled" : "disabled",
    webhook: null,
  })),
})

/** Why nothing is listed of a content type; undefined when it is. */
export function subscriptionProblem(
  cloud: PracticeCloud,
  feed: Feed,
  contentType: string,
): Reply | undefined {
  const { tenant, appId } = feed
  const subscription = tenant.subscriptions[contentType]
  const isOff = !tenant.unifiedAuditEnabled
  if (isOff && (subscription === undefined || cloud.settings.refuseListingWhenAuditOff))
    return refuse.auditIsOff(tenant.id, contentType, appId)
  if (subscription === undefined) return refuse.noSubscription()
  if (subscription.enabled) return undefined
  return subscription.disabledBy === undefined
    ? refuse.noSubscription()
    : refuse.disabledBy(subscription.disabledBy)
}
