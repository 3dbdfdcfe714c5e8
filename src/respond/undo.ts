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

/** True when this row is a fix that stands and can still be taken back. `now` in milliseconds UTC. */
export const canUndo = (action: Action, fix: Remediation, now: number): boolean =>
  action.undoable &&
  fix.undoes === undefined &&
  fix.state === "verified" &&
  fix.before !== undefined &&
  now < (fix.finishedAt ?? fix.requestedAt) + UNDO_MS

/** The inverse of `fix`, with its own proof. `tried`: the newest run that took back a part of it, and failed. */
export function undoing(action: Action, fix: Remediation, tried?: Remediation): Action {
  const wanted = fix.before ?? {}
  const left = tried?.after ?? fix.after ?? {}
  const isBack = (now: Snapshot): boolean => differences(action, wanted, now).length === 0
  return {
    ...action,
    pin: (subject) => action.pin(subject, wanted),
    plan: (subject, seen) => {
      if (isBack(seen)) return []
      const missing = missingCalls(action, action.pin(subject, wanted), wanted, seen)
      if (missing.length === 0) throw new RemediationError(changedSentence(action, left, seen))
      return missing
    },
    // Not asked once something was called: what is back by then is our own doing.
    notYet: (_subject, seen) =>
      differences(action, left, seen).length === 0 ? undefined : changedSentence(action, left, seen),
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
  const standing = action.inverse(subject, seen).map(canonicalHash)
  const calls = action.inverse(subject, wanted)
  const isStanding = (call: PlannedCall): boolean => standing.includes(canonicalHash(call))
  const known = calls.filter(isStanding).length
  return known < standing.length ? [] : calls.filter((call) => !isStanding(call))
}

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
