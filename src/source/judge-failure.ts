/** A blob could not be fetched or stored: try again, or give it up with a reason? Pure. */
import { ContentError } from "../model/errors.ts"
import type { GivenUpState, OpenContent, Postponement } from "../ports/feed-ledger.ts"
import { blobBackoff } from "./feed-memory.ts"

/**
 * So many failures that speak about the blob itself end it. A blob is offered a moment before it can be had, and an
 * answer can break off: with the pauses in between this takes a quarter of an hour.
 */
const STRIKES = 5

export type FailureVerdict =
  | { readonly kind: "again"; readonly postponement: Omit<Postponement, "reason"> }
  | { readonly kind: "give-up"; readonly state: GivenUpState }

/** `now` by the feed's clock, milliseconds UTC; `jitter` 0 to 1. Trouble on the way to a blob never ends it before it expires. */
export function judgeFailure(
  item: OpenContent,
  error: Error,
  moment: { readonly now: number; readonly jitter: number },
): FailureVerdict {
  if (error instanceof ContentError) {
    if (error.kind === "too-large") return { kind: "give-up", state: "too-large" }
    if (error.kind === "expired") return { kind: "give-up", state: "lost" }
    if (item.strikes + 1 >= STRIKES) {
      return { kind: "give-up", state: error.kind === "gone" ? "lost" : "unreadable" }
    }
  }
  if (item.expiresAt <= moment.now) return { kind: "give-up", state: "lost" }
  return {
    kind: "again",
    postponement: {
      nextAttemptAt: moment.now + blobBackoff(item.attempts + 1, moment.jitter),
      strike: error instanceof ContentError,
    },
  }
}
