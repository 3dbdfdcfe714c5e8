/** Sends a read again when its failure passes by itself: it changes nothing, so that any number of times is as good as one. */
import { setTimeout as pause } from "node:timers/promises"
import pRetry from "p-retry"
import { AppError, UpstreamError } from "../../model/errors.ts"

/** When a throttled answer names no time. Source: clients in the field wait 3 s. */
const THROTTLE_WAIT_MS = 3000
/** A longer wait is the caller's business: a technician is looking at the card. */
const LONGEST_WAIT_MS = 30_000

export type Patience = {
  /** How often it is sent again. */
  readonly retries: number
  /** First pause between attempts, in milliseconds; doubles, with jitter. A throttled answer's own time comes on top. */
  readonly delayMs: number
  readonly signal: AbortSignal
}

/** Throws what the last attempt threw, and the abort reason. */
export const readAgain = <Answer>(
  read: () => Promise<Answer>,
  { retries, delayMs, signal }: Patience,
): Promise<Answer> =>
  pRetry(read, {
    retries,
    minTimeout: delayMs,
    randomize: true,
    signal,
    shouldRetry: ({ error }) =>
      error instanceof AppError && error.retry && (!isThrottle(error) || isShortThrottle(error)),
    onFailedAttempt: async ({ error, retriesLeft }) => {
      if (retriesLeft === 0 || !isShortThrottle(error)) return
      await pause(waitOf(error), undefined, { signal })
    },
  })

const isThrottle = (thrown: unknown): thrown is UpstreamError =>
  thrown instanceof UpstreamError && thrown.code === "ERR_UPSTREAM_THROTTLED"

/** Refused before any work, and not for long. */
export const isShortThrottle = (thrown: unknown): thrown is UpstreamError =>
  isThrottle(thrown) && waitOf(thrown) <= LONGEST_WAIT_MS

/** Milliseconds. */
export const waitOf = (error: UpstreamError): number => error.retryAfterMs ?? THROTTLE_WAIT_MS
