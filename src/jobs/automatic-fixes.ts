/** What customers let Watchpost run by itself: looked for when an incident was opened, and twice a minute. */
import type { Ground } from "../ground.ts"
import { type AutomaticFixes, createAutomaticFixes } from "../respond/run-automatic.ts"

/** `wakeJobs` is called when a fix waits, or a card is owed. */
export function automaticFixes(
  { config, store, now, log }: Pick<Ground, "config" | "store" | "now" | "log">,
  wakeJobs: () => void,
): AutomaticFixes {
  const customers = config.customers.flatMap(({ id, displayName, canRespond, automatic }) =>
    automatic === undefined || !canRespond ? [] : [{ id, displayName, automatic }],
  )
  return createAutomaticFixes({ store, customers, wakeJobs, now, log })
}
