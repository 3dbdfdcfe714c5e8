/**
 * A post whose end nobody knows (a death, a time-out, a gateway's error): is the card in the channel? What is found is
 * taken over instead of being posted again.
 */
import type { OwedCard } from "../model/delivery.ts"
import { AppError, coerceError, UpstreamError } from "../model/errors.ts"
import type { CardFinder } from "../ports/card-finder.ts"
import type { Log } from "../ports/log.ts"
import type { PostedCard } from "../ports/messenger.ts"

/** After a post began, nobody looks for so long: it may still be on its way, and a listing may lag behind it. */
export const SETTLE_MS = 5_000
/** A channel that can't be read just now is tried again for so long. A card posted twice is better than one that is late. */
const LOOK_PATIENCE_MS = 2 * 60_000

type FindDeps = { readonly finder: CardFinder; readonly now: () => number; readonly log: Log }

/**
 * Undefined when the card surely isn't there, and when nobody can look: then it is posted again, as said in the log.
 * Throws UpstreamError while looking may still succeed.
 */
export async function findInterrupted(
  deps: FindDeps,
  card: OwedCard,
  marker: string,
): Promise<PostedCard | undefined> {
  const since = card.sendingSince
  if (since === undefined) return undefined
  const data = { incidentId: card.incidentId, tenantId: card.tenantId, face: card.face }
  try {
    const found = await deps.finder.find(card.channel, marker, since)
    if (found !== undefined)
      deps.log.info("a card whose posting was interrupted is there; taking it over", data)
    return found
  } catch (thrown) {
    const error = coerceError(thrown)
    if (error instanceof UpstreamError && deps.now() - since < LOOK_PATIENCE_MS) throw error
    deps.log.warn("a card may be in its channel already, and nobody can look; it is posted again", {
      ...data,
      reason: error instanceof AppError ? error.advice : error.message,
    })
    return undefined
  }
}
