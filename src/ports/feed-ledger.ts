/** What was listed, what is stored, what is open. The watermark moves only together with a complete listing. */
import type { ContentType } from "../model/audit-record.ts"
import type { TenantId } from "../model/ids.ts"
import type { ContentItem } from "./activity-feed.ts"

export type FeedCursor = {
  /** Everything that became available before this was listed; milliseconds UTC. */
  readonly watermark: number
  readonly lastListedAt: number
}

export type FeedHealth = {
  readonly tenantId: TenantId
  readonly source: string
  readonly state: "ok" | "waiting" | "trouble"
  /** One sentence: what is wrong and who must do what. Empty when ok. */
  readonly sentence: string
  readonly lastOkAt?: number
  /** Newest stored record's own time. */
  readonly lastRecordAt?: number
  /** Blobs listed and not yet stored. */
  readonly pending: number
}

export interface FeedLedger {
  /** Since when this tenant is watched, milliseconds UTC; the first call remembers `now`. What is older is history. */
  watchedSince(tenant: TenantId, now: number): Promise<number>
  cursor(tenant: TenantId, type: ContentType): Promise<FeedCursor | undefined>
  /** One transaction: remembers new items, ignores known ones, moves the watermark. */
  saveListing(
    tenant: TenantId,
    type: ContentType,
    items: readonly ContentItem[],
    cursor: FeedCursor,
  ): Promise<void>
  /** Items listed and not done, oldest first, that are due at `now`. */
  pending(tenant: TenantId, type: ContentType, now: number, limit: number): Promise<readonly ContentItem[]>
  /** A fetch failed: try again at `nextAttemptAt`. The item stays open. */
  postpone(tenant: TenantId, contentId: string, nextAttemptAt: number, reason: string): Promise<void>
  saveHealth(
    tenant: TenantId,
    source: string,
    state: FeedHealth["state"],
    sentence: string,
    at: number,
  ): Promise<void>
  health(): Promise<readonly FeedHealth[]>
}
