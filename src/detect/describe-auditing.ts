/** Recording that was switched off: of the organization, of one mailbox, or of what one account does. */
import { plainText } from "../lib/plain-text.ts"
import { type Act, CHANGE_NAMES } from "../model/act.ts"
import { actorName } from "./actor-name.ts"
import type { Describer } from "./describer.ts"
import { capital, mailboxIdentity, mailboxKey } from "./mailbox-words.ts"

const NO_MAILBOX: Act["object"] = {}

export const describeAuditLog: Describer = (record, context) => ({
  subject: "audit-log",
  object: {},
  changes: [{ what: "Audit log", after: "off" }],
  sentence: `${capital(actorName(record, context))} switched the organization's audit log off.`,
})

export const describeMailboxAudit: Describer = (record, context) => {
  const who = capital(actorName(record, context))
  const bypass = record.operationKey === "set-mailboxauditbypassassociation"
  const everybody = record.operationKey === "set-organizationconfig"
  const of = everybody ? "every mailbox" : plainText(record.target.name)
  return {
    subject: everybody ? "mailbox-audit" : `mailbox-audit:${mailboxKey(record.target)}`,
    object: everybody ? NO_MAILBOX : { mailbox: mailboxIdentity(record.target) },
    changes: [
      bypass
        ? { what: "Recorded by mailbox auditing", after: "no" }
        : { what: CHANGE_NAMES.mailboxAuditing, after: "off" },
    ],
    sentence: bypass
      ? `${who} excluded what ${of} does from mailbox auditing.`
      : `${who} switched mailbox auditing of ${of} off.`,
  }
}
