/**
 * Makes Teams show what the outbox says: posts new cards, edits posted ones, worst and oldest first.
 * Each channel is a lane of its own, so that one that hangs or fails holds nobody else up.
 */
import { type Bell, createBell } from "../lib/bell.ts"
import { coerceError } from "../model/errors.ts"
import { forgetQuietThreads, type LaneDeps, type Lanes, mayGo, newLanes, runLane } from "./run-lane.ts"

/** Large enough that a burst for one channel, held back by its limits, does not hide what other channels are owed. */
const BATCH = 2_000
const EMPTY_LANE_PAUSE_MS = 250
const BROKEN_STORE_PAUSE_MS = 1_000
/** Looks again at least this often, milliseconds: a due time may have been set by somebody who didn't wake us. */
const LONGEST_REST_MS = 30_000

export type OutboxRunner = {
  /** Sends everything that is due and may be sent now. Answers how many cards reached Teams. */
  runOnce(signal: AbortSignal): Promise<number>
  /** Something may be due: look now. */
  wake(): void
  /** Runs until the signal aborts; resolves when the last card in flight is marked. */
  start(signal: AbortSignal): Promise<void>
}

export function createOutboxRunner(deps: LaneDeps): OutboxRunner {
  const lanes = newLanes(deps.times)
  const bell = createBell()
  return {
    async runOnce(signal) {
      await launch(deps, lanes, bell, signal)
      const sent = await Promise.all(lanes.busy.values())
      return sent.reduce((sum, count) => sum + count, 0)
    },
    wake: bell.ring,
    async start(signal) {
      while (!signal.aborted) {
        bell.clear()
        const restMs = await look(deps, lanes, bell, signal)
        await bell.wait(restMs, signal)
      }
      await Promise.all(lanes.busy.values())
    },
  }
}

/** Starts what may start; answers how long nothing else can be due, milliseconds. */
async function look(deps: LaneDeps, lanes: Lanes, bell: Bell, signal: AbortSignal): Promise<number> {
  try {
    await launch(deps, lanes, bell, signal)
    const due = [await deps.outbox.nextDue(), lanes.heldUntil].filter((at) => at !== undefined)
    return Math.min(LONGEST_REST_MS, ...due.map((at) => Math.max(EMPTY_LANE_PAUSE_MS, at - deps.now())))
  } catch (thrown) {
    deps.log.error("the outbox could not be read", { reason: coerceError(thrown).message })
    return BROKEN_STORE_PAUSE_MS
  }
}

async function launch(deps: LaneDeps, lanes: Lanes, bell: Bell, signal: AbortSignal): Promise<void> {
  const due = await deps.outbox.due(deps.now(), BATCH)
  lanes.heldUntil = undefined
  forgetQuietThreads(lanes, deps.now())
  for (const [channel, waiting] of Map.groupBy(due, (card) => card.channel.conversationId)) {
    if (lanes.busy.has(channel)) continue
    const cards = waiting.filter((card) => mayGo(lanes, card, deps.now()))
    if (cards.length === 0) continue
    const lane = runLane(deps, lanes, cards, signal)
    lanes.busy.set(channel, lane)
    lane.then((sent) => {
      lanes.busy.delete(channel)
      // There may be more. A lane that got nothing through rests first, so that a broken store is not hammered.
      if (sent > 0) bell.ring()
    })
  }
}
