/** Which buttons a card has, and what they are called. Pure. Showing one grants nothing: a press is decided again. */

import { plainText } from "../lib/plain-text.ts"
import { restoreOf } from "../model/act.ts"
import {
  type ActionName,
  APPROVAL_NAMES,
  type ApprovalName,
  type FixName,
  fixOf,
  isFix,
  isPlaybook,
  isUndo,
  mayBeTakenOver,
  type OwnActionName,
  PICK_UP,
  type PlaybookName,
  type UndoName,
  undoOf,
} from "../model/action.ts"
import { type Incident, isAboutSight } from "../model/alert.ts"
import { isWaiting } from "../model/approval.ts"
import type { ButtonId } from "../model/ids.ts"
import { leftSteps } from "../model/playbook.ts"
import type { Remediation } from "../model/remediation.ts"
import type { View } from "./template.ts"

/** More than this many buttons in a row don't fit a phone; the rest goes into the overflow menu. */
const MAX_PRIMARY = 3

type Label = { readonly title: string; readonly tooltip: string }

const LABELS: Readonly<
  Record<typeof PICK_UP | FixName | PlaybookName | OwnActionName | ApprovalName, Label>
> = {
  "secure-account": {
    title: "Secure account",
    tooltip:
      "Keeps evidence, locks the thief out and clears up behind them, step by step; shows the steps first",
  },
  "retry-failed-steps": {
    title: "Retry failed steps",
    tooltip: "Runs the steps again that failed or were skipped; shows them first",
  },
  [PICK_UP]: {
    title: "Pick up password",
    tooltip: "Gives whoever asked for it a link and a code to see the new password once",
  },
  "keep-evidence": {
    title: "Keep evidence",
    tooltip: "Reads what the account looks like now and keeps it; changes nothing",
  },
  "stop-forwarding": {
    title: "Stop forwarding",
    tooltip: "Clears forwarding on this mailbox, then reads it back",
  },
  "disable-inbox-rule": {
    title: "Disable this rule",
    tooltip: "Disables exactly this inbox rule, then reads it back",
  },
  "disable-inbox-rules": {
    title: "Switch inbox rules off",
    tooltip: "Disables every inbox rule of this mailbox that is on, hidden ones too, then reads it back",
  },
  "remove-mailbox-permission": {
    title: "Remove this permission",
    tooltip: "Takes back exactly this permission, then reads it back",
  },
  "remove-send-on-behalf": {
    title: "Remove send on behalf",
    tooltip: "Takes back exactly this right, then reads it back",
  },
  "remove-folder-permission": {
    title: "Remove this folder right",
    tooltip: "Takes back this person's rights on this folder, then reads it back",
  },
  "disable-transport-rule": {
    title: "Disable this mail-flow rule",
    tooltip: "Disables exactly this rule for the whole organization, then reads it back",
  },
  "enable-audit-log": {
    title: "Switch the audit log on",
    tooltip: "Switches the organization's audit log on, then reads it back. Not taken back from here",
  },
  "enable-mailbox-audit": {
    title: "Switch mailbox auditing on",
    tooltip: "Switches auditing on, then reads it back. Not taken back from here",
  },
  "remove-audit-bypass": {
    title: "Record this account again",
    tooltip: "Ends the exception from auditing, then reads it back. Not taken back from here",
  },
  "disable-sign-in": {
    title: "Block sign-in",
    tooltip: "Disables this account, then reads it back. Sessions that are open go on until they are revoked",
  },
  "revoke-sessions": {
    title: "Sign out everywhere",
    tooltip: "Ends all sessions of this account, then reads it back. Can't be undone",
  },
  "reset-password": {
    title: "Reset password",
    tooltip: "Sets a random password, then reads it back. Can't be undone",
  },
  "remove-oauth-grant": {
    title: "Remove this consent",
    tooltip: "Takes back what the app may do in users' names, then reads it back",
  },
  "disable-application": {
    title: "Disable this app",
    tooltip: "Switches the app off in this tenant, then reads it back",
  },
  "remove-application-credential": {
    title: "Remove this secret",
    tooltip: "Takes back exactly the secret or certificate that was added, then reads it back. Can't be undone",
  },
  "remove-from-role": {
    title: "Take this role away",
    tooltip: "Removes exactly this role, then reads it back",
  },
  claim: { title: "Claim", tooltip: "Shows everyone that you are on it" },
  "hand-over": { title: "Hand over", tooltip: "Asks who takes it from you" },
  snooze: { title: "Snooze", tooltip: "Leaves it alone for a while; it comes back by itself" },
  note: { title: "Note", tooltip: "Keeps a note with the incident, for technicians alone" },
  expected: { title: "Expected", tooltip: "Closes the incident: it was planned or asked for" },
  "not-a-threat": { title: "Not a threat", tooltip: "Closes the incident without changing anything" },
  reopen: { title: "Reopen", tooltip: "Opens the incident again; whoever works on it claims it" },
  mute: {
    title: "Mute",
    tooltip: "Asks what of this shall page nobody, and shows what that would have hidden",
  },
  "ask-who": {
    title: "Ask who needed it",
    tooltip: "Asks the customer, or whom the evidence points to, who needed this restore and what for",
  },
  "say-who": {
    title: "Say who it was",
    tooltip: "Keeps what you were told as evidence: it makes an answer probable, never sure",
  },
  "that-was-us": { title: "That was us", tooltip: "Tells your IT provider that this was expected" },
  "we-dont-know-this": {
    title: "We don't know this",
    tooltip: "Tells your IT provider that nobody of you did this",
  },
  approve: { title: "Approve", tooltip: "You are the second person: it runs exactly as it is shown" },
  decline: { title: "Decline", tooltip: "Nothing is run; whoever asked can also withdraw it" },
}

