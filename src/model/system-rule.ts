/** Inbox rules that Exchange keeps for itself. Source: names that Get-InboxRule -IncludeHidden lists. */
const OWN_NAMES = /^(?:junk e-mail rule$|microsoft\.exchange\.oof\.|delegate rule -?\d+$)/i

export type NamedRule = {
  readonly name: string
  /** As Get-InboxRule shows them: `"x@y" [SMTP:x@y]`, or `[EX:…]` for somebody inside. */
  readonly sendsTo: readonly string[]
  readonly deletes: boolean
}

export const hasSystemName = (name: string): boolean => OWN_NAMES.test(name)

/**
 * Anybody can give a rule such a name, so that the name alone isn't trusted: none of Exchange's own sends mail outside,
 * only the one for delegates sends any, and none but that deletes.
 */
export function isSystemRule({ name, sendsTo, deletes }: NamedRule): boolean {
  const isForDelegates = /^delegate/i.test(name)
  const isBorrowed = isForDelegates
    ? sendsTo.some((target) => !/\[EX:/i.test(target))
    : sendsTo.length > 0 || deletes
  return hasSystemName(name) && !isBorrowed
}
