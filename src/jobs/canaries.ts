/** When canaries are written: each customer's first some minutes after a start, and then one a day. */
import type { Ground } from "../ground.ts"
import { createCanaries } from "../onboard/run-canary.ts"
import { every } from "./every.ts"

/** Resolves when the signal has aborted and the last round has ended. */
export function canariesForever(
  { config, store, outside, log, now }: Ground,
  signal: AbortSignal,
): Promise<void> {
  const { canaries, brake, sight } = store
  const write = createCanaries({ ...{ canaries, brake, sight, log, now }, admin: outside.admin })
  const lookMs = config.poll.sweepSeconds * 1000
  const round = (own: AbortSignal): Promise<void> => write(config.customers, own)
  return every(lookMs, round, { signal, log, name: "canaries", spread: 0.1, delayMs: lookMs })
}
