/**
 * A loop that never overlaps itself, ends with its signal and survives what it runs.
 * For what happens seldom and by the clock there is `housekeeping.ts`.
 */
import { setTimeout as pause } from "node:timers/promises"
import { coerceError } from "../model/errors.ts"
import type { Log } from "../ports/log.ts"

/**
 * Runs `work` and then again `intervalMs` after each end, until the signal aborts. Begins at once, or after `delayMs`.
 * `spread` (0 to 1) lengthens the pause by up to that share, so that many loops don't beat in step.
 * Resolves when the last run has ended.
 */
export async function every(
  intervalMs: number,
  work: (signal: AbortSignal) => Promise<void>,
  options: {
    readonly signal: AbortSignal
    readonly log: Log
    readonly name: string
    readonly spread?: number
    readonly delayMs?: number
  },
): Promise<void> {
  const { signal, log, name, spread = 0, delayMs = 0 } = options
  if (delayMs > 0) await pause(delayMs, undefined, { signal }).catch(() => undefined)
  while (!signal.aborted) {
    try {
      await work(signal)
    } catch (thrown) {
      if (signal.aborted) return
      log.error("a job failed and will run again", { job: name, problem: coerceError(thrown).message })
    }
    const jitter = intervalMs * spread * Math.random()
    await pause(intervalMs + jitter, undefined, { signal }).catch(() => undefined)
  }
}
