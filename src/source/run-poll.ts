/**
 * Polls the audit feed of a tenant: subscription, live listing, live blobs, then what is late; one content type never
 * stops another. The watermark moves only with a complete stored listing, what it jumps over is a gap in the ledger,
 * and a blob is done only when ingest says so: a crash anywhere repeats work.
 */
import { allEnded } from "../lib/all-ended.ts"
import { createTurns } from "../lib/turns.ts"
import type { ContentType } from "../model/audit-record.ts"
import { AppError, coerceError, type ErrorCode, SubscriptionError } from "../model/errors.ts"
import type { TenantId } from "../model/ids.ts"
import {
  endTroubles,
  isResting,
  memoryOf,
  newTenantMemory,
  type TenantMemory,
  takePause,
} from "./feed-memory.ts"
import { adviceOf, jitterOf, type Outcome, type PollDeps, type Round } from "./poll-round.ts"
import { fetchLiveBlobs, fetchOpenBlobs } from "./run-fetch-blobs.ts"
import { listLate, listLive } from "./run-list.ts"
import { noteDisabled } from "./run-subscription.ts"
import { noteQuiet, tellHealed, tellHealth, tellQuiet } from "./run-tell-health.ts"

export type PolledTenant = { readonly id: TenantId; readonly contentTypes: readonly ContentType[] }

export interface Poller {
  /** One round. Never throws for the feed's trouble: that becomes health. Throws the signal's reason after an abort. */
  pollTenant(tenant: PolledTenant, signal: AbortSignal): Promise<void>
}

/** How long late work goes on before live content is listed again. */
const SLICE_MS = 30_000
/** Fetches of all tenants at once, bytes in memory included; some are kept for live content. */
const FETCHES = { atOnce: 16, spare: 6 }
/** Weekly reaches listed at once. Thousands of them are due after a first start or a long absence. */
const WEEKS = { atOnce: 32, spare: 0 }

/** One poller for all tenants: they share the turns for fetching. */
export function createPoller(deps: PollDeps): Poller {
  const memories = new Map<TenantId, TenantMemory>()
  const turns = createTurns(FETCHES)
  const weekTurns = createTurns(WEEKS)
  const memoriesOf = (tenant: TenantId): TenantMemory => {
    const memory = memories.get(tenant) ?? newTenantMemory()
    memories.set(tenant, memory)
    return memory
  }
  const pass = async (tenant: PolledTenant, signal: AbortSignal): Promise<boolean> => {
    let asked: Promise<readonly ContentType[]> | undefined
    const enabledTypes = (): Promise<readonly ContentType[]> => {
      asked ??= deps.feed.enabledTypes(tenant.id, signal)
      return asked
    }
    const startedAt = deps.now()
    const isLong = (): boolean => Math.abs(deps.now() - startedAt) >= SLICE_MS
    // All types end before an abort is passed on: nobody writes to a store that is being closed.
    const left = await allEnded(
      tenant.contentTypes.map((type) => {
        const memory = memoryOf(memoriesOf(tenant.id), tenant.id, type)
        const round = { tenantId: tenant.id, type, memory, signal, enabledTypes, turns, weekTurns, isLong }
        return pollType(deps, { ...round, tried: new Set() })
      }),
    )
    return left.includes(true)
  }
  return {
    pollTenant: async (tenant, signal) => {
      // A long back-fill is many passes, each of which begins with what is live.
      while (await pass(tenant, signal)) signal.throwIfAborted()
    },
  }
}

/** True when there is late work left that could be done now. */
async function pollType(deps: PollDeps, round: Round): Promise<boolean> {
  round.signal.throwIfAborted()
  const { memory } = round
  if (isResting(memory, deps.feed.now())) return false
  const listing = await attempt(round, () => listLive(deps, round))
  round.signal.throwIfAborted()
  if (listing instanceof Error) await rest(deps, round, listing)
  else if (memory.quiet !== undefined) {
    endTroubles(memory)
    await tellQuiet(deps, round, memory.quiet)
    return false
  }
  return workOff(deps, round, listing)
}

/** Everything that may be open besides the live listing. */
async function workOff(deps: PollDeps, round: Round, listing: Outcome | Error): Promise<boolean> {
  const { memory } = round
  // What is listed already can be fetched even when listing is in trouble, unless the tenant refuses or throttles us.
  const live = await unlessResting(deps, round, () => fetchLiveBlobs(deps, round))
  // A first contact lists a week of days one after the other: what is known already isn't left to wait for them.
  const [late, known] = await allEnded([
    listing instanceof Error ? undefined : unlessResting(deps, round, () => listLate(deps, round)),
    unlessResting(deps, round, () => fetchOpenBlobs(deps, round)),
  ])
  if (late instanceof Error) await rest(deps, round, late)
  const found = await unlessResting(deps, round, () => fetchOpenBlobs(deps, round))
  await attempt(round, () => tellHealed(deps, round))
  round.signal.throwIfAborted()
  const outcomes = [listing, late, live, known, found]
  const troubles = outcomes.filter((one) => one instanceof Error)
  const isCalm = troubles.length === 0 && !isResting(memory, deps.feed.now())
  if (isCalm) endTroubles(memory)
  await tellHealth(
    deps,
    round,
    outcomes.map(troubleOf).find((one) => one !== undefined),
    troubles.map(codeOf).find((one) => one !== undefined),
  )
  if (isCalm) await attempt(round, () => noteQuiet(deps, round))
  return outcomes.some(isLeft)
}

const isLeft = (outcome: Outcome | Error | undefined): boolean =>
  outcome !== undefined && !(outcome instanceof Error) && outcome.left

const codeOf = (error: Error): ErrorCode | undefined => (error instanceof AppError ? error.code : undefined)

const troubleOf = (outcome: Outcome | Error | undefined): string | undefined =>
  outcome instanceof Error ? adviceOf(outcome) : outcome?.trouble

async function unlessResting(
  deps: PollDeps,
  round: Round,
  work: () => Promise<Outcome>,
): Promise<Outcome | Error | undefined> {
  if (isResting(round.memory, deps.feed.now())) return undefined
  const outcome = await attempt(round, work)
  round.signal.throwIfAborted()
  return outcome
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

async function rest(deps: PollDeps, round: Round, error: Error): Promise<void> {
  const { memory, tenantId, type } = round
  // Looks at the subscription and into the ledger again: it may have been disabled.
  memory.enabledAt = undefined
  memory.quiet = undefined
  if (error instanceof SubscriptionError) await noteDisabled(deps, round)
  if (error instanceof AppError) takePause(memory, error, { now: deps.feed.now(), jitter: jitterOf(deps) })
  deps.log.warn("the audit feed could not be listed", { tenant: tenantId, type, problem: adviceOf(error) })
}
