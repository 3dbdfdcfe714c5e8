/**
 * One channel's cards, one after the other. A card is marked before and after it is posted: what was interrupted in
 * between is looked for in the channel before it is posted again, so that a death neither loses nor doubles it. Nothing
 * thrown in here leaves a lane: the row stays due and is tried again.
 */
import { cardMarker } from "../card/card-marker.ts"
import { isPause } from "../lib/pause.ts"
import { HOUR } from "../lib/time-units.ts"
import type { Incident } from "../model/alert.ts"
import { isWebhook, type OwedCard, type RenderedCard } from "../model/delivery.ts"
import { ContractError, coerceError, DeliveryError, UpstreamError } from "../model/errors.ts"
import type { TrailNote } from "../model/trail-entry.ts"
import type { CardFinder } from "../ports/card-finder.ts"
import type { IncidentStore } from "../ports/incident-store.ts"
import type { Log } from "../ports/log.ts"
import type { Messenger, PostedCard } from "../ports/messenger.ts"
import type { Outbox } from "../ports/outbox.ts"
import { backoffMs, farBackoffMs } from "./backoff.ts"
import { earliestSend, type SendTimes, withSend } from "./rate.ts"
import { findInterrupted, type Interrupted, isRefusal, isThrottling, SETTLE_MS } from "./run-find-card.ts"
import type { LostChannels } from "./run-lost-channels.ts"
import { type QuestionDeps, sendQuestion } from "./run-send-question.ts"

export type LaneDeps = {
  readonly outbox: Outbox
  readonly incidents: Pick<IncidentStore, "incident">
  readonly messenger: Messenger
  readonly finder: CardFinder
  /** Draws the card from the stored state, at the last moment. */
  readonly render: (owed: OwedCard) => Promise<RenderedCard>
  /** Called before drawing, to read what the service says now. A failure is logged and doesn't hold the card up. */
  readonly prepare: (owed: OwedCard) => Promise<void>
  readonly questionLost: QuestionDeps["questionLost"]
  readonly now: () => number
  readonly log: Log
  /** Instants of sends by thread, where other senders share them. */
  readonly times?: Map<string, SendTimes>
  readonly channels?: LostChannels
  /** Between 0 and 1; for tests. */
  readonly chance?: () => number
}

export type Lanes = {
  readonly busy: Map<string, Promise<number>>
  readonly times: Map<string, SendTimes>
  /** Sent to Teams, but the store could not be told: told again before anything is sent a second time. */
  readonly unmarked: Map<string, Sent & { readonly wanted: number }>
  /** Until when Teams wants nothing in a thread, milliseconds UTC. */
  readonly quietUntil: Map<string, number>
  /** When a card that was held back by a limit may go. */
  heldUntil: number | undefined
}

/** Where the card is, and what was done for that; missing where it is as it was. */
type Sent = { readonly posted: PostedCard; readonly verb?: "Posted" | "Edited" }

export const newLanes = (times: Map<string, SendTimes> = new Map()): Lanes => ({
  busy: new Map(),
  times,
  unmarked: new Map(),
  quietUntil: new Map(),
  heldUntil: undefined,
})

/** Teams' own waits are cut at an hour. */
const LONGEST_QUIET_MS = 2 * HOUR
/** While the store takes nothing, a thread is left alone for so long: each try would read and draw for nothing. */
const BROKEN_STORE_MS = 30_000

/** Threads that no limit looks at any more are forgotten. */
export function forgetQuietThreads(lanes: Lanes, now: number): void {
  for (const [thread, times] of lanes.times) {
    if ((times.at(-1) ?? 0) < now - HOUR) lanes.times.delete(thread)
  }
  for (const [thread, until] of lanes.quietUntil)
    if (!isPause(until, now, LONGEST_QUIET_MS)) lanes.quietUntil.delete(thread)
}

/** A new card counts against its channel, an edit against the card's own thread. */
const threadOf = (card: OwedCard): string => card.threadId ?? card.channel.conversationId
const keyOf = (card: OwedCard): string => `${card.incidentId} ${card.face} ${card.channel.conversationId}`

