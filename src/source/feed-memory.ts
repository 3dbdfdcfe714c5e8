/**
 * What the poller remembers of one tenant's content type between rounds. Not stored: after a restart
 * everything in it is found out again at the price of a few calls. Attempts, starts and gaps are in the ledger.
 */
import type { AppError } from "../model/errors.ts"
import { TenantError, UpstreamError } from "../model/errors.ts"
import type { Window } from "./plan-windows.ts"

export type TypeMemory = {
  /** When the subscription was last seen enabled. */
  enabledAt: number | undefined
  /** A listing said that nothing is subscribed, whatever the list of subscriptions says. */
  refused: boolean
  /** No call before this. */
  pausedUntil: number
  /** Failed rounds in a row. */
  failures: number
  /** What is left of the daily listing of the whole reach. */
  week: readonly Window[] | undefined
}

export const newMemory = (): TypeMemory => ({
  enabledAt: undefined,
  refused: false,
  pausedUntil: 0,
  failures: 0,
  week: undefined,
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
/** A pause that seems longer than this comes from a clock that was set back. */
const LONGEST_PAUSE_MS = 60 * MINUTE

/** How long a content type rests after `failures` failed rounds. Other errors are tried again in the next round. */
export function pauseAfter(error: AppError, failures: number): number {
  if (error instanceof TenantError) return grow(FIRST_TENANT_PAUSE_MS, failures, LONGEST_TENANT_PAUSE_MS)
  if (!(error instanceof UpstreamError)) return 0
  const growing = grow(FIRST_BACKOFF_MS, failures, LONGEST_ROUND_BACKOFF_MS)
  const asked = Math.min(error.retryAfterMs ?? 0, LONGEST_PAUSE_MS)
  return error.code === "ERR_UPSTREAM_THROTTLED" ? Math.max(asked, growing) : asked
}

/** The tenant as a whole refuses or slows us: asking for the next blob would only make it worse. */
export const stopsAll = (error: Error): error is AppError =>
  error instanceof TenantError || (error instanceof UpstreamError && error.code === "ERR_UPSTREAM_THROTTLED")

export const isResting = (memory: TypeMemory, now: number): boolean =>
  now < memory.pausedUntil && memory.pausedUntil - now <= LONGEST_PAUSE_MS

/** How long one blob rests after its fetch failed for the `attempts`th time. `jitter` is 0 to 1 and adds up to a fifth. */
export function blobBackoff(attempts: number, jitter: number): number {
  const growing = grow(FIRST_BACKOFF_MS, attempts, LONGEST_BLOB_BACKOFF_MS)
  return Math.round(growing * (1 + jitter / 5))
}

const grow = (first: number, times: number, longest: number): number =>
  Math.min(first * 2 ** Math.max(times - 1, 0), longest)
