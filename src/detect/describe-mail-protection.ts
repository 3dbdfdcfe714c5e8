/** Protection of mail that was taken away, and ways past it that were opened. */
import { plainText } from "../lib/plain-text.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import { actorName, actorObject } from "./actor-name.ts"
import { changesOf } from "./describe-change.ts"
import type { Describer } from "./describer.ts"
import { readFacts } from "./facts/all-facts.ts"
import { type FactContext, parameterOf } from "./facts/fact.ts"
import { openedProtocol } from "./facts/mail-openings.ts"
import { protectionName } from "./facts/mail-protection.ts"
import { capital, mailboxIdentity, mailboxOf } from "./mailbox-words.ts"

export const describeMailProtection: Describer = (record, context) => ({
  subject: subjectOf(record),
  object: objectOf(record),
  changes: changesOf(record),
  sentence: `${capital(actorName(record, context))} ${didWhat(record, context)}.`,
})

const objectOf = (record: AuditRecord): Readonly<Record<string, string>> =>
  record.target.kind === "mailbox"
    ? { mailbox: mailboxIdentity(record.target) }
    : { target: record.target.id, ...actorObject(record) }

/** Removing a policy takes its rule with it: both have one subject. */
function subjectOf(record: AuditRecord): string {
  const noun = record.operationKey.replace(/^\w+-/, "").replace(/(rule|policy|items|spoofitems|plan)$/, "")
  return `mail-protection:${noun}:${nameOf(record).toLowerCase()}`
}

const nameOf = (record: AuditRecord): string =>
  record.target.kind === "mailbox"
    ? record.target.name
    : plainText(parameterOf(record, "Identity") || parameterOf(record, "Name") || record.target.name)

function didWhat(record: AuditRecord, context: FactContext): string {
  const facts = readFacts(record, context)
  const name = nameOf(record)
  const named = name === "unknown" ? "" : ` "${plainText(name)}"`
  const senders = facts.evidence("AllowsSenders")
  if (senders !== undefined) return `let ${plainText(senders)} past the mail filters`
  if (facts.evidence("DisablesDkim") !== undefined)
    return `switched off the signing of mail (DKIM) for ${plainText(name)}`
  if (facts.evidence("OpensAutoForwarding") !== undefined)
    return `allowed automatic forwarding of mail to the outside${name === "unknown" ? "" : ` (${plainText(name)})`}`
  const protocol = openedProtocol(record)
  if (protocol !== undefined)
    return `switched ${protocol} on again for ${record.target.kind === "mailbox" ? mailboxOf(record.target) : "everybody"}`
  const weak = facts.evidence("WeakensMailProtection")
  return `${WEAKENED[weak ?? ""] ?? "weakened"} ${protectionName(record.operationKey)} protection${named}${weak === undefined || weak in WEAKENED ? "" : ` (${plainText(weak)})`}`
}

const WEAKENED: Readonly<Record<string, string>> = { removed: "removed", disabled: "switched off" }
