/**
 * Polls the audit feed of a tenant: subscription, complete listing, open blobs, health; one content type never stops another.
 * The watermark moves only with a complete stored listing, and a blob is done only when ingest says so:
 * a crash anywhere repeats work.
 */
import type { ContentType } from "../model/audit-record.ts"
import { AppError, coerceError } from "../model/errors.ts"
import type { TenantId } from "../model/ids.ts"
import type { ActivityFeed } from "../ports/activity-feed.ts"
import type { FeedHealth, FeedLedger } from "../ports/feed-ledger.ts"
import type { Log } from "../ports/log.ts"
import { newMemory, pauseAfter, type TypeMemory } from "./feed-memory.ts"
import { planWindows, type Window } from "./plan-windows.ts"
import { fetchOpenBlobs } from "./run-fetch-blobs.ts"

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
}

export type PolledTenant = { readonly id: TenantId; readonly contentTypes: readonly ContentType[] }

export interface Poller {
  /** One round. Never throws for the feed's trouble: that becomes health. Throws the signal's reason after an abort. */
  pollTenant(tenant: PolledTenant, signal: AbortSignal): Promise<void>
}

/** One content type in one round. */
export type Round = {
  readonly tenantId: TenantId
  readonly type: ContentType
  readonly memory: TypeMemory
  readonly signal: AbortSignal
  /** Asks once for all content types of the round. */
  readonly enabledTypes: () => Promise<readonly ContentType[]>
}

const MINUTE = 60_000
/** Source: Activity API reference, "Start a subscription": wait 15 minutes between starts. */
const START_PAUSE_MS = 15 * MINUTE
const SUBSCRIPTION_CHECK_MS = 60 * MINUTE
/** Source: Activity API reference: the first content can take up to 12 hours. */
const FIRST_CONTENT_MS = 12 * 60 * MINUTE
const WAITING_SENTENCE =
  "The subscription was just started: Microsoft can take up to 12 hours until the first records arrive."

export function createPoller(deps: PollDeps): Poller {
  const memories = new Map<string, TypeMemory>()
  const memoryOf = (tenant: TenantId, type: ContentType): TypeMemory => {
    const key = `${tenant}|${type}`
    const memory = memories.get(key) ?? newMemory()
    memories.set(key, memory)
    return memory
  }
  return {
    pollTenant: async (tenant, signal) => {
      let asked: Promise<readonly ContentType[]> | undefined
      const enabledTypes = (): Promise<readonly ContentType[]> => {
        asked ??= deps.feed.enabledTypes(tenant.id, signal)
        return asked
      }
      await Promise.all(
        tenant.contentTypes.map((type) =>
          pollType(deps, {
            tenantId: tenant.id,
            type,
            memory: memoryOf(tenant.id, type),
            signal,
            enabledTypes,
          }),
        ),
      )
    },
  }
}

async function pollType(deps: PollDeps, round: Round): Promise<void> {
  round.signal.throwIfAborted()
  const { memory } = round
  if (deps.now() < memory.pausedUntil) return
  const listing = await attempt(round, () => list(deps, round))
  round.signal.throwIfAborted()
  if (listing instanceof Error) rest(deps, round, listing)
  else memory.failures = 0
  // What is listed already can be fetched even when listing is in trouble, unless the tenant refuses or throttles us.
  const resting = deps.now() < memory.pausedUntil
  const trouble = resting ? undefined : await attempt(round, () => fetchOpenBlobs(deps, round))
  round.signal.throwIfAborted()
  await tellHealth(deps, round, listing, trouble)
}

/** What went wrong as a value; an abort stays an exception. */
async function attempt<T>(round: Round, work: () => Promise<T>): Promise<T | Error> {
  try {
    return await work()
  } catch (thrown) {
    round.signal.throwIfAborted()
    return coerceError(thrown)
  }
}

/** Subscription, then all windows, oldest first. */
async function list(deps: PollDeps, round: Round): Promise<"listed"> {
  const { tenantId, type, signal } = round
  await ensureSubscription(deps, round)
  const plan = planWindows(await deps.ledger.cursor(tenantId, type), deps.now())
  if (plan.gap !== undefined) await tellGap(deps, round, plan.gap)
  for (const window of plan.windows) {
    const listed = await deps.feed.list(tenantId, type, window.from, window.to, signal)
    signal.throwIfAborted()
    // A clock ahead of Microsoft's must not skip what arrives in between: the server's time limits the watermark.
    const watermark = Math.min(window.to, listed.serverNow)
    await deps.ledger.saveListing(tenantId, type, listed.items, { watermark, lastListedAt: deps.now() })
    if (listed.items.length > 0) round.memory.startedAt = undefined
  }
  return "listed"
}

async function ensureSubscription(deps: PollDeps, round: Round): Promise<void> {
  const { memory, tenantId, type } = round
  const now = deps.now()
  if (memory.enabledAt !== undefined && now - memory.enabledAt < SUBSCRIPTION_CHECK_MS) return
  const enabled = await round.enabledTypes()
  if (!enabled.includes(type)) {
    if (memory.startedAt !== undefined && now - memory.startedAt < START_PAUSE_MS) return
    await deps.feed.start(tenantId, type, round.signal)
    // Only a start that was taken counts: a refused one is asked again as soon as the tenant's pause is over.
    memory.startedAt = now
    deps.log.info("an audit subscription was started", { tenant: tenantId, type })
  }
  memory.enabledAt = now
}

function rest(deps: PollDeps, round: Round, error: Error): void {
  const { memory, tenantId, type } = round
  memory.failures += 1
  // Looks at the subscription again: it may have been disabled.
  memory.enabledAt = undefined
  if (error instanceof AppError) memory.pausedUntil = deps.now() + pauseAfter(error, memory.failures)
  deps.log.warn("the audit feed could not be listed", { tenant: tenantId, type, problem: adviceOf(error) })
}

async function tellHealth(
  deps: PollDeps,
  round: Round,
  listing: "listed" | Error,
  trouble: string | Error | undefined,
): Promise<void> {
  const save = (state: FeedHealth["state"], sentence: string): Promise<void> =>
    deps.ledger.saveHealth(round.tenantId, round.type, state, sentence, deps.now())
  if (listing instanceof Error) return save("trouble", adviceOf(listing))
  if (trouble instanceof Error) return save("trouble", adviceOf(trouble))
  if (trouble !== undefined) return save("trouble", trouble)
  const { startedAt } = round.memory
  const waiting = startedAt !== undefined && deps.now() - startedAt < FIRST_CONTENT_MS
  return waiting ? save("waiting", WAITING_SENTENCE) : save("ok", "")
}

/** A gap that can't heal is kept under its own name, so that the next good round doesn't wipe it. */
async function tellGap(deps: PollDeps, round: Round, gap: Window): Promise<void> {
  const { tenantId, type } = round
  const [from, to] = [new Date(gap.from).toISOString(), new Date(gap.to).toISOString()]
  const sentence = `Records that arrived between ${from} and ${to} were never fetched, and Microsoft lists only 7 days: search the audit log of that time by hand.`
  await deps.ledger.saveHealth(tenantId, `${type} gap`, "trouble", sentence, deps.now())
  deps.log.warn("audit content was lost to a long pause", { tenant: tenantId, type, from, to })
}

export const adviceOf = (error: Error): string =>
  error instanceof AppError
    ? error.advice
    : "Something went wrong inside Watchpost; its log tells more. It tries again."
