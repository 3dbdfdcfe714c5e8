/**
 * What the poller remembers of one tenant's content type between rounds. Not stored: after a restart
 * everything in it is found out again at the price of a few calls.
 */
import type { AppError } from "../model/errors.ts"
import { TenantError, UpstreamError } from "../model/errors.ts"

export type TypeMemory = {
  /** When the subscription was last seen enabled. */
  enabledAt: number | undefined
  /** When it was last started; Microsoft wants 15 minutes between starts. */
  startedAt: number | undefined
  /** No call before this. */
  pausedUntil: number
  /** Failed rounds in a row. */
  failures: number
  /** Said as long as the pause lasts. */
  sentence: string
  /** Failed fetches of each open blob. */
  readonly attempts: Map<string, number>
}

export const newMemory = (): TypeMemory => ({
  enabledAt: undefined,
  startedAt: undefined,
  pausedUntil: 0,
  failures: 0,
  sentence: "",
  attempts: new Map(),
})

const SECOND = 1000
const MINUTE = 60 * SECOND

/**
 * Somebody must act in the customer's tenant first. Starts short, because a new consent takes some minutes to arrive
 * everywhere, and grows, because nobody may look at it before Monday.
 */
const FIRST_TENANT_PAUSE_MS = 15 * SECOND
const LONGEST_TENANT_PAUSE_MS = 15 * MINUTE
const FIRST_BACKOFF_MS = 30 * SECOND
const LONGEST_ROUND_BACKOFF_MS = 10 * MINUTE
const LONGEST_BLOB_BACKOFF_MS = 60 * MINUTE

/** How long a content type rests after `failures` failed rounds. Other errors are tried again in the next round. */
export function pauseAfter(error: AppError, failures: number): number {
  if (error instanceof TenantError) return grow(FIRST_TENANT_PAUSE_MS, failures, LONGEST_TENANT_PAUSE_MS)
  if (!(error instanceof UpstreamError)) return 0
  const growing = grow(FIRST_BACKOFF_MS, failures, LONGEST_ROUND_BACKOFF_MS)
  if (error.code === "ERR_UPSTREAM_THROTTLED") return Math.max(error.retryAfterMs ?? 0, growing)
  return error.retryAfterMs ?? 0
}

/** How long one blob rests after its fetch failed for the `attempts`th time. `jitter` is 0 to 1 and adds up to a fifth. */
export function blobBackoff(attempts: number, jitter: number): number {
  const growing = grow(FIRST_BACKOFF_MS, attempts, LONGEST_BLOB_BACKOFF_MS)
  return Math.round(growing * (1 + jitter / 5))
}

const grow = (first: number, times: number, longest: number): number =>
  Math.min(first * 2 ** Math.max(times - 1, 0), longest)
