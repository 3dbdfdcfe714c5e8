/** Reads what the customer's tenant says now about an incident, for the first card. It never holds the card up for long. */
import { isFix } from "../model/action.ts"
import type { Incident, LiveState } from "../model/alert.ts"
import { AppError } from "../model/errors.ts"
import type { TenantAdmin } from "../ports/tenant-admin.ts"
import { ACTIONS } from "./actions/catalogue.ts"
import { subjectOf } from "./subject.ts"

export type LiveReaderDeps = {
  readonly admin: TenantAdmin
  /** Milliseconds UTC. */
  readonly now: () => number
  /** The read is given up after this time; the card then goes out without it. */
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 8_000

/** Never throws: what can't be read becomes a `problem` sentence. No lines when the alert has no fix to read for. */
export function createLiveReader(
  deps: LiveReaderDeps,
): (incident: Pick<Incident, "tenantId" | "alert">, signal?: AbortSignal) => Promise<LiveState> {
  return async (incident, outer) => {
    const fix = incident.alert.rule.actions.find(isFix)
    if (fix === undefined) return { at: deps.now(), lines: [] }

    const timeout = AbortSignal.timeout(deps.timeoutMs ?? TIMEOUT_MS)
    const signal = outer === undefined ? timeout : AbortSignal.any([outer, timeout])
    const action = ACTIONS[fix]
    try {
      const read = action.read(subjectOf(incident.alert), deps.admin, incident.tenantId, signal)
      const snapshot = await Promise.race([read, aborted(signal)])
      return { at: deps.now(), lines: action.live(snapshot) }
    } catch (thrown) {
      return { at: deps.now(), lines: [], problem: sentenceFor(thrown, signal) }
    }
  }
}

/** Rejects when the signal fires, because a service that hangs may not listen to it. */
const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener("abort", () => reject(signal.reason), { once: true })
  })

function sentenceFor(thrown: unknown, signal: AbortSignal): string {
  if (thrown instanceof AppError) return thrown.advice
  return signal.aborted
    ? "Exchange didn't answer in time; the state now isn't known."
    : "The state now couldn't be read."
}
