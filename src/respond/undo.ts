/**
 * Taking a fix back, as an action like any other: planned from what the fix read before, refused when somebody changed
 * the object since, proven by reading back. Pure but for the reading.
 */
import { UNDO_MS } from "../card/buttons.ts"
import { canonicalHash } from "../lib/canonical-json.ts"
import { RemediationError } from "../model/errors.ts"
import type { JsonObject } from "../model/json.ts"
import type { PlannedCall, Remediation } from "../model/remediation.ts"
import type { Action, Snapshot, Subject } from "./action-contract.ts"

/** True while what this run changed, or left behind, can still be taken back. `now` in milliseconds UTC. */
const canUndo = (action: Action, fix: Remediation, now: number): boolean =>
  action.undoable &&
  (fix.state === "verified" || fix.state === "failed") &&
  now < (fix.finishedAt ?? fix.requestedAt) + UNDO_MS

/**
 * The fixes among these runs that can be taken back, oldest first. Of one that was pressed again after it had failed, the
 * last run: it took over what the earlier ones found.
 */
export function undoable(action: Action, runs: readonly Remediation[], now: number): readonly Remediation[] {
  const last = new Map<string, Remediation>()
  for (const run of runs.toSorted((a, b) => a.id - b.id))
    if (run.action === action.name && hasChanged(run)) last.set(run.part ?? "", run)
  return [...last.values()].filter((run) => canUndo(action, run, now)).toSorted((a, b) => a.id - b.id)
}

/** A fix that changed something, or may have. Where somebody was faster than its calls it has read, and no more. */
export const hasChanged = ({ undoes, before, state, leaves }: Remediation): boolean =>
  undoes === undefined &&
  before !== undefined &&
  state !== "already-done" &&
  (state !== "failed" || leaves !== undefined)

/** `tried`: the newest run that took back a part of it, and failed. `isBegun`: a restart goes on with a run that may have called. */
export type UndoSoFar = { readonly tried?: Remediation | undefined; readonly isBegun?: boolean }

/** The inverse of `fix`, with its own proof. */
export function undoing(action: Action, fix: Remediation, { tried, isBegun }: UndoSoFar = {}): Action {
  const wanted = fix.before ?? {}
  const left = tried?.after ?? fix.after ?? wanted
  const isUnsure = [tried, fix].some((run) => run?.leaves === "unsure")
  const isBack = (now: Snapshot): boolean => differences(action, wanted, now).length === 0
  // Accepted and not seen yet, the fix may still come: only what is called after it brings back what was.
  const mayStillCome = isUnsure && tried === undefined && isBegun !== true
  return {
    ...action,
    pin: (subject) => action.pin(subject, wanted),
    plan: (subject, seen) => {
      const pinned = action.pin(subject, wanted)
      if (isBack(seen)) return mayStillCome ? action.inverse(pinned, wanted) : []
      const missing = missingCalls(action, pinned, wanted, seen)
      if (missing.length === 0) throw new RemediationError(changedSentence(action, left, seen))
      return missing
    },
    // Not asked once something was called: what is back by then is our own doing. Nor where the fix may come at any time.
    notYet: (_subject, seen) =>
      isUnsure || differences(action, left, seen).length === 0
        ? undefined
        : changedSentence(action, left, seen),
    isDone: (_subject, after) => isBack(after),
    describe: (_before, after) =>
      isBack(after)
        ? `The fix is taken back: read back, it is as it was before. ${textOf(action, after)}`
        : `The fix still stands. ${textOf(action, after)}`,
  }
}

/**
 * What is still to be called to have `wanted` again: without what stands again already, where that is a part of it. None
 * when `seen` holds something that was never there.
 */
function missingCalls(
  action: Action,
  subject: Subject,
  wanted: Snapshot,
  seen: Snapshot,
): readonly PlannedCall[] {
  if (!isPartOf(action, subject, seen, wanted)) return []
  const standing = action.inverse(subject, seen).map(workHash)
  return action.inverse(subject, wanted).filter((call) => !standing.includes(workHash(call)))
}

/** Is everything that `seen` holds a part of what `was` there, so that something was only taken away in between? */
export function isPartOf(action: Action, subject: Subject, seen: Snapshot, was: Snapshot): boolean {
  const known = action.inverse(subject, was).map(workHash)
  return action.inverse(subject, seen).every((call) => known.includes(workHash(call)))
}

/** What a call does: whether others go on without it depends on how many there are. */
export const workHash = ({ mayComeLast: _, ...work }: PlannedCall): string => canonicalHash(work)

const changedSentence = (action: Action, left: Snapshot, seen: Snapshot): string =>
  `Somebody changed this after the fix, so it isn't taken back from here. ${differences(action, left, seen).join(" ")}`

/** What differs between two readings, as sentences: `Forwarding was off and is now drop@evil.example.` */
export const differences = (action: Action, one: JsonObject, other: JsonObject): readonly string[] =>
  lineDifferences(action.live(one), action.live(other))

export function lineDifferences(before: Lines, after: Lines): readonly string[] {
  const labels = [...new Set([...before, ...after].map(({ label }) => label))]
  return labels.flatMap((label) => {
    const was = valueIn(before, label)
    const is = valueIn(after, label)
    return was === is ? [] : [`${label} was ${was ?? "not there"} and is now ${is ?? "not there"}.`]
  })
}

type Lines = ReturnType<Action["live"]>

const valueIn = (lines: Lines, label: string): string | undefined =>
  lines.find((line) => line.label === label)?.value

const textOf = (action: Action, snapshot: Snapshot): string =>
  `${action
    .live(snapshot)
    .map(({ label, value }) => `${label}: ${value}`)
    .join(", ")}.`
