/**
 * What the poller remembers of one tenant's content type between rounds. Not stored: after a restart
 * everything in it is found out again at the price of a few calls. Attempts, starts and gaps are in the ledger.
 */
import { isPause } from "../lib/pause.ts"
import { sha256Hex } from "../lib/sha256.ts"
import { MINUTE, SECOND } from "../lib/time-units.ts"
import { createTurns, type Turns } from "../lib/turns.ts"
import type { ContentType } from "../model/audit-record.ts"
import type { AppError } from "../model/errors.ts"
import { TenantError, UpstreamError } from "../model/errors.ts"
import type { TenantId } from "../model/ids.ts"
import type { FeedCursor } from "../ports/feed-ledger.ts"
import type { Window } from "./plan-windows.ts"

/** What the content types of a tenant share. */
export type TenantMemory = {
  readonly types: Map<ContentType, TypeMemory>
  /** The limit on requests is the tenant's: when one content type is throttled, all of them rest. */
  pausedUntil: number
  /** Times in a row that it was throttled. */
  throttles: number
  /** So that a back-fill of one tenant leaves turns for the others. */
  readonly fetches: Turns
}

/** Fetches of one tenant at once; one of them is kept for what is live. */
const TENANT_FETCHES = { atOnce: 4, spare: 1 }

export const newTenantMemory = (): TenantMemory => ({
  types: new Map(),
  pausedUntil: 0,
  throttles: 0,
  fetches: createTurns(TENANT_FETCHES),
})

/**
 * Nothing is open in the ledger: no blob, no gap, no time of a disabled subscription, no listing of the week. As only we write
 * to it, a listing without news then needs no look into it; most rounds of most tenants are such.
 */
export type Quiet = {
  readonly cursor: FeedCursor
  /** Until then nothing can mean that Microsoft has not begun to publish. */
  readonly firstContentBy: number | undefined
}

export type TypeMemory = {
  readonly tenant: TenantMemory
  /** Where in the hour and in the day its repeated listings lie, 0 to 1: thousands must not list in the same minute. */
  readonly phase: number
  /** Undefined when something is open, or when that isn't known. */
  quiet: Quiet | undefined
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

/** What is remembered of the content type; begins with nothing. */
export function memoryOf(tenant: TenantMemory, id: TenantId, type: ContentType): TypeMemory {
  const known = tenant.types.get(type)
  if (known !== undefined) return known
  // The same after every restart.
  const phase = Number.parseInt(sha256Hex(`${id} ${type}`).slice(0, 8), 16) / 2 ** 32
  const memory = newMemory(tenant, phase)
  tenant.types.set(type, memory)
  return memory
}

const newMemory = (tenant: TenantMemory, phase: number): TypeMemory => ({
  tenant,
  phase,
  quiet: undefined,
  enabledAt: undefined,
  refused: false,
  pausedUntil: 0,
  failures: 0,
  week: undefined,
})

/**
 * Somebody must act in the customer's tenant first. Starts short, because a new consent takes some minutes to arrive
 * everywhere, and grows, because nobody may look at it before Monday.
 */
const FIRST_TENANT_PAUSE_MS = 15 * SECOND
const LONGEST_TENANT_PAUSE_MS = 15 * MINUTE
const FIRST_BACKOFF_MS = 30 * SECOND
const LONGEST_ROUND_BACKOFF_MS = 10 * MINUTE
const LONGEST_BLOB_BACKOFF_MS = 60 * MINUTE
/** A Retry-After that asks for more is a mistake. */
const LONGEST_ASKED_MS = 60 * MINUTE
/** No pause is longer. */
const LONGEST_PAUSE_MS = 75 * MINUTE

/**
 * The content type rests after a round that failed, or after a blob was refused; throttled, the whole tenant does.
 * `jitter` is 0 to 1 and adds up to a fifth, so that who was throttled together doesn't come back together.
 */
export function takePause(
  memory: TypeMemory,
  error: AppError,
  moment: { now: number; jitter: number },
): void {
  const { tenant } = memory
  const isThrottled = error.code === "ERR_UPSTREAM_THROTTLED"
  memory.failures += 1
  // Content types that are throttled side by side are one time.
  if (isThrottled && moment.now >= tenant.pausedUntil) tenant.throttles += 1
  const pause = pauseAfter(error, isThrottled ? tenant.throttles : memory.failures)
  const until = moment.now + Math.round(pause * (1 + moment.jitter / 5))
  memory.pausedUntil = until
  if (isThrottled) tenant.pausedUntil = Math.max(tenant.pausedUntil, until)
}

/** A round without trouble. */
export function endTroubles(memory: TypeMemory): void {
  memory.failures = 0
  memory.tenant.throttles = 0
}

/** After `failures` in a row. Other errors are tried again in the next round. */
function pauseAfter(error: AppError, failures: number): number {
  if (error instanceof TenantError) return grow(FIRST_TENANT_PAUSE_MS, failures, LONGEST_TENANT_PAUSE_MS)
  if (!(error instanceof UpstreamError)) return 0
  const growing = grow(FIRST_BACKOFF_MS, failures, LONGEST_ROUND_BACKOFF_MS)
  const asked = Math.min(error.retryAfterMs ?? 0, LONGEST_ASKED_MS)
  return error.code === "ERR_UPSTREAM_THROTTLED" ? Math.max(asked, growing) : asked
}

/** The tenant as a whole refuses or slows us: asking for the next blob would only make it worse. */
export const stopsAll = (error: Error): error is AppError =>
  error instanceof TenantError || (error instanceof UpstreamError && error.code === "ERR_UPSTREAM_THROTTLED")

export const isResting = (memory: TypeMemory, now: number): boolean =>
  [memory, memory.tenant].some(({ pausedUntil }) => isPause(pausedUntil, now, LONGEST_PAUSE_MS))

/** How long one blob rests after its fetch failed for the `attempts`th time. `jitter` is 0 to 1 and adds up to a fifth. */
export function blobBackoff(attempts: number, jitter: number): number {
  const growing = grow(FIRST_BACKOFF_MS, attempts, LONGEST_BLOB_BACKOFF_MS)
  return Math.round(growing * (1 + jitter / 5))
}

const grow = (first: number, times: number, longest: number): number =>
  Math.min(first * 2 ** Math.max(times - 1, 0), longest)
