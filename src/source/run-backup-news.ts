/**
 * Follows the change feed of a backup server. What it names is read at once; whenever the feed begins anew, the list is read,
 * because nobody tells what happened in between.
 */
import { MINUTE } from "../lib/time-units.ts"
import { coerceError } from "../model/errors.ts"
import type { RestoreSession } from "../ports/backup-server.ts"
import type { Reading } from "./backup-round.ts"
import { adviceOf } from "./poll-round.ts"
import { readSessions, settleGone } from "./run-backup-session.ts"

/** A version without a feed may be replaced by one that has it. */
const UNSUPPORTED_REST_MS = 15 * MINUTE
/** The list goes on meanwhile. */
const TROUBLE_REST_MS = MINUTE

export async function followNews(
  reading: Reading,
  turns: {
    readonly poll: (signal: AbortSignal) => Promise<void>
    readonly inTurn: (work: () => Promise<void>) => Promise<void>
  },
): Promise<void> {
  const { deps, memory, signal } = reading
  const { feed } = memory
  // Nothing can be told apart before the organizations were read once.
  if (memory.lastRoundAt === undefined || deps.now() < Math.max(feed.restUntil, memory.restUntil)) return
  try {
    const news = await deps.server.news(feed.since, signal)
    if (news === "unsupported") return rest(reading, UNSUPPORTED_REST_MS)
    if (news === "outdated") {
      deps.log.warn("the backup server's change feed forgot where we were", { server: deps.server.name })
      feed.since = undefined
      return
    }
    if (feed.since === undefined) await turns.poll(signal)
    else await turns.inTurn(() => readNamed(reading, news))
    // Moves last: what could not be read is named again.
    feed.since = news.next
  } catch (thrown) {
    signal.throwIfAborted()
    const problem = adviceOf(coerceError(thrown))
    deps.log.warn("the backup server's change feed could not be read", { server: deps.server.name, problem })
    rest(reading, TROUBLE_REST_MS)
  }
}

function rest({ deps, memory }: Reading, ms: number): void {
  memory.feed.since = undefined
  memory.feed.restUntil = deps.now() + ms
}

async function readNamed(
  reading: Reading,
  news: { readonly changed: readonly string[]; readonly deleted: readonly string[] },
): Promise<void> {
  const { deps, signal } = reading
  const startedAt = deps.now()
  const found: RestoreSession[] = []
  const missing: string[] = []
  for (const id of new Set([...news.changed, ...news.deleted])) {
    const session = await deps.server.session(id, signal)
    if (session === undefined) missing.push(id)
    else found.push(session)
  }
  const trouble = await readSessions(reading, found)
  for (const id of missing) {
    const session = await deps.restores.kept(deps.server.name, id)
    if (session !== undefined) await settleGone(reading, session, startedAt)
  }
  if (trouble !== undefined) throw trouble
}
