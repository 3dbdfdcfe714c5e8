/** What a button can ask for. The first three change the customer's tenant; the others change only our own state. */

export const FIX_NAMES = ["stop-forwarding", "disable-inbox-rule", "remove-mailbox-permission"] as const
/** A fix: planned, run, read back, undoable. One file each in `respond/actions/`. */
export type FixName = (typeof FIX_NAMES)[number]

export const ACTION_NAMES = [
  ...FIX_NAMES,
  "acknowledge",
  "not-a-threat",
  "that-was-us",
  "we-dont-know-this",
] as const
export type ActionName = (typeof ACTION_NAMES)[number]

export const isFix = (name: ActionName): name is FixName => (FIX_NAMES as readonly string[]).includes(name)
