/**
 * The Office 365 Management Activity API. Throws TenantError, UpstreamError (SubscriptionError: nothing is subscribed)
 * or ContractError (ContentError: this blob can't be had).
 */
import type { ContentType } from "../model/audit-record.ts"
import type { TenantId } from "../model/ids.ts"

/** One content blob that the feed offers. `contentUri` is kept verbatim: its `$` must not be encoded again. */
export type ContentItem = {
  readonly contentId: string
  readonly contentUri: string
  readonly contentType: ContentType
  /** When the blob became available (Microsoft's `contentCreated`), milliseconds UTC. */
  readonly createdAt: number
  readonly expiresAt: number
}

export type Listing = { readonly items: readonly ContentItem[]; readonly serverNow: number }

export interface ActivityFeed {
  /** Now by the service's clock, milliseconds UTC; by ours until it answered once. Windows and ages go by it. */
  now(): number
  /** The content types whose subscription is enabled. */
  enabledTypes(tenant: TenantId, signal: AbortSignal): Promise<readonly ContentType[]>
  /** Starts a subscription; "already enabled" is success. */
  start(tenant: TenantId, type: ContentType, signal: AbortSignal): Promise<void>
  /** The complete listing (all pages) of a window of at most 24 h, inclusive start, exclusive end. */
  list(tenant: TenantId, type: ContentType, from: number, to: number, signal: AbortSignal): Promise<Listing>
  /** The bytes of one blob. */
  fetch(tenant: TenantId, item: ContentItem, signal: AbortSignal): Promise<Uint8Array>
}