/** False when a limit of Teams holds the card back; then it is remembered until when. */
export function mayGo(lanes: Lanes, card: OwedCard, now: number): boolean {
  const thread = threadOf(card)
  const free = Math.max(earliestSend(lanes.times.get(thread) ?? [], now), lanes.quietUntil.get(thread) ?? 0)
  if (free <= now) return true
  lanes.heldUntil = Math.min(lanes.heldUntil ?? free, free)
  return false
}

/** Sends what the limits allow and answers how many cards reached Teams. Never throws. */
export async function runLane(
  deps: LaneDeps,
  lanes: Lanes,
  cards: readonly OwedCard[],
  signal: AbortSignal,
): Promise<number> {
  let sent = 0
  for (const card of cards) {
    if (signal.aborted) break
    if (!mayGo(lanes, card, deps.now())) continue
    if (await sendOne(deps, lanes, card)) sent += 1
  }
  return sent
}

async function sendOne(deps: LaneDeps, lanes: Lanes, card: OwedCard): Promise<boolean> {
  const key = keyOf(card)
  try {
    const incident = await deps.incidents.incident(card.incidentId)
    if (incident === undefined)
      throw new DeliveryError("ERR_DELIVERY_REFUSED", "The incident of this card is gone.")
    const known = lanes.unmarked.get(key)
    const sent = known?.wanted === card.wanted ? known : await send(deps, lanes, card, incident)
    if (sent === undefined) return false
    lanes.unmarked.set(key, { ...sent, wanted: card.wanted })
    const at = deps.now()
    await deps.outbox.sent(card, sent.posted, at, deliveryNote(card, sent, incident, at))
    lanes.unmarked.delete(key)
    await deps.channels?.found(card.channel)
    return true
  } catch (thrown) {
    // Of the thread, not of this card: one that was tried often must not silence what comes after it.
    if (isThrottling(thrown))
      lanes.quietUntil.set(threadOf(card), deps.now() + backoffMs(0, chanceOf(deps), thrown.retryAfterMs))
    await postpone(deps, lanes, card, coerceError(thrown))
    return false
  }
}

/** Undefined when the card isn't owed any more. */
async function send(
  deps: LaneDeps,
  lanes: Lanes,
  card: OwedCard,
  incident: Incident,
): Promise<Sent | undefined> {
  try {
    await deps.prepare(card)
  } catch (thrown) {
    deps.log.warn("the live state could not be read before sending", {
      incidentId: card.incidentId,
      reason: coerceError(thrown).message,
    })
  }
  const rendered = await deps.render(card)
  // Counted before the call: an attempt that fails counts against the limit too.
  const thread = threadOf(card)
  lanes.times.set(thread, withSend(lanes.times.get(thread) ?? [], deps.now()))
  // A first post whose mark failed is edited from now on, never posted again.
  const known = lanes.unmarked.get(keyOf(card))?.posted
  if (card.face === "mailbox-owner")
    return sendQuestion(deps, { card, incident }, rendered, known ?? placeOf(card))
  const where = known ?? (await findInterrupted(deps, interrupted(card, incident))) ?? placeOf(card)
  // All that took its time, and so did the cards before: the channel may have been unlinked, and be another customer's.
  if (!(await deps.outbox.isOwed(card))) return undefined
  if (where === undefined) return postNew(deps, card, rendered, incident)
  if (isWebhook(card.channel)) return postAgain(deps, { card, told: where.activityId }, rendered, incident)
  try {
    await deps.messenger.update(card.channel, where, rendered)
    return { posted: where, verb: card.activityId === undefined ? "Posted" : "Edited" }
  } catch (thrown) {
    if (!(thrown instanceof DeliveryError && thrown.goneMessage)) throw thrown
    // Whoever deleted it may not be who has to look at it.
    return CLOSED.includes(incident.state) ? { posted: where } : postNew(deps, card, rendered, incident)
  }
}

