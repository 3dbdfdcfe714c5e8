/** Get-Mailbox for exactly one mailbox. Source: Exchange PowerShell reference. */
import { RemediationError } from "../model/errors.ts"
import type { TenantId } from "../model/ids.ts"
import type { JsonObject } from "../model/json.ts"
import type { MailboxAdmin } from "../ports/mailbox-admin.ts"
import type { Subject } from "./action-contract.ts"
import { mailboxNameOf, mailboxOf } from "./subject.ts"

/** Throws a RemediationError when the subject names no mailbox, or several. */
export async function readMailbox(
  subject: Subject,
  admin: MailboxAdmin,
  tenant: TenantId,
  signal: AbortSignal,
): Promise<JsonObject> {
  const mailbox = mailboxOf(subject)
  const call = { cmdlet: "Get-Mailbox", parameters: { Identity: mailbox } }
  const { rows } = await admin.invoke(tenant, call, mailbox, signal)
  const [row] = rows
  if (row !== undefined && rows.length === 1) return row
  const seen = row === undefined ? "no mailbox" : "several mailboxes"
  throw new RemediationError(`Exchange finds ${seen} called ${mailboxNameOf(subject)}; nothing was changed.`)
}
