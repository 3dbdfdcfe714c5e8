/**
 * Sends the messages that are owed, in each thread the oldest first, and notes each in the trail. After a death between
 * sending and noting, or a time-out, one is looked for in its channel like a card. Chats and webhooks can't be read: there
 * it is sent again, because twice is better than never.
 */
import { noticeMarker } from "../card/card-marker.ts"
import { AppError, coerceError, UpstreamError } from "../model/errors.ts"
import type { IncidentId } from "../model/ids.ts"
import { type Notice, type OwedNotice, PLACES, type PlaceKind } from "../model/notice.ts"
import type { TrailNote } from "../model/trail-entry.ts"
import type { CardFinder } from "../ports/card-finder.ts"
import type { Log } from "../ports/log.ts"
import type { NoticeSender } from "../ports/notice-sender.ts"
import type { Notices } from "../ports/notices.ts"
import { backoffMs, farBackoffMs } from "./backoff.ts"
import { earliestSend, type SendTimes, withSend } from "./rate.ts"
import { findInterrupted, isRefusal, isThrottling, SETTLE_MS } from "./run-find-card.ts"
import type { LostChannels } from "./run-lost-channels.ts"

export type NoticeDeps = {
  readonly notices: Pick<Notices, "due" | "sending" | "notSent" | "done" | "failed">
  readonly sender: NoticeSender
  readonly finder: CardFinder
  /** False once nobody needs to look at this incident any more. */
  readonly isWaiting: (incident: IncidentId, notice: Notice) => Promise<boolean>
  /** Instants of sends by thread, shared with the cards: Teams counts both. */
  readonly times: Map<string, SendTimes>
  readonly channels?: LostChannels
  /** What was sent and couldn't be noted, by key: it is noted before anything is sent a second time. */
  readonly unnoted: Map<string, Posted>
  /** Milliseconds UTC. */
  readonly now: () => number
  readonly log: Log
  /** Between 0 and 1; for tests. */
  readonly chance?: () => number
}

type Posted = { readonly activityId?: string }

const BATCH = 200

/**
 * Sends what is due at these places and what the limits allow. Answers how many were sent. Each thread by itself and in
 * order, so that one that hangs holds no other up.
 */
export async function sendNotices(
  deps: NoticeDeps,
  signal: AbortSignal,
  places: readonly PlaceKind[] = PLACES,
): Promise<number> {
  const due = await deps.notices.due(deps.now(), BATCH, places)
  const threads = [...Map.groupBy(due, threadOf).values()]
  const sent = await Promise.all(threads.map((notices) => sendThread(notices, deps, signal)))
  return sent.reduce((sum, count) => sum + count, 0)
}

async function sendThread(
  notices: readonly OwedNotice[],
  deps: NoticeDeps,
  signal: AbortSignal,
): Promise<number> {
  let sent = 0
  for (const notice of notices) {
    if (signal.aborted) break
    const end = await sendOne(notice, deps)
    if (end === "sent") sent += 1
    if (end === "throttled") break
  }
  return sent
}

type End = "sent" | "waits" | "throttled"

/** Never throws: a thread that ends early would leave the others running beside the next round. */
async function sendOne(notice: OwedNotice, deps: NoticeDeps): Promise<End> {
  const { now, notices, times } = deps
  try {
    const unnoted = deps.unnoted.get(notice.key)
    if (unnoted !== undefined) {
      await noteSent(notice, unnoted, deps)
      return "sent"
    }
    if (!(await isNeeded(notice, deps))) {
      await notices.done(notice.key, now(), noteOf(notice, now(), "Not sent any more", {}))
      return "waits"
    }
    const thread = threadOf(notice)
    const known = times.get(thread) ?? []
    if (earliestSend(known, now()) > now()) return "waits"
    times.set(thread, withSend(known, now()))
    const posted = (await findNotice(notice, deps)) ?? (await send(notice, deps))
    if (posted === undefined) return "waits"
    await noteSent(notice, posted, deps)
    return "sent"
  } catch (thrown) {
    await postpone(notice, coerceError(thrown), deps)
    return isThrottling(thrown) ? "throttled" : "waits"
  }
}

/** A store that takes nothing must not have somebody called every two seconds. */
async function noteSent(notice: OwedNotice, posted: Posted, deps: NoticeDeps): Promise<void> {
  const { notices, now, unnoted, channels } = deps
  unnoted.set(notice.key, posted)
  await notices.done(notice.key, now(), noteOf(notice, now(), "Sent", posted))
  unnoted.delete(notice.key)
  if (notice.to.kind === "channel") await channels?.found(notice.to.channel)
}

const findNotice = async ({ to, key, kind, sendingSince }: OwedNotice, deps: NoticeDeps) =>
  to.kind === "channel"
    ? findInterrupted(deps, {
        channel: to.channel,
        marker: noticeMarker(key),
        since: sendingSince,
        data: { kind },
      })
    : undefined

/** Written down before the call, where somebody could look for it afterwards. Undefined when it isn't owed any more. */
async function send(notice: OwedNotice, { notices, sender, now }: NoticeDeps) {
  if (notice.to.kind !== "channel") return sender.send(notice)
  if (!(await notices.sending(notice.key, now(), now() + SETTLE_MS))) return undefined
  try {
    return await sender.send(notice)
  } catch (thrown) {
    if (isRefusal(thrown)) await notices.notSent(notice.key)
    throw thrown
  }
}

/** Whoever is called for what somebody has taken meanwhile, is called for nothing. */
async function isNeeded(notice: OwedNotice, { isWaiting }: NoticeDeps): Promise<boolean> {
  if (notice.incidents === undefined) return true
  const waiting = await Promise.all(notice.incidents.map((id) => isWaiting(id, notice)))
  return waiting.includes(true)
}

const threadOf = ({ to }: OwedNotice): string =>
  to.kind === "channel" ? to.channel.conversationId : to.kind === "person" ? to.person.objectId : "webhook"

function noteOf(notice: OwedNotice, at: number, verb: string, posted: Posted): TrailNote {
  const [only, ...others] = notice.incidents ?? []
  return {
    at,
    kind: notice.kind === "anchor" ? "anchor" : "delivery",
    who: "watchpost",
    ...(notice.tenantId === undefined ? {} : { tenantId: notice.tenantId }),
    ...(only === undefined || others.length > 0 ? {} : { incidentId: only }),
    what: `${verb} (${notice.kind}): ${notice.title}.`,
    data: { ...notice.data, to: threadOf(notice), place: notice.to.kind, ...posted },
  }
}

async function postpone(notice: OwedNotice, error: Error, deps: NoticeDeps): Promise<void> {
  const chance = (deps.chance ?? Math.random)()
  const retryAfterMs = error instanceof UpstreamError ? error.retryAfterMs : undefined
  const waitMs =
    error instanceof AppError && !error.retry
      ? farBackoffMs(chance)
      : // What may be on its way is not looked for too early.
        Math.max(isRefusal(error) ? 0 : SETTLE_MS, backoffMs(notice.attempts, chance, retryAfterMs))
  const reason = error.message
  if (notice.to.kind === "channel") await deps.channels?.refused(notice.to.channel, error)
  deps.log.warn("a message could not be sent; trying again later", {
    kind: notice.kind,
    place: notice.to.kind,
    reason,
    waitMs,
  })
  try {
    await deps.notices.failed(notice.key, deps.now() + waitMs, reason)
  } catch (thrown) {
    deps.log.error("a failed message could not be postponed", { reason: coerceError(thrown).message })
  }
}
