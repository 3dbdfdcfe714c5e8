/**
 * What was listed, what is stored, what is open and what is lost. Instants are milliseconds UTC by the feed's clock.
 * The watermark moves only together with a complete listing; what it jumps over becomes a gap in the same transaction.
 */
import type { ContentType } from "../model/audit-record.ts"
import type { ErrorCode } from "../model/errors.ts"
import type { TenantId } from "../model/ids.ts"
import type { Period } from "../model/period.ts"
import type { ContentItem } from "./activity-feed.ts"

export type FeedCursor = {
  /** The first contact: history before it is taken along, but completeness is claimed from here only. */
  readonly since: number
  /** Everything that became available from `since` to here was listed, or is in a gap. */
  readonly watermark: number
  readonly lastListedAt: number
  /** When the last 24 h and the last 7 d were last listed whole, for what was registered late. */
  readonly dayListedAt?: number
  readonly weekListedAt?: number
}

/**
 * Why a time was not read when it should have been.
 * - `not-running`: Watchpost was off
 * - `not-listed`: the feed could not be listed; `detail` says why
 * - `disabled`: the subscription was off: what it did not collect can't be fetched later
 */
export type GapCause = "not-running" | "not-listed" | "disabled"

/** From inclusive, to exclusive, at most 24 h. */
export type NewGap = {
  readonly from: number
  readonly to: number
  readonly cause: GapCause
  readonly detail: string
}

/** Heals when it was listed whole and nothing of it is open, or ends as lost. */
export type Gap = NewGap & {
  readonly id: number
  readonly openedAt: number
  readonly listedAt?: number
  readonly healedAt?: number
  readonly lostAt?: number
}

/** One complete listing and everything that follows from it. */
export type SavedListing = {
  readonly items: readonly ContentItem[]
  /** Gaps inside it were listed now. */
  readonly window: Period
  readonly at: number
  /** Missing: the listing was a repeated or late one and moves nothing. */
  readonly cursor?: FeedCursor
  readonly opened?: readonly NewGap[]
  /** Takes up again what was given up and is still offered. */
  readonly reopen?: boolean
}

export type Subscription = {
  /** Microsoft wants 15 minutes between starts, also across our restarts. */
  readonly startedAt?: number
  /** From where on it may have collected nothing; ends with the next complete listing. */
  readonly disabledSince?: number
  /** It was started and has offered nothing since. */
  readonly waiting: boolean
}

/** `strikes`: failures that speak about the blob itself, not about the way to it. */
export type OpenContent = ContentItem & { readonly attempts: number; readonly strikes: number }

export type Postponement = {
  readonly nextAttemptAt: number
  readonly reason: string
  readonly strike: boolean
}

/** `lost`: the service doesn't have it any more. The others are quarantined: it is there and can't be taken in. */
export type GivenUpState = "lost" | "unreadable" | "too-large"

export type GivenUp = {
  readonly contentId: string
  readonly createdAt: number
  readonly state: GivenUpState
  readonly reason: string
  readonly at: number
  /** Of the bytes that could not be read. */
  readonly sha256?: string
  readonly size?: number
}

/** What a tenant's content type is known to have and to miss. */
export type TypeLedger = {
  readonly tenantId: TenantId
  readonly type: ContentType
  readonly cursor: FeedCursor
  /** Open and lost ones, oldest first; healed ones are left out. */
  readonly gaps: readonly Gap[]
  /** Blobs still to store, counted by the hour in which they became available. */
  readonly open: readonly (Period & { readonly count: number })[]
  readonly givenUp: readonly GivenUp[]
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
  /** What the ledger knows; missing for sources without one and before the first listing. */
  readonly ledger?: TypeLedger
}

export interface FeedLedger {
  /** Since when this tenant is watched, milliseconds UTC; the first call remembers `now`. What is older is history. */
  watchedSince(tenant: TenantId, now: number): Promise<number>
  cursor(tenant: TenantId, type: ContentType): Promise<FeedCursor | undefined>
  /** What the last round said when it was in trouble, with its time. */
  trouble(
    tenant: TenantId,
    type: ContentType,
  ): Promise<{ readonly sentence: string; readonly at: number } | undefined>
  subscription(tenant: TenantId, type: ContentType): Promise<Subscription>
  saveSubscription(tenant: TenantId, type: ContentType, state: Subscription): Promise<void>
  /**
   * One transaction: remembers new items, ignores known ones, opens and marks gaps, moves the cursor. Answers how many
   * items were new, after they are stored.
   */
  saveListing(tenant: TenantId, type: ContentType, listing: SavedListing): Promise<{ readonly fresh: number }>
  /** Gaps that are neither healed nor lost, newest first. */
  openGaps(tenant: TenantId, type: ContentType): Promise<readonly Gap[]>
  /** What of a gap lies before `before` is past the feed's reach; the rest of it stays open. */
  loseGap(tenant: TenantId, gap: Gap, before: number, now: number): Promise<void>
  /** Heals gaps that were listed whole and of which nothing is open. Returns them. */
  healGaps(tenant: TenantId, type: ContentType, now: number): Promise<readonly Gap[]>
  /** Open items that are due: first those available since `liveSince`, oldest first; then the others, newest first. */
  pending(
    tenant: TenantId,
    type: ContentType,
    due: { readonly now: number; readonly liveSince: number; readonly limit: number },
  ): Promise<readonly OpenContent[]>
  /** A fetch failed; the item stays open. */
  postpone(tenant: TenantId, contentId: string, postponement: Postponement): Promise<void>
  /** The item is not tried again, unless a listing reopens it. */
  giveUp(tenant: TenantId, item: GivenUp): Promise<void>
  saveHealth(
    tenant: TenantId,
    source: string,
    state: FeedHealth["state"],
    sentence: string,
    at: number,
    /** What kind of trouble it is, for those who decide; missing for trouble with single blobs. */
    code?: ErrorCode,
  ): Promise<void>
  /** Takes back what was told of a source. */
  forgetHealth(tenant: TenantId, source: string): Promise<void>
  /** The same of every source that nobody reads any more. */
  keepHealth(isRead: (tenant: TenantId, source: string) => boolean): Promise<void>
  health(tenant?: TenantId): Promise<readonly FeedHealth[]>
  /** How many sources told something, and how many of them are in trouble; asked often, of thousands of tenants. */
  tally(): Promise<{ readonly sources: number; readonly trouble: number }>
  /** Every content type that was listed once; of all tenants, or of one. */
  ledgers(tenant?: TenantId): Promise<readonly TypeLedger[]>
}
