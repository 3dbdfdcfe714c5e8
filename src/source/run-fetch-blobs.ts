/**
 * Fetches the listed blobs that are open and due: live ones first and in order, then the others, newest first.
 * All tenants share the turns. A failed blob rests and stays open, until it is stored or given up with a reason.
 */
import { allEnded } from "../lib/all-ended.ts"
import { ContentError, coerceError } from "../model/errors.ts"
import type { OpenContent } from "../ports/feed-ledger.ts"
import { isResting, stopsAll, takePause } from "./feed-memory.ts"
import { judgeFailure } from "./judge-failure.ts"
import { OVERLAP_MS } from "./plan-windows.ts"
import { adviceOf, jitterOf, type Outcome, type PollDeps, type Round } from "./poll-round.ts"
import { tellLosses } from "./run-tell-losses.ts"

/** Per tenant and content type; Microsoft allows thousands of requests a minute, our memory doesn't. */
const AT_ONCE = 3
const PAGE = 100

const isLive = (item: OpenContent, now: number): boolean => item.createdAt >= now - OVERLAP_MS

/** Those that became available in the last two hours. */
export const fetchLiveBlobs = (deps: PollDeps, round: Round): Promise<Outcome> =>
  fetchWhile(deps, round, isLive)

/** All of them; makes room for the next live listing when it takes long. */
export const fetchOpenBlobs = (deps: PollDeps, round: Round): Promise<Outcome> =>
  fetchWhile(deps, round, () => true)

async function fetchWhile(
  deps: PollDeps,
  round: Round,
  wanted: (item: OpenContent, now: number) => boolean,
): Promise<Outcome> {
  const { tenantId, type, tried } = round
  let trouble: string | undefined
  const end = (left: boolean): Outcome => (trouble === undefined ? { left } : { trouble, left })
  while (true) {
    const now = deps.feed.now()
    const due = await deps.ledger.pending(tenantId, type, { now, liveSince: now - OVERLAP_MS, limit: PAGE })
    // A blob has one try in a pass; its pause is longer than that.
    const fresh = due.filter((item) => !tried.has(item.contentId) && wanted(item, now))
    if (fresh.length === 0) return end(false)
    const ended = await fetchAll(deps, round, fresh)
    trouble = ended.trouble ?? trouble
    if (ended.left) return end(!isResting(round.memory, deps.feed.now()))
  }
}

async function fetchAll(deps: PollDeps, round: Round, items: readonly OpenContent[]): Promise<Outcome> {
  const waiting = [...items]
  let trouble: string | undefined
  const isStopped = (): boolean => isResting(round.memory, deps.feed.now()) || round.isLong()
  const worker = async (): Promise<void> => {
    while (!isStopped()) {
      const item = waiting.shift()
      if (item === undefined) return
      round.tried.add(item.contentId)
      trouble = (await fetchOne(deps, round, item)) ?? trouble
    }
  }
  // All workers end before an abort is passed on: nobody writes to a store that is being closed.
  await allEnded(Array.from({ length: AT_ONCE }, worker))
  const left = waiting.length > 0
  return trouble === undefined ? { left } : { trouble, left }
}

async function fetchOne(deps: PollDeps, round: Round, item: OpenContent): Promise<string | undefined> {
  const { tenantId, type, signal } = round
  try {
    // The turn is held until the bytes are stored: it limits what is in memory. The tenant's own comes first, so that
    // who waits for it holds nobody up.
    const urgent = isLive(item, deps.feed.now())
    const fetchAndStore = async (): Promise<void> => {
      const bytes = await deps.feed.fetch(tenantId, item, signal)
      await deps.ingest({
        tenantId,
        source: type,
        contentId: item.contentId,
        publishedAt: item.createdAt,
        fetchedAt: deps.now(),
        bytes,
      })
    }
    const { fetches } = round.memory.tenant
    await fetches.take(urgent, signal, () => round.turns.take(urgent, signal, fetchAndStore))
    return undefined
  } catch (thrown) {
    signal.throwIfAborted()
    return failed(deps, round, { item, error: coerceError(thrown) })
  }
}

type Failure = {
  readonly item: OpenContent
  readonly error: Error
}

/** Returns what to say of it. */
async function failed(deps: PollDeps, round: Round, failure: Failure): Promise<string> {
  const { tenantId, type, memory } = round
  const { item, error } = failure
  const now = deps.feed.now()
  const moment = { now, jitter: jitterOf(deps) }
  if (stopsAll(error) && !isResting(memory, now)) takePause(memory, error, moment)
  const reason = adviceOf(error)
  const verdict = judgeFailure(item, error, moment)
  if (verdict.kind === "give-up") return giveUp(deps, round, { ...failure, state: verdict.state })
  await deps.ledger.postpone(tenantId, item.contentId, { ...verdict.postponement, reason })
  deps.log.warn("audit content could not be stored and will be tried again", {
    tenant: tenantId,
    type,
    attempts: item.attempts + 1,
    problem: error.message,
  })
  return reason
}

async function giveUp(
  deps: PollDeps,
  round: Round,
  { item, error, state }: Failure & { readonly state: "lost" | "unreadable" | "too-large" },
): Promise<string> {
  const { contentId, createdAt } = item
  const print = error instanceof ContentError && state === "unreadable" ? error.content : undefined
  const reason = adviceOf(error)
  const at = deps.feed.now()
  await deps.ledger.giveUp(round.tenantId, { contentId, createdAt, state, reason, at, ...print })
  await tellLosses(deps, round)
  return reason
}
