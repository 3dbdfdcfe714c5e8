/** Reads what a fix is about, patiently: the service may be busy, and its replicas lag. */
import { setTimeout } from "node:timers/promises"
import { UpstreamError } from "../model/errors.ts"
import type { PlannedCall, Remediation } from "../model/remediation.ts"
import type { TenantAdmin } from "../ports/tenant-admin.ts"
import type { Action, Snapshot, Subject } from "./action-contract.ts"
import { isSeen } from "./half-done.ts"
import { reachOf } from "./reach.ts"
import { asAppError } from "./run-calls.ts"

export type Reading = {
  readonly deps: {
    readonly admin: TenantAdmin
    /** Pauses between reads; ends early when the signal is aborted. */
    readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>
  }
  readonly remediation: Pick<Remediation, "tenantId">
  readonly action: Action
  readonly signal: AbortSignal
}

/** Exchange's and Entra's replicas lag: a change may be seen seconds after it was accepted. */
const READ_BACK_PAUSES_MS = [1_000, 2_000, 4_000, 8_000] as const
const READ_PAUSES_MS = [1_000, 3_000] as const
const LONGEST_PAUSE_MS = 30_000

/** Until it is done; where a part was refused, until the other part is seen. */
export async function readBack(
  run: Reading & { readonly subject: Subject; readonly sent: readonly PlannedCall[] },
  refused: boolean,
): Promise<Snapshot> {
  const { action, subject, sent } = run
  const isEnough = (seen: Snapshot): boolean =>
    action.isDone(subject, seen) || (refused && isSeen(action, subject, sent, seen))
  let after = await readPatiently(run, subject)
  for (const ms of READ_BACK_PAUSES_MS) {
    if (isEnough(after)) return after
    await pause(run, ms)
    after = await readPatiently(run, subject)
  }
  return after
}

export async function readPatiently(run: Reading, subject: Subject): Promise<Snapshot> {
  const { deps, remediation, action, signal } = run
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await action.read(subject, reachOf(deps.admin, remediation.tenantId, signal))
    } catch (thrown) {
      const pauseMs = READ_PAUSES_MS[attempt]
      if (signal.aborted) throw thrown
      const error = asAppError(thrown)
      if (!(error instanceof UpstreamError) || pauseMs === undefined) throw error
      await pause(run, pauseFor(error, pauseMs))
    }
  }
}

/** After a call without an answer. */
export const pauseAfter = (run: Reading, trouble: UpstreamError): Promise<void> =>
  pause(run, pauseFor(trouble, READ_PAUSES_MS[0]))

const pauseFor = (error: UpstreamError, ms: number): number =>
  Math.min(LONGEST_PAUSE_MS, Math.max(ms, error.retryAfterMs ?? 0))

async function pause({ deps, signal }: Reading, ms: number): Promise<void> {
  if (deps.wait !== undefined) return deps.wait(ms, signal)
  await setTimeout(ms, undefined, { signal })
}
