/** What a run that failed left behind, and what the next press of the same fix takes over from it. Pure. */
import { RemediationError } from "../model/errors.ts"
import type { LeftBehind, PlannedCall, Remediation } from "../model/remediation.ts"
import type { Action, Snapshot, Subject } from "./action-contract.ts"
import { differences, hasChanged, isPartOf, workHash } from "./undo.ts"

/** What an earlier press found before it changed anything, and what it left. */
export type TakenOver = { readonly before: Snapshot; readonly leaves: LeftBehind }

/**
 * What an earlier press did of this fix, and left unfinished, belongs to this one, so that taking it back brings back all of
 * it; unless somebody changed something since. `rows` are all runs of the incident, `seen` is what the service says now.
 */
export function takenOver(
  action: Action,
  { id, action: name, part, subject }: Remediation,
  rows: readonly Remediation[],
  seen: Snapshot,
): TakenOver | undefined {
  const isSame = (row: Remediation): boolean => row.action === name && row.part === part && row.id !== id
  const last = rows.findLast((row) => isSame(row) && hasChanged(row))
  if (last?.state !== "failed" || last.before === undefined || last.leaves === undefined) return undefined
  const tried = lastTry(rows, last)
  const left = tried?.after ?? last.after ?? last.before
  const isOurs = [last, tried].some((row) => row?.leaves === "unsure")
    ? isPartOf(action, action.pin(subject, last.before), seen, left)
    : differences(action, left, seen).length === 0
  return isOurs ? { before: last.before, leaves: last.leaves } : undefined
}

/** The newest run that took back a part of this fix, or may have, and failed. */
export const lastTry = (rows: readonly Remediation[], { id }: Remediation): Remediation | undefined =>
  rows.findLast(
    ({ undoes, state, after, leaves }) =>
      undoes === id && state === "failed" && (after !== undefined || leaves !== undefined),
  )

/** True when everything that was sent can be seen in what was read. */
export function isSeen(
  action: Action,
  subject: Subject,
  sent: readonly PlannedCall[],
  after: Snapshot,
): boolean {
  if (sent.length === 0) return true
  try {
    const wanted = action.plan(subject, after).map(workHash)
    return sent.every((call) => !wanted.includes(workHash(call)))
  } catch (thrown) {
    if (thrown instanceof RemediationError) return false
    throw thrown
  }
}

/**
 * What a run leaves that ends as failed. `sent`: its calls that were accepted or got no answer; `earlier`: what it took over;
 * `after` is missing when nothing could be read any more.
 */
export function leftBehind(
  action: Action,
  subject: Subject,
  sent: readonly PlannedCall[],
  { after, earlier }: { readonly after?: Snapshot | undefined; readonly earlier?: LeftBehind | undefined },
): LeftBehind | undefined {
  if (!action.undoable || sent.length === 0) return earlier
  if (after === undefined || earlier === "unsure") return "unsure"
  return isSeen(action, subject, sent, after) ? "some" : "unsure"
}
