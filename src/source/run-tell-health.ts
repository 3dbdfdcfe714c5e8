/** What a round says of its content type: what healed, how it stands, and whether anything is left open. */
import { DAY, HOUR } from "../lib/time-units.ts"
import type { ErrorCode } from "../model/errors.ts"
import type { FeedHealth, Subscription } from "../ports/feed-ledger.ts"
import type { Quiet } from "./feed-memory.ts"
import type { PollDeps, Round } from "./poll-round.ts"

/** Source: Activity API reference: the first content can take up to 12 hours. */
const FIRST_CONTENT_MS = 12 * HOUR
const WAITING_SENTENCE =
  "The subscription was just started: Microsoft can take up to 12 hours until the first records arrive."
/** So far ahead that every open blob is due, whenever its next attempt is. */
const ANY_TIME_MS = 30 * DAY

export async function tellHealed(deps: PollDeps, round: Round): Promise<void> {
  const { tenantId, type } = round
  for (const gap of await deps.ledger.healGaps(tenantId, type, deps.feed.now())) {
    const [from, to] = [new Date(gap.from).toISOString(), new Date(gap.to).toISOString()]
    deps.log.info("a gap in the audit feed is filled", { tenant: tenantId, type, from, to })
  }
}

export async function tellHealth(
  deps: PollDeps,
  round: Round,
  trouble: string | undefined,
  code: ErrorCode | undefined,
): Promise<void> {
  const { tenantId, type } = round
  if (trouble !== undefined)
    return deps.ledger.saveHealth(tenantId, type, "trouble", trouble, deps.now(), code)
  return tellGood(deps, round, firstContentBy(await deps.ledger.subscription(tenantId, type)))
}

/** The same of a round that brought nothing, without a look into the ledger. */
export const tellQuiet = (deps: PollDeps, round: Round, quiet: Quiet): Promise<void> =>
  tellGood(deps, round, quiet.firstContentBy)

function tellGood(deps: PollDeps, round: Round, waitsUntil: number | undefined): Promise<void> {
  const save = (state: FeedHealth["state"], sentence: string): Promise<void> =>
    deps.ledger.saveHealth(round.tenantId, round.type, state, sentence, deps.now())
  return waitsUntil !== undefined && deps.feed.now() < waitsUntil
    ? save("waiting", WAITING_SENTENCE)
    : save("ok", "")
}

const firstContentBy = ({ waiting, startedAt }: Subscription): number | undefined =>
  waiting && startedAt !== undefined ? startedAt + FIRST_CONTENT_MS : undefined

/** Remembers that nothing is open, when that is so. */
export async function noteQuiet(deps: PollDeps, round: Round): Promise<void> {
  const { tenantId, type, memory } = round
  const { ledger } = deps
  if (memory.week !== undefined || memory.refused) return
  const subscription = await ledger.subscription(tenantId, type)
  if (subscription.disabledSince !== undefined) return
  if ((await ledger.openGaps(tenantId, type)).length > 0) return
  const due = { now: deps.feed.now() + ANY_TIME_MS, liveSince: 0, limit: 1 }
  if ((await ledger.pending(tenantId, type, due)).length > 0) return
  const cursor = await ledger.cursor(tenantId, type)
  if (cursor !== undefined) memory.quiet = { cursor, firstContentBy: firstContentBy(subscription) }
}
