/** Get- and Set-MailboxAuditBypassAssociation. Source: the cmdlets' pages; without an identity the whole tenant is listed. */
import type { PracticeMailbox } from "../world/types.ts"
import { type Cmdlet, noChange, type Row } from "./cmdlet.ts"
import { needMailbox } from "./recipient.ts"

const toRow = (mailbox: PracticeMailbox): Row => ({
  Identity: mailbox.displayName,
  Name: mailbox.displayName,
  Guid: mailbox.guid,
  ObjectId: mailbox.guid,
  AuditBypassEnabled: mailbox.auditBypassed,
})

export const getAuditBypass: Cmdlet = {
  allowed: ["Identity", "ResultSize"],
  run: ({ tenant, parameters }) => {
    const identity = parameters.text("Identity")
    const mailboxes = identity === undefined ? tenant.mailboxes : [needMailbox(tenant, identity)]
    return { rows: mailboxes.map(toRow) }
  },
}

export const setAuditBypass: Cmdlet = {
  allowed: ["Identity", "AuditBypassEnabled"],
  run: ({ tenant, parameters }) => {
    const mailbox = needMailbox(tenant, parameters.required("Identity"))
    const wanted = parameters.flag("AuditBypassEnabled") ?? mailbox.auditBypassed
    const changed = wanted !== mailbox.auditBypassed
    mailbox.auditBypassed = wanted
    return {
      touched: mailbox,
      objectId: mailbox.alias,
      warnings: changed ? [] : [noChange(mailbox.displayName)],
    }
  },
}
