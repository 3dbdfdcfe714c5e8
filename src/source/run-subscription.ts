/** Keeps the subscription of a content type enabled, and remembers from when on it may have collected nothing. */
import { outlasting } from "../lib/outlasting.ts"
import { MINUTE } from "../lib/time-units.ts"
import type { PollDeps, Round } from "./poll-round.ts"

/** Source: Activity API reference, "Start a subscription": wait 15 minutes between starts. */
const START_PAUSE_MS = 15 * MINUTE
const CHECK_MS = 60 * MINUTE
/** How long a start that is on its way when Watchpost stops may still take, milliseconds: less than is waited for jobs then. */
const LAST_START_MS = 2_000

/** Looked at hourly, at the start of the process, and after every trouble. Throws what the feed throws. */
export async function ensureSubscription(deps: PollDeps, round: Round): Promise<void> {
  const { memory, type } = round
  if (memory.enabledAt !== undefined && isWithin(CHECK_MS, memory.enabledAt, deps.feed.now())) return
  const enabled = await round.enabledTypes()
  round.signal.throwIfAborted()
  const isOff = !enabled.includes(type)
  if (isOff) await noteDisabled(deps, round)
  if ((isOff || memory.refused) && !(await start(deps, round))) return
  memory.enabledAt = deps.feed.now()
}

/**
 * The subscription was seen missing or disabled. What the listings before this were complete to is the last
 * time that it was surely on; before the first contact there is nothing to miss.
 */
export async function noteDisabled(deps: PollDeps, round: Round): Promise<void> {
  const { tenantId, type, memory } = round
  memory.refused = true
  memory.quiet = undefined
  const cursor = await deps.ledger.cursor(tenantId, type)
  const known = await deps.ledger.subscription(tenantId, type)
  if (cursor === undefined || known.disabledSince !== undefined) return
  round.signal.throwIfAborted()
  await deps.ledger.saveSubscription(tenantId, type, { ...known, disabledSince: cursor.watermark })
  deps.log.warn("an audit subscription was off", { tenant: tenantId, type })
}

/**
 * False when the last start is too near. Written before the call: a crash after it must not start twice. An orderly stop lets
 * the call end, because what was cut off is asked for again only after those 15 minutes.
 */
async function start(deps: PollDeps, round: Round): Promise<boolean> {
  const { tenantId, type } = round
  const now = deps.feed.now()
  const known = await deps.ledger.subscription(tenantId, type)
  if (known.startedAt !== undefined && isWithin(START_PAUSE_MS, known.startedAt, now)) return false
  round.signal.throwIfAborted()
  await deps.ledger.saveSubscription(tenantId, type, { ...known, startedAt: now, waiting: true })
  const { signal, over } = outlasting(round.signal, LAST_START_MS)
  try {
    await deps.feed.start(tenantId, type, signal)
  } catch (thrown) {
    signal.throwIfAborted()
    // A start that was refused doesn't count: it is asked again as soon as the tenant's pause is over.
    await deps.ledger.saveSubscription(tenantId, type, known)
    throw thrown
  } finally {
    over()
  }
  deps.log.info("an audit subscription was started", { tenant: tenantId, type })
  round.signal.throwIfAborted()
  return true
}

/** False also when the last time lies in the future: then a clock was wrong. */
const isWithin = (pause: number, last: number, now: number): boolean => now >= last && now - last < pause
