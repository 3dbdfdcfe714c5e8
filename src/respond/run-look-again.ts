/**
 * One later look at a fix that failed because what Microsoft took couldn't be seen: its replicas may agree by now. Nothing
 * is called, whatever is found. The look stands in the journal, so a restart takes it up.
 */
import { AppError, IntegrityError } from "../model/errors.ts"
import type { Remediation } from "../model/remediation.ts"
import type { Snapshot } from "./action-contract.ts"
import { resultNote, withLook } from "./outcome.ts"
import { actionOf, type End, type FixDeps, withPickUp } from "./run-one-fix.ts"
import { readPatiently } from "./run-read-back.ts"

/**
 * False where somebody pressed in the meantime: then that run tells. Throws what the store throws, and the abort reason;
 * then it is looked at in the next round.
 */
export async function lookAgain(deps: FixDeps, row: Remediation, signal: AbortSignal): Promise<boolean> {
  const { seen, end } = await look(deps, row, signal)
  const { leaves: _, ...proven } = row
  const ended = { ...(end.state === "verified" ? proven : row), ...end, finishedAt: deps.now() }
  const told = seen === undefined ? ended : { ...ended, after: seen }
  const rows = await deps.store.journal.ofIncident(row.incidentId)
  return deps.store.journal.looked(ended, resultNote(row, told, [], ended.finishedAt), (incident) =>
    withLook(incident, told, rows),
  )
}

/** What isn't seen is left as it was for the next press: what stands there by now may be somebody else's. */
async function look(
  deps: FixDeps,
  row: Remediation,
  signal: AbortSignal,
): Promise<{ readonly end: End; readonly seen?: Snapshot }> {
  const { before = {} } = row
  const unseen = (result: string): End => ({
    state: "failed",
    result: `${result} Look at it in the admin center, or press again.`,
  })
  const action = await actionOf(deps, row)
  const subject = action.pin(row.subject, before)
  try {
    const seen = await readPatiently({ deps, remediation: row, action, signal }, subject)
    const result = action.describe(before, seen)
    if (!action.isDone(subject, seen)) return { seen, end: unseen(`Looked at once more: ${result}`) }
    return { seen, end: withPickUp({ deps, passwords: [] }, row, { state: "verified", after: seen, result }) }
  } catch (thrown) {
    if (signal.aborted || !(thrown instanceof AppError) || thrown instanceof IntegrityError) throw thrown
    return { end: unseen(`It couldn't be looked at once more: ${thrown.advice}`) }
  }
}
