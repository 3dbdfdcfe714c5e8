/** Which buttons a card has. Pure. Showing one grants nothing: a press is decided again. */

import { plainText } from "../lib/plain-text.ts"
import { DAY } from "../lib/time-units.ts"
import { restoreOf } from "../model/act.ts"
import {
  type ActionName,
  APPROVAL_NAMES,
  type FixName,
  isFix,
  isPlaybook,
  mayBeTakenOver,
  PICK_UP,
  undoOf,
} from "../model/action.ts"
import { bulkFixIn, type Incident, isAboutOurselves, singleFixesIn } from "../model/alert.ts"
import { isWaiting } from "../model/approval.ts"
import type { ButtonId } from "../model/ids.ts"
import { mayBeAskedAgain } from "../model/owner-question.ts"
import { leftSteps } from "../model/playbook.ts"
import type { Remediation } from "../model/remediation.ts"
import { isWhole, unconfirmedIn } from "../model/standing.ts"
import { hasOwnerToAsk } from "../model/whose-mailbox.ts"
import { labelOf, titleOf } from "./button-labels.ts"
import type { View } from "./template.ts"

/** More than this many buttons in a row don't fit a phone; the rest goes into the overflow menu. */
const MAX_PRIMARY = 3

/**
 * The buttons that a technician's card offers in this state, fixes first. None while a fix runs; after the end those
 * that are left, and those that take a fix back. `now` in milliseconds UTC.
 * Fixes only where the customer allows changes. While one waits for its second person, that is decided first.
 */
export function technicianActions(
  incident: Incident,
  canRespond: boolean,
  now: number,
  { runs = [], passwordWaits = false }: SoFar = {},
): readonly ActionName[] {
  const actions = byState(incident, canRespond, now, runs)
  return passwordWaits ? [PICK_UP, ...actions] : actions
}

/** Whoever switched every rule off needn't disable the one that was seen. */
const CONTAINS: Readonly<Partial<Record<FixName, readonly FixName[]>>> = {
  "disable-inbox-rules": ["disable-inbox-rule"],
}

/** What came of the incident's fixes. */
export type SoFar = {
  /** What was asked for, as the journal tells it. */
  readonly runs?: readonly Remediation[]
  /** A new password waits to be picked up. */
  readonly passwordWaits?: boolean
}

function byState(
  incident: Incident,
  canRespond: boolean,
  now: number,
  runs: readonly Remediation[],
): readonly ActionName[] {
  const whole = (incident.standing ?? [])
    .filter((one) => isWhole(one, incident))
    .flatMap(({ action }) => [action, ...(CONTAINS[action] ?? [])])
  const waiting = isWaiting(incident.approval, now)
  const left = singleFixesIn(incident).filter((fix) => !whole.includes(fix))
  const offered = canRespond ? [...bulkOf(incident), ...withPlaybook(left, incident, runs)] : []
  const fixes: readonly ActionName[] = waiting ? APPROVAL_NAMES : offered
  const undos = canRespond && !waiting ? undosOf(incident, now) : []
  switch (incident.state) {
    case "new":
    case "reopened":
      return [...fixes, "claim", ...questionsOf(incident), "not-a-threat", ...undos, ...lessOften(incident)]
    case "claimed":
    case "failed":
      return [...fixes, ...questionsOf(incident), "not-a-threat", ...undos, ...lessOften(incident)]
    case "fixed":
      return [...fixes, ...undos, "reopen", "note"]
    case "working":
      return ["hand-over", "note"]
    case "expected":
    case "not-a-threat":
      return ["reopen", "note", ...mutesOf(incident)]
  }
}

/**
 * Beside single fixes of the account it comes first, as it does them all, and where what was seen was stopped by itself; else
 * after the fix of what was seen.
 */
function withPlaybook(
  fixes: readonly FixName[],
  incident: Incident,
  runs: readonly Remediation[],
): readonly ActionName[] {
  const { alert, state } = incident
  // What nobody approved didn't fail: it is asked for as before.
  if (leftSteps(runs).some((step) => step.state !== "unapproved")) return ["retry-failed-steps", ...fixes]
  if (singleFixesIn(incident).length === 0 || state === "fixed" || !mayBeTakenOver(alert.rule.actions))
    return fixes
  const [first, ...others] = fixes
  return first === undefined || LOCKS_OUT.includes(first) || unconfirmedIn(incident).includes(first)
    ? ["secure-account", ...fixes]
    : [first, "secure-account", ...others]
}

