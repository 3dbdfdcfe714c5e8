/** A mistake in one line of a rule, as one plain sentence; the rule parser adds file and line. */
export class ItemError extends Error {
  override name = "ItemError"
}