const labelOf = (action: ActionName): Label => (isUndo(action) ? undoLabel(action) : LABELS[action])

function undoLabel(undo: UndoName): Label {
  const fix = fixOf(undo)
  const title = fix === undefined ? "The fix" : LABELS[fix].title
  return {
    title: `Undo: ${title.charAt(0).toLowerCase()}${title.slice(1)}`,
    tooltip: "Brings back what was there before, unless somebody changed it since, then reads it back",
  }
}

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
  const standing = (incident.standing ?? []).map(({ action }) => action)
  const waiting = isWaiting(incident.approval, now)
  const left = fixesOf(incident).filter((fix) => !standing.includes(fix))
  const offered = canRespond ? withPlaybook(left, incident, runs) : []
  const fixes: readonly ActionName[] = waiting ? APPROVAL_NAMES : offered
  switch (incident.state) {
    case "new":
    case "reopened":
      return [...fixes, "claim", ...questionsOf(incident), "not-a-threat", ...lessOften(incident)]
    case "claimed":
    case "failed":
      return [...fixes, ...questionsOf(incident), "not-a-threat", ...lessOften(incident)]
    case "fixed":
      return [...fixes, ...(canRespond && !waiting ? undosOf(incident, now) : []), "reopen", "note"]
    case "working":
      return ["hand-over", "note"]
    case "expected":
    case "not-a-threat":
      return ["reopen", "note", ...mutesOf(incident)]
  }
}

/** Beside single fixes of the account it comes first, as it does them all; else after the fix of what was seen. */
function withPlaybook(
  fixes: readonly FixName[],
  { alert, more, state }: Incident,
  runs: readonly Remediation[],
): readonly ActionName[] {
  if (leftSteps(runs).length > 0) return ["retry-failed-steps", ...fixes]
  if (more !== undefined || state === "fixed" || !mayBeTakenOver(alert.rule.actions)) return fixes
  const [first, ...others] = fixes
  return first === undefined || LOCKS_OUT.includes(first)
    ? ["secure-account", ...fixes]
    : [first, "secure-account", ...others]
}

const LOCKS_OUT: readonly FixName[] = ["disable-sign-in", "revoke-sessions", "reset-password"]

/** A fix is about one thing: where a card stands for many, it would leave the others as they are. */
const fixesOf = ({ alert, more }: Incident): readonly FixName[] =>
  more === undefined ? alert.rule.actions.filter(isFix) : []

/** Behind the three dots, on a phone. */
const lessOften = (incident: Incident): readonly ActionName[] => [
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

/** That we see nothing is told whatever somebody mutes. */
const mutesOf = (incident: Incident): readonly ActionName[] => (isAboutSight(incident) ? [] : ["mute"])

/** How long a fixed card offers to take its fix back, milliseconds. */
export const UNDO_MS = 30 * 24 * 3_600_000

const undosOf = (incident: Incident, now: number): readonly ActionName[] =>
  (incident.standing ?? [])
    .filter(({ fixedAt, undoable }) => undoable && now < fixedAt + UNDO_MS)
    .map(({ action }) => undoOf(action))

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

/** The first fix and what decides the incident; further fixes are found in the menu. */
function primaryOf([first, ...others]: readonly ActionName[]): readonly ActionName[] {
  if (first === undefined) return []
  const isOwn = (action: ActionName): boolean => !isFix(action) && !isPlaybook(action)
  const [own, fixes] = [others.filter(isOwn), others.filter((action) => !isOwn(action))]
  return [first, ...own, ...fixes].slice(0, MAX_PRIMARY)
}

export const titleOf = (action: ActionName): string => labelOf(action).title

/** Buttons without an id are left out: a press on them could not be understood. */
export function buttonViews(
  actions: readonly ActionName[],
  ids: ReadonlyMap<ActionName, ButtonId>,
  blocked: ReadonlyMap<ActionName, string> = new Map(),
): readonly View[] {
  const known = actions.flatMap((action) => {
    const id = ids.get(action)
    return id === undefined ? [] : [{ action, id }]
  })
  const inSight = primaryOf(known.map(({ action }) => action))
  return known.map(({ action, id }) => ({
    id,
    ...labelOf(action),
    ...greyed(blocked.get(action)),
    style: isFix(action) || isPlaybook(action) || action === "approve" ? "positive" : "default",
    mode: inSight.includes(action) ? "primary" : "secondary",
  }))
}
