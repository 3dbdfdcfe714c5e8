/** A mailbox in a sentence, in a key and in a cmdlet. */

import { isGuid } from "../lib/guid.ts"
import { plainText } from "../lib/plain-text.ts"
import { unknownMailbox } from "../lib/unknown-account.ts"
import type { Target } from "../model/audit-record.ts"

/**
 * What Exchange finds the mailbox by: the user principal name where known, else the alias or GUID at the end of a path.
 * A legacy distinguished name is an identity only as a whole.
 */
export const mailboxIdentity = (target: Target): string =>
  /^\/o=/i.test(target.id) ? target.id : target.name

/** The same mailbox, the same key: lower case. */
export const mailboxKey = (target: Target): string => target.name.toLowerCase()

/** "anna@contoso.example's mailbox"; an id owns nothing. */
export function mailboxOf(target: Target): string {
  const name = plainText(target.name)
  return isGuid(name) ? unknownMailbox(name) : `${name}'s mailbox`
}

/** A sentence begins with a capital, but a name stays as it is written. */
export const capital = (text: string): string =>
  /^(an?|the|somebody) /.test(text) ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text
