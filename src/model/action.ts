/** What a button can ask for. Fixes and their undoing change the customer's tenant; the others change only our own state. */

export const FIX_NAMES = [
  "keep-evidence",
  "stop-forwarding",
  "disable-inbox-rule",
  "disable-inbox-rules",
  "remove-mailbox-permission",
  "remove-send-on-behalf",
  "remove-folder-permission",
  "disable-transport-rule",
  "enable-audit-log",
  "enable-mailbox-audit",
  "remove-audit-bypass",
  "disable-sign-in",
  "revoke-sessions",
  "reset-password",
  "remove-sign-in-methods",
  "block-mail-protocols",
  "unblock-sender",
  "remove-oauth-grant",
  "disable-application",
  "remove-application-credential",
  "remove-from-role",
  "remove-from-role-group",
] as const
/** A fix: planned, run, read back. One file each in `respond/actions/`. */
export type FixName = (typeof FIX_NAMES)[number]

/** Takes one fix back. Only fixes that can be taken back have a button for it. */
export type UndoName = `undo-${FixName}`
export const undoOf = (fix: FixName): UndoName => `undo-${fix}`
export const UNDO_NAMES: readonly UndoName[] = FIX_NAMES.map(undoOf)

export const OWN_ACTION_NAMES = [
  "claim",
  "hand-over",
  "snooze",
  "note",
  "expected",
  "not-a-threat",
  "reopen",
  "mute",
  "ask-who",
  "say-who",
  "ask-owner",
  "that-was-us",
  "we-dont-know-this",
] as const
/** Changes the incident and nothing in the customer's tenant. */
export type OwnActionName = (typeof OWN_ACTION_NAMES)[number]

export const OWNER_ANSWER_NAMES = ["it-was-me", "it-was-not-me", "i-dont-know"] as const
/** What the person whose mailbox or account it is answers, in their own chat with the bot. */
export type OwnerAnswerName = (typeof OWNER_ANSWER_NAMES)[number]

export const APPROVAL_NAMES = ["approve", "decline"] as const
/** The second person's word on a fix that waits for it. */
export type ApprovalName = (typeof APPROVAL_NAMES)[number]

export const PLAYBOOK_NAMES = ["secure-account", "retry-failed-steps", "fix-all"] as const
/**
 * Several fixes from one press, worked off in order: what secures an account, again what of it failed, and one fix for
 * everything that a card stands for.
 */
export type PlaybookName = (typeof PLAYBOOK_NAMES)[number]

/** Where ending somebody's sessions is offered, the account may be in wrong hands. */
export const mayBeTakenOver = (actions: readonly ActionName[]): boolean => actions.includes("revoke-sessions")

/** What locks somebody out, or ends what they are at: about an account, whatever the alert is about. */
export const CONTAINMENT: readonly FixName[] = [
  "disable-sign-in",
  "revoke-sessions",
  "reset-password",
  "remove-sign-in-methods",
]

/** Each is about one thing, can be taken back and locks nobody out: one press may ask for many of them. */
const IN_BULK: readonly FixName[] = [
  "stop-forwarding",
  "disable-inbox-rule",
  "remove-mailbox-permission",
  "remove-send-on-behalf",
  "remove-folder-permission",
  "remove-oauth-grant",
]
/** The fix that is offered for everything at once, where these actions are those of each. */
export const bulkFixOf = (actions: readonly ActionName[]): FixName | undefined =>
  actions.filter(isFix).find((fix) => IN_BULK.includes(fix))

/** Asks for the new password that a fix has set; shown once, to whoever asked for the fix. */
export const PICK_UP = "pick-up-password"

export type ActionName =
  | typeof PICK_UP
  | FixName
  | UndoName
  | PlaybookName
  | OwnActionName
  | OwnerAnswerName
  | ApprovalName
export const ACTION_NAMES: readonly ActionName[] = [
  ...FIX_NAMES,
  ...UNDO_NAMES,
  ...PLAYBOOK_NAMES,
  PICK_UP,
  ...OWN_ACTION_NAMES,
  ...OWNER_ANSWER_NAMES,
  ...APPROVAL_NAMES,
]

export const isFix = (name: ActionName): name is FixName => (FIX_NAMES as readonly string[]).includes(name)
export const isPlaybook = (name: ActionName): name is PlaybookName =>
  (PLAYBOOK_NAMES as readonly string[]).includes(name)
export const isApproval = (name: ActionName): name is ApprovalName =>
  (APPROVAL_NAMES as readonly string[]).includes(name)
export const isOwnerAnswer = (name: ActionName): name is OwnerAnswerName =>
  (OWNER_ANSWER_NAMES as readonly string[]).includes(name)
export const isUndo = (name: ActionName): name is UndoName => name.startsWith("undo-")

/** The fix that an undo takes back. */
export const fixOf = (undo: UndoName): FixName | undefined => FIX_NAMES.find((fix) => undoOf(fix) === undo)
