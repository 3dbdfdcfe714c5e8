/** Get-Mailbox for exactly one mailbox. Source: Exchange PowerShell reference. */
import { RemediationError } from "../model/errors.ts"
import type { JsonObject } from "../model/json.ts"
import type { Subject } from "./action-contract.ts"
import type { Reach } from "./reach.ts"
import { mailboxNameOf, mailboxOf } from "./subject.ts"

/** Throws a RemediationError when the subject names no mailbox, or several. */
export async function readMailbox(subject: Subject, reach: Reach): Promise<JsonObject> {
  const mailbox = mailboxOf(subject)
  const rows = await reach.rows("Get-Mailbox", { Identity: mailbox }, mailbox)
  const [row] = rows
  if (row !== undefined && rows.length === 1) return row
  const seen = row === undefined ? "no mailbox" : "several mailboxes"
  throw new RemediationError(`Exchange finds ${seen} called ${mailboxNameOf(subject)}; nothing was changed.`)
}