const LOCKS_OUT: readonly FixName[] = ["disable-sign-in", "revoke-sessions", "reset-password"]

/** What failed of it is asked for by the same button. */
function bulkOf(incident: Incident): readonly ActionName[] {
  const fix = bulkFixIn(incident)
  const stands = (incident.standing ?? []).some(({ action }) => action === fix)
  return fix === undefined || (incident.state === "fixed" && stands) ? [] : ["fix-all"]
}

/** Behind the three dots, on a phone. */
const lessOften = (incident: Incident): readonly ActionName[] => [
  ...ownerQuestionOf(incident),
  ...(restoreOf(incident.subject) === undefined ? [] : (["say-who"] as const)),
  "expected",
  "hand-over",
  "snooze",
  "note",
  ...mutesOf(incident),
]

/** Who restored something is asked of people, as long as the customer hasn't answered. */
const questionsOf = ({ subject, customerAnswer }: Incident): readonly ActionName[] =>
  restoreOf(subject) === undefined || customerAnswer !== undefined ? [] : ["ask-who"]

const ownerQuestionOf = (incident: Incident): readonly ActionName[] =>
  hasOwnerToAsk(incident) && mayBeAskedAgain(incident.ownerQuestion) ? ["ask-owner"] : []

/** What we tell of ourselves is told whatever somebody mutes. */
const mutesOf = (incident: Incident): readonly ActionName[] => (isAboutOurselves(incident) ? [] : ["mute"])

/** How long a card offers to take its fix back, milliseconds. */
export const UNDO_MS = 30 * DAY

/** One button for each fix: of several runs of one the last is taken back first. */
const undosOf = ({ standing = [] }: Incident, now: number): readonly ActionName[] => [
  ...new Set(
    standing
      .filter(({ fixedAt, undoable }) => undoable && now < fixedAt + UNDO_MS)
      .map(({ action }) => undoOf(action)),
  ),
]

/** The customer is asked once; a colleague may still contradict what somebody took for their own. */
export function customerActions({ customerAnswer }: Incident): readonly ActionName[] {
  if (customerAnswer === undefined) return ["that-was-us", "we-dont-know-this"]
  return customerAnswer.answer === "expected" ? ["we-dont-know-this"] : []
}

/** A button that can't work says why, instead of failing after the click. */
const greyed = (reason: string | undefined): View =>
  reason === undefined
    ? { enabled: true }
    : { enabled: false, tooltip: `Can't work here: ${plainText(reason, 300)}` }

/**
 * A password that waits, the first fix, and what decides the incident; further fixes are found in the menu, and so is what
 * can't work besides the fix.
 */
function primaryOf(
  actions: readonly ActionName[],
  blocked: ReadonlyMap<ActionName, string>,
): readonly ActionName[] {
  const isOwn = (action: ActionName): boolean => !isFix(action) && !isPlaybook(action)
  const [fix, ...fixes] = actions.filter((action) => !isOwn(action))
  const own = actions.filter((action) => isOwn(action) && action !== PICK_UP && !blocked.has(action))
  const first = [...actions.filter((action) => action === PICK_UP), ...(fix === undefined ? [] : [fix])]
  return [...first, ...own, ...fixes].slice(0, MAX_PRIMARY)
}

/** Buttons without an id are left out: a press on them could not be understood. */
export function buttonViews(
  actions: readonly ActionName[],
  ids: ReadonlyMap<ActionName, ButtonId>,
  blocked: ReadonlyMap<ActionName, string> = new Map(),
  titleIn: (action: ActionName) => string = titleOf,
): readonly View[] {
  const known = actions.flatMap((action) => {
    const id = ids.get(action)
    return id === undefined ? [] : [{ action, id }]
  })
  const inSight = primaryOf(
    known.map(({ action }) => action),
    blocked,
  )
  return known.map(({ action, id }) => ({
    id,
    ...{ ...labelOf(action), title: titleIn(action) },
    ...greyed(blocked.get(action)),
    style: isFix(action) || isPlaybook(action) || action === "approve" ? "positive" : "default",
    mode: inSight.includes(action) ? "primary" : "secondary",
  }))
}
