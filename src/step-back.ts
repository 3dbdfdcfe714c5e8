/** Worker threads step back behind the bot's: somebody who waits for an answer comes before what is worked off. */
import { setPriority } from "node:os"
import { coerceError } from "./model/errors.ts"

/** Lower than usual (0 to 19). */
const NICENESS = 5

/** On Linux a thread has a priority of its own; elsewhere this would be the bot's, too. Tells why it may not, if so. */
export function stepBack(): string | undefined {
  if (process.platform !== "linux") return undefined
  try {
    setPriority(NICENESS)
    return undefined
  } catch (thrown) {
    // A hardened service may not: then all threads are equal, as elsewhere.
    return coerceError(thrown).message
  }
}
