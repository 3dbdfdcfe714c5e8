/** What a round of reading a tenant's feed is given, and what its parts come to. */
import type { Turns } from "../lib/turns.ts"
import type { ContentType } from "../model/audit-record.ts"
import { AppError } from "../model/errors.ts"
import type { TenantId } from "../model/ids.ts"
import type { ActivityFeed } from "../ports/activity-feed.ts"
import type { FeedLedger } from "../ports/feed-ledger.ts"
import type { Log } from "../ports/log.ts"
import type { TypeMemory } from "./feed-memory.ts"

export type BlobBatch = {
  readonly tenantId: TenantId
  readonly source: ContentType
  readonly contentId: string
  readonly publishedAt: number
  readonly fetchedAt: number
  readonly bytes: Uint8Array
}

export type PollDeps = {
  readonly feed: ActivityFeed
  readonly ledger: FeedLedger
  /** Parses, decides and stores; ends with "this blob is done" in the ledger. */
  readonly ingest: (batch: BlobBatch) => Promise<void>
  readonly now: () => number
  readonly log: Log
  /** 0 to 1, for jitter. */
  readonly random?: () => number
}

/** One content type in one pass. */
export type Round = {
  readonly tenantId: TenantId
  readonly type: ContentType
  readonly memory: TypeMemory
  readonly signal: AbortSignal
  /** Asks once for all content types of the round. */
  readonly enabledTypes: () => Promise<readonly ContentType[]>
  /** For fetching blobs; shared by all tenants. */
  readonly turns: Turns
  /** For the daily listing of everything; shared by all tenants. */
  readonly weekTurns: Turns
  /** Blobs that had their try in this pass. */
  readonly tried: Set<string>
  /** True when late work must make room for the next live listing. */
  readonly isLong: () => boolean
}

/** What a part of the round came to; `left`: it made room for the live listing and is not at its end. */
export type Outcome = { readonly trouble?: string; readonly left: boolean }

export const jitterOf = (deps: PollDeps): number => (deps.random ?? Math.random)()

/** What a person is told of it; the log has the rest. */
export const adviceOf = (error: Error): string =>
  error instanceof AppError
    ? error.advice
    : "Something went wrong inside Watchpost; its log tells more. It tries again."
