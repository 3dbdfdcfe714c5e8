/** A loop for work that usually announces itself: woken at once, and looking by itself now and then. */
import { createBell } from "../lib/bell.ts"
import { coerceError } from "../model/errors.ts"
import type { Log } from "../ports/log.ts"

export type WokenLoop = {
  wake(): void
  /** Runs until the signal aborts; resolves when the last run has ended. */
  start(signal: AbortSignal): Promise<void>
}

/** `restMs` is the longest time between two looks. A run that fails is logged and repeated after it. */
export function createWokenLoop(
  work: (signal: AbortSignal) => Promise<unknown>,
  options: { readonly name: string; readonly restMs: number; readonly log: Log },
): WokenLoop {
  const bell = createBell()
  return {
    wake: bell.ring,
    async start(signal) {
      while (!signal.aborted) {
        bell.clear()
        try {
          await work(signal)
        } catch (thrown) {
          if (signal.aborted) return
          options.log.error("a job failed and will run again", {
            job: options.name,
            problem: coerceError(thrown).message,
          })
        }
        await bell.wait(options.restMs, signal)
      }
    },
  }
}
