/** Says what was lost lately: a health line of its own that a good round doesn't wipe, and the log. */
import { DAY } from "../lib/time-units.ts"
import { lossesOf } from "../model/feed-losses.ts"
import { lossSentence } from "./coverage.ts"
import type { PollDeps, Round } from "./poll-round.ts"

/** So long a loss is part of the tenant's health; in the ledger it stays. */
const TOLD_MS = 7 * DAY

/** Called after every loss, and daily, so that an old one stops being told. */
export async function tellLosses(deps: PollDeps, round: Round): Promise<void> {
  const { tenantId, type } = round
  const ledgers = await deps.ledger.ledgers(tenantId)
  const sentence = lossSentence(
    ledgers.filter((one) => one.type === type),
    deps.feed.now() - TOLD_MS,
  )
  const source = lossesOf(type)
  round.signal.throwIfAborted()
  if (sentence === undefined) return deps.ledger.forgetHealth(tenantId, source)
  await deps.ledger.saveHealth(tenantId, source, "trouble", sentence, deps.now())
  deps.log.warn("audit content is lost", { tenant: tenantId, type, problem: sentence })
}
