/**
 * A post whose end nobody knows (a death, a time-out, a gateway's error): is the card or message in the channel? What is
 * found is taken over instead of being posted again.
 */
import { DAY, MINUTE } from "../lib/time-units.ts"
import type { Channel } from "../model/delivery.ts"
import { coerceError, DeliveryError, UpstreamError } from "../model/errors.ts"
import type { JsonObject } from "../model/json.ts"
import type { CardFinder } from "../ports/card-finder.ts"
import type { Log } from "../ports/log.ts"
import type { PostedCard } from "../ports/messenger.ts"

/** After a post began, nobody looks for so long: it may still be on its way, and a listing may lag behind it. */
export const SETTLE_MS = 5_000
/** A post whose beginning lies ahead of us began while the clock was wrong: it is looked for among those of the last day. */
const WRONG_CLOCK_MS = DAY
/** A channel that can't be read just now is tried again for so long. A card posted twice is better than one that is late. */
const LOOK_PATIENCE_MS = 2 * MINUTE

type FindDeps = { readonly finder: CardFinder; readonly now: () => number; readonly log: Log }

export type Interrupted = {
  readonly channel: Channel
  /** The mark that a drawing of it carries. */
  readonly marker: string
  /** When its first post began, milliseconds UTC; missing where none did. */
  readonly since: number | undefined
  /** What it is about, for the log. */
  readonly data: JsonObject
}

/**
 * Undefined when it surely isn't there, and when nobody can look: then it is posted again, as said in the log.
 * Throws UpstreamError while looking may still succeed.
 */
export async function findInterrupted(
  deps: FindDeps,
  { channel, marker, since, data }: Interrupted,
): Promise<PostedCard | undefined> {
  if (since === undefined) return undefined
  const isAhead = since > deps.now()
  try {
    const from = isAhead ? deps.now() - WRONG_CLOCK_MS : since
    const found = await deps.finder.find(channel, marker, from)
    if (found !== undefined)
      deps.log.info("what was interrupted while posting is there; taking it over", data)
    return found
  } catch (thrown) {
    const error = coerceError(thrown)
    // Who may not look just now may still write: that is another limit.
    if (error instanceof UpstreamError && !isAhead && deps.now() - since < LOOK_PATIENCE_MS)
      throw isThrottling(error) ? notNow(error) : error
    deps.log.warn("a post may be in its channel already, and nobody can look; it is posted again", {
      ...data,
      reason: error.message,
    })
    return undefined
  }
}

const notNow = (cause: UpstreamError): UpstreamError =>
  new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", cause.message, {
    cause,
    ...(cause.retryAfterMs === undefined ? {} : { retryAfterMs: cause.retryAfterMs }),
  })

/** Teams said that it did nothing. */
export const isRefusal = (thrown: unknown): boolean => thrown instanceof DeliveryError || isThrottling(thrown)

/** It wants fewer messages in this thread, and asking again before it is over makes it longer. */
export const isThrottling = (thrown: unknown): thrown is UpstreamError =>
  thrown instanceof UpstreamError && thrown.code === "ERR_UPSTREAM_THROTTLED"