const interrupted = (
  { channel, face, incidentId, tenantId, sendingSince }: OwedCard,
  incident: Incident,
): Interrupted => ({
  channel,
  marker: cardMarker(incident, face, channel.conversationId),
  since: sendingSince,
  data: { incidentId, tenantId, face },
})

/** Written down before the call: whoever finds the card unmarked later knows that it may be in the channel. */
async function postNew(
  deps: LaneDeps,
  card: OwedCard,
  rendered: RenderedCard,
  incident: Incident,
): Promise<Sent> {
  const at = deps.now()
  await deps.outbox.sending(card, at, at + SETTLE_MS)
  try {
    const posted = await deps.messenger.post(card.channel, rendered)
    const told = isWebhook(card.channel) ? { activityId: newsOf(incident) } : {}
    return { posted: { ...posted, ...told }, verb: "Posted" }
  } catch (thrown) {
    if (isRefusal(thrown)) await deps.outbox.notSent(card)
    throw thrown
  }
}

/** What a webhook's card can't be edited for, and is worth another card. */
const newsOf = ({ state, level }: Incident): string => `${level} ${CLOSED.includes(state) ? state : "open"}`
const CLOSED: readonly string[] = ["fixed", "expected", "not-a-threat"]

/** A webhook takes no edits: another card, and only when the level or the end of the incident is new. */
async function postAgain(
  deps: LaneDeps,
  { card, told }: { readonly card: OwedCard; readonly told: string },
  rendered: RenderedCard,
  incident: Incident,
): Promise<Sent> {
  const posted = { threadId: card.channel.conversationId, activityId: newsOf(incident) }
  if (told === posted.activityId) return { posted }
  await deps.messenger.post(card.channel, rendered)
  return { posted, verb: "Posted" }
}

const placeOf = (card: OwedCard): PostedCard | undefined =>
  card.activityId !== undefined && card.threadId !== undefined
    ? { activityId: card.activityId, threadId: card.threadId }
    : undefined

function deliveryNote(
  card: OwedCard,
  { posted, verb }: Sent,
  incident: Incident,
  at: number,
): TrailNote | undefined {
  if (verb === undefined) return undefined
  return {
    at,
    kind: "delivery",
    who: "watchpost",
    tenantId: card.tenantId,
    incidentId: card.incidentId,
    what: `${verb} the ${card.face} card of incident ${card.incidentId}.`,
    data: {
      face: card.face,
      conversationId: card.channel.conversationId,
      activityId: posted.activityId,
      version: card.wanted,
      state: incident.state,
      level: incident.level,
    },
  }
}

const chanceOf = ({ chance = Math.random }: LaneDeps): number => chance()

/** Nothing thrown here may stop the lane: the row stays due and is tried again. */
async function postpone(deps: LaneDeps, lanes: Lanes, card: OwedCard, error: Error): Promise<void> {
  const forPeople = error instanceof DeliveryError || error instanceof ContractError
  const waitMs = Math.max(
    // What may be on its way is not looked for too early.
    card.activityId === undefined && !isRefusal(error) ? SETTLE_MS : 0,
    forPeople
      ? farBackoffMs(chanceOf(deps))
      : backoffMs(
          card.attempts,
          chanceOf(deps),
          error instanceof UpstreamError ? error.retryAfterMs : undefined,
        ),
  )
  const data = {
    incidentId: card.incidentId,
    tenantId: card.tenantId,
    face: card.face,
    reason: error.message,
    waitMs,
  }
  await deps.channels?.refused(card.channel, error)
  if (forPeople) deps.log.warn("a card can't be sent as it is; a person must look", data)
  else if (error instanceof UpstreamError) deps.log.info("a card could not be sent; trying again later", data)
  else deps.log.error("a card could not be sent", data)
  try {
    await deps.outbox.failed(card, deps.now() + waitMs, error.message)
  } catch (thrown) {
    deps.log.error("a failed card could not be postponed", { reason: coerceError(thrown).message })
    lanes.quietUntil.set(threadOf(card), deps.now() + BROKEN_STORE_MS)
  }
}
