/** Recording that was switched off: of the organization, of one mailbox, or of what one account does. */
import { plainText } from "../lib/plain-text.ts"
import { type Act, CHANGE_NAMES } from "../model/act.ts"
import type { Change } from "../model/alert.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import { actorName, actorObject } from "./actor-name.ts"
import type { Describer } from "./describer.ts"
import { readFacts } from "./facts/all-facts.ts"
import type { FactContext } from "./facts/fact.ts"
import { capital, mailboxIdentity, mailboxKey } from "./mailbox-words.ts"

const EVERY_MAILBOX: Act["object"] = { scope: "organization" }

export const describeAuditLog: Describer = (record, context) => ({
  subject: "audit-log",
  object: actorObject(record),
  changes: [{ what: "Audit log", after: "off" }],
  sentence: `${capital(actorName(record, context))} switched the organization's audit log off.`,
})

export const describeMailboxAudit: Describer = (record, context) => {
  const everybody = record.operationKey === "set-organizationconfig"
  const of = everybody ? "every mailbox" : plainText(record.target.name)
  const { change, did } = WORDS[record.operationKey]?.(of) ?? wordsOfMailbox(record, context, of)
  return {
    subject: everybody ? "mailbox-audit" : `mailbox-audit:${mailboxKey(record.target)}`,
    object: everybody ? EVERY_MAILBOX : { mailbox: mailboxIdentity(record.target) },
    changes: [change],
    sentence: `${capital(actorName(record, context))} ${did}.`,
  }
}

type Words = { readonly change: Change; readonly did: string }

const takenFromLicense = (of: string): Words => ({
  change: { what: "Records what mail was read", after: "no" },
  did: `took advanced auditing from the license of ${of}`,
})

/** By operation; every other one is about one mailbox or all of them. */
const WORDS: Readonly<Record<string, (of: string) => Words>> = {
  "set-mailboxauditbypassassociation": (of) => ({
    change: { what: "Recorded by mailbox auditing", after: "no" },
    did: `excluded what ${of} does from mailbox auditing`,
  }),
  "change user license": takenFromLicense,
  "update user": takenFromLicense,
}

const wordsOfMailbox = (record: AuditRecord, context: FactContext, of: string): Words => {
  const facts = readFacts(record, context)
  const days = facts.evidence("KeepsMailboxAuditShorter")
  return days === undefined
    ? {
        change: { what: CHANGE_NAMES.mailboxAuditing, after: "off" },
        did: reduced(facts.evidence("SwitchesMailboxAuditOff") ?? "", of),
      }
    : {
        change: { what: "Mailbox auditing is kept for", after: days },
        did: `set mailbox auditing of ${of} to keep its records for only ${days}`,
      }
}

/** A list that was emptied or a keeping time of nothing leaves auditing on, and nothing in it. */
function reduced(evidence: string, of: string): string {
  const [, who] = /^Audit(Owner|Delegate|Admin) was emptied$/.exec(evidence) ?? []
  const people = { Owner: "the owner does", Delegate: "delegates do", Admin: "administrators do" }
  if (who === "Owner" || who === "Delegate" || who === "Admin")
    return `stopped recording what ${people[who]} in the mailbox of ${of}`
  return /AgeLimit/.test(evidence)
    ? `set mailbox auditing of ${of} to keep nothing`
    : `switched mailbox auditing of ${of} off`
}
