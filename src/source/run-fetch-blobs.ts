/** Fetches the listed blobs that are open and due, a few at a time, oldest first. A failed one rests and stays open. */
import { coerceError } from "../model/errors.ts"
import type { ContentItem } from "../ports/activity-feed.ts"
import { blobBackoff } from "./feed-memory.ts"
import { adviceOf, type PollDeps, type Round } from "./run-poll.ts"

/** Per tenant and content type; Microsoft allows thousands of requests a minute, our memory doesn't. */
const AT_ONCE = 3
const PAGE = 100

/** Returns what to say when some blobs failed, undefined when all is well. */
export async function fetchOpenBlobs(deps: PollDeps, round: Round): Promise<string | undefined> {
  const seen = new Set<string>()
  let trouble: string | undefined
  while (true) {
    const due = await deps.ledger.pending(round.tenantId, round.type, deps.now(), PAGE)
    const fresh = due.filter((item) => !seen.has(item.contentId))
    // Nothing new: either all is done, or what is left has had its try in this round.
    if (fresh.length === 0) return trouble
    for (const item of fresh) seen.add(item.contentId)
    trouble = (await fetchAll(deps, round, fresh)) ?? trouble
  }
}

async function fetchAll(
  deps: PollDeps,
  round: Round,
  items: readonly ContentItem[],
): Promise<string | undefined> {
  const waiting = [...items]
  let trouble: string | undefined
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      trouble = (await fetchOne(deps, round, item)) ?? trouble
    }
  }
  // All workers end before an abort is passed on: nobody writes to a store that is being closed.
  const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, worker))
  const failed = ended.find((end) => end.status === "rejected")
  if (failed !== undefined) throw failed.reason
  return trouble
}

async function fetchOne(deps: PollDeps, round: Round, item: ContentItem): Promise<string | undefined> {
  const { tenantId, type, memory, signal } = round
  signal.throwIfAborted()
  try {
    const bytes = await deps.feed.fetch(tenantId, item, signal)
    await deps.ingest({
      tenantId,
      source: type,
      contentId: item.contentId,
      publishedAt: item.createdAt,
      fetchedAt: deps.now(),
      bytes,
    })
    memory.attempts.delete(item.contentId)
    return undefined
  } catch (thrown) {
    signal.throwIfAborted()
    return postpone(deps, round, item, coerceError(thrown))
  }
}

async function postpone(deps: PollDeps, round: Round, item: ContentItem, error: Error): Promise<string> {
  const { tenantId, type, memory } = round
  const attempts = (memory.attempts.get(item.contentId) ?? 0) + 1
  memory.attempts.set(item.contentId, attempts)
  const advice = adviceOf(error)
  const nextAttemptAt = deps.now() + blobBackoff(attempts, Math.random())
  await deps.ledger.postpone(tenantId, item.contentId, nextAttemptAt, advice)
  deps.log.warn("audit content could not be stored and will be tried again", {
    tenant: tenantId,
    type,
    attempts,
    problem: error.message,
  })
  return advice
}
