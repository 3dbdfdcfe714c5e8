/** What buttons are called, and what they say of themselves. Pure. */
import {
  type ActionName,
  type ApprovalName,
  type FixName,
  fixOf,
  isUndo,
  type OwnActionName,
  type OwnerAnswerName,
  PICK_UP,
  type PlaybookName,
  type UndoName,
} from "../model/action.ts"
import { OWNER_ANSWER_WORDS } from "../model/owner-question.ts"

type Label = { readonly title: string; readonly tooltip: string }

const LABELS: Readonly<
  Record<typeof PICK_UP | FixName | PlaybookName | OwnActionName | OwnerAnswerName | ApprovalName, Label>
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
  "fix-all": {
    title: "Fix all of it",
    tooltip: "Runs one fix for everything that this card stands for, each read back; shows what first",
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
  "remove-sign-in-methods": {
    title: "Remove new sign-in methods",
    tooltip:
      "Removes the phones, apps and keys that were added in the week before or since, then reads it back. Can't be undone: the user registers again",
  },
  "block-mail-protocols": {
    title: "Switch mail protocols off",
    tooltip: "Closes the mailbox for Outlook, phones and every program, then reads it back",
  },
  "unblock-sender": {
    title: "Allow sending again",
    tooltip: "Takes the address off Microsoft's list of blocked senders, then reads it back. Can't be undone",
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
    tooltip:
      "Takes back exactly the secret or certificate that was added, then reads it back. Can't be undone",
  },
  "remove-from-role": {
    title: "Take this role away",
    tooltip: "Removes exactly this role, then reads it back",
  },
  "remove-from-role-group": {
    title: "Take this role group away",
    tooltip: "Takes exactly this member out of the Exchange role group, then reads it back",
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
  "ask-owner": {
    title: "Ask the owner",
    tooltip:
      "Asks the person whose mailbox it is in their own chat whether it was them; shows the question first",
  },
  "it-was-me": {
    title: OWNER_ANSWER_WORDS["it-was-me"],
    tooltip: "Tells your IT provider that you did this, or asked for it",
  },
  "it-was-not-me": {
    title: OWNER_ANSWER_WORDS["it-was-not-me"],
    tooltip: "Tells your IT provider at once that it wasn't you",
  },
  "i-dont-know": {
    title: OWNER_ANSWER_WORDS["i-dont-know"],
    tooltip: "Tells your IT provider at once that you aren't sure",
  },
  "that-was-us": { title: "That was us", tooltip: "Tells your IT provider that this was expected" },
  "we-dont-know-this": {
    title: "We don't know this",
    tooltip: "Tells your IT provider that none of you did this",
  },
  approve: { title: "Approve", tooltip: "You are the second person: it runs exactly as it is shown" },
  decline: { title: "Decline", tooltip: "Nothing is run; whoever asked can also withdraw it" },
}

export const labelOf = (action: ActionName): Label => (isUndo(action) ? undoLabel(action) : LABELS[action])

function undoLabel(undo: UndoName): Label {
  const fix = fixOf(undo)
  const title = fix === undefined ? "The fix" : LABELS[fix].title
  return {
    title: `Undo: ${title.charAt(0).toLowerCase()}${title.slice(1)}`,
    tooltip: "Brings back what was there before, unless somebody changed it since, then reads it back",
  }
}

export const titleOf = (action: ActionName): string => labelOf(action).title

/** Of a fix that ran by itself: whoever presses it says that it was right, and it is read back once more. */
export const confirmTitle = (fix: FixName): string => {
  const { title } = LABELS[fix]
  return `Confirm: ${title.charAt(0).toLowerCase()}${title.slice(1)}`
}
