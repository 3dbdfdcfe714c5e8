/** What happens by the clock and seldom: customers' domains, monthly cards, old proofs. Times are the server's. */
import { schedule } from "node-cron"
import { coerceError } from "../model/errors.ts"
import type { Log } from "../ports/log.ts"

export type Chore = {
  readonly name: string
  /** A cron expression of five fields. */
  readonly at: string
  readonly run: () => Promise<void>
}

/** Schedules the chores; a chore that is still running is not started again. Returns what stops them all. */
export function startHousekeeping(chores: readonly Chore[], log: Log): () => Promise<void> {
  const tasks = chores.map((chore) =>
    schedule(
      chore.at,
      async () => {
        try {
          await chore.run()
        } catch (thrown) {
          log.error("a chore failed and will run again", {
            job: chore.name,
            problem: coerceError(thrown).message,
          })
        }
      },
      { name: chore.name, noOverlap: true },
    ),
  )
  return async () => {
    for (const task of tasks) await task.destroy()
  }
}
