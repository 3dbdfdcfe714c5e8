/** Lists the feed: the live window, then gaps newest first, then once a day everything that is still offered. */
import { allEnded } from "../lib/all-ended.ts"
import { MINUTE } from "../lib/time-units.ts"
import type { FeedCursor, NewGap, Subscription } from "../ports/feed-ledger.ts"
import {
  gapsBehind,
  isWeekDue,
  planLate,
  planLive,
  type Window,
  weekWindows,
  wholeSecond,
  withinReach,
} from "./plan-windows.ts"
import type { Outcome, PollDeps, Round } from "./poll-round.ts"
import { ensureSubscription } from "./run-subscription.ts"
import { tellLosses } from "./run-tell-losses.ts"

/** A round ends within this after its listing, so that later trouble is another round's. */
const ROUND_MS = 5 * MINUTE

/** The listing that moves the watermark; what the watermark jumps over is kept as gaps in the same transaction. */
export async function listLive(deps: PollDeps, round: Round): Promise<Outcome> {
  const { tenantId, type, memory } = round
  await ensureSubscription(deps, round)
  const before = memory.quiet?.cursor ?? (await deps.ledger.cursor(tenantId, type))
  // After the calls above, so that the clock is the service's own.
  const now = deps.feed.now()
  const { window, wholeDay } = planLive(before, now, memory.phase)
  const listed = await list(deps, round, window)
  // A clock ahead of Microsoft's must not skip what arrives in between: the server's time limits the watermark.
  const watermark = wholeSecond(Math.min(window.to, listed.serverNow))
  const cursor: FeedCursor = {
    since: watermark,
    ...before,
    watermark,
    lastListedAt: now,
    ...(wholeDay ? { dayListedAt: now } : {}),
  }
  const opened = await gapsOf(deps, round, before, { window, watermark })
  round.signal.throwIfAborted()
  const saving = { items: listed.items, window, at: now, cursor, opened }
  const { fresh } = await deps.ledger.saveListing(tenantId, type, saving)
  memory.refused = false
  const isNews = fresh > 0 || opened.length > 0 || isWeekDue(cursor, now, memory.phase)
  memory.quiet = isNews || memory.quiet === undefined ? undefined : { ...memory.quiet, cursor }
  return { left: false }
}

async function gapsOf(
  deps: PollDeps,
  round: Round,
  before: FeedCursor | undefined,
  listed: { readonly window: Window; readonly watermark: number },
): Promise<readonly NewGap[]> {
  if (before === undefined) return []
  const { disabledSince } =
    round.memory.quiet === undefined ? await subscriptionOf(deps, round) : NOT_DISABLED
  const parts = gapsBehind(before, { ...listed, always: disabledSince !== undefined })
  if (parts.length === 0) return []
  const trouble = await deps.ledger.trouble(round.tenantId, round.type)
  // Trouble that was told well after the last good listing means that we were there and couldn't list.
  const isTold = trouble !== undefined && trouble.at > before.lastListedAt + ROUND_MS
  const why: Pick<NewGap, "cause" | "detail"> =
    disabledSince !== undefined
      ? { cause: "disabled", detail: "" }
      : isTold
        ? { cause: "not-listed", detail: trouble.sentence }
        : { cause: "not-running", detail: "" }
  const { tenantId, type } = round
  deps.log.warn("the audit feed was not read for a while", { tenant: tenantId, type, cause: why.cause })
  return parts.map((part) => ({ ...part, ...why }))
}

const NOT_DISABLED: Pick<Subscription, "disabledSince"> = {}
const subscriptionOf = (deps: PollDeps, { tenantId, type }: Round): Promise<Subscription> =>
  deps.ledger.subscription(tenantId, type)

/** Makes room for live content between two windows when it takes long. */
export async function listLate(deps: PollDeps, round: Round): Promise<Outcome> {
  const { tenantId, type, memory, signal } = round
  const cursor = await deps.ledger.cursor(tenantId, type)
  if (cursor === undefined) return { left: false }
  const gaps = await deps.ledger.openGaps(tenantId, type)
  const plan = planLate(gaps, deps.feed.now())
  signal.throwIfAborted()
  await allEnded(plan.lost.map((gap) => deps.ledger.loseGap(tenantId, gap, gap.to, deps.feed.now())))
  let isLost = plan.lost.length > 0
  for (const { window, gap } of plan.windows) {
    if (round.isLong()) return { left: true }
    const { items } = await list(deps, round, window)
    signal.throwIfAborted()
    if (window.from > gap.from) {
      await deps.ledger.loseGap(tenantId, gap, window.from, deps.feed.now())
      isLost = true
    }
    await deps.ledger.saveListing(tenantId, type, { items, window, at: deps.feed.now() })
  }
  if (isLost) await tellLosses(deps, round)
  if (isWeekDue(cursor, deps.feed.now(), memory.phase)) memory.week ??= weekWindows(deps.feed.now())
  if (memory.week === undefined) return { left: false }
  // Nothing of it is urgent: when all turns are taken, a later round takes it up.
  return (await round.weekTurns.takeIfFree(() => listWeek(deps, round))) ?? { left: false }
}

/** Finds what was registered long after its time, and takes up again what was given up and is still offered. */
async function listWeek(deps: PollDeps, round: Round): Promise<Outcome> {
  const { tenantId, type, memory, signal } = round
  while (memory.week !== undefined && memory.week.length > 0) {
    if (round.isLong()) return { left: true }
    const [next, ...others] = memory.week
    const window = next === undefined ? undefined : withinReach(next, deps.feed.now())
    if (window !== undefined) {
      const { items } = await list(deps, round, window)
      signal.throwIfAborted()
      await deps.ledger.saveListing(tenantId, type, { items, window, at: deps.feed.now(), reopen: true })
    }
    memory.week = others
  }
  memory.week = undefined
  const cursor = await deps.ledger.cursor(tenantId, type)
  if (cursor === undefined) return { left: false }
  const now = deps.feed.now()
  const window = { from: now, to: now }
  signal.throwIfAborted()
  await deps.ledger.saveListing(tenantId, type, {
    items: [],
    window,
    at: now,
    cursor: { ...cursor, weekListedAt: now },
  })
  await tellLosses(deps, round)
  return { left: false }
}

async function list(deps: PollDeps, round: Round, window: Window): ReturnType<PollDeps["feed"]["list"]> {
  const { tenantId, type, signal } = round
  const listed = await deps.feed.list(tenantId, type, window.from, window.to, signal)
  signal.throwIfAborted()
  return listed
}
