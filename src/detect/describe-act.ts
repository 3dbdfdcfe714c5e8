/** What a record did: the key of the thing, what a fix needs, what changed, and one plain sentence. */
import { plainText } from "../lib/plain-text.ts"
import { type Act, CHANGE_NAMES, type SubjectKind } from "../model/act.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import { describeInboxRule } from "./describe-inbox-rule.ts"
import { type FactContext, parameterOf } from "./facts/fact.ts"
import { readForwarding } from "./facts/forwarding.ts"
import { technicianName } from "./facts/people.ts"
import { readGrant } from "./facts/permissions.ts"
import { capital, mailboxIdentity, mailboxKey, mailboxOf } from "./mailbox-words.ts"

export function describeAct(record: AuditRecord, kind: SubjectKind, context: FactContext): Act {
  if (kind === "forwarding") return describeForwarding(record, context)
  if (kind === "inbox-rule") return describeInboxRule(record, context, actorName(record, context))
  if (kind === "permission") return describeGrant(record, context)
  if (kind === "restore") return describeRestore(record, context)
  return describeAuditing(record, kind, context)
}

/** "Kim Vega (our technician)" when known, else the best name that the record has. */
export function actorName(record: AuditRecord, { own }: FactContext): string {
  const technician = technicianName(record, own)
  if (technician !== undefined) return `${plainText(technician)} (our technician)`
  const { actor } = record
  if (actor.partner?.tenantId !== undefined) return `an administrator of partner ${actor.partner.tenantId}`
  if (actor.id === "unknown") return "somebody unknown"
  if (actor.kind === "unknown") return `somebody recorded as ${plainText(actor.id)}`
  return plainText(actor.upn ?? actor.id)
}

function describeForwarding(record: AuditRecord, context: FactContext): Act {
  const forwarding = readForwarding(record, context)
  const destinations = forwarding?.destinations ?? []
  const away = destinations.filter(({ place }) => place !== "inside")
  const list = away.map(({ address }) => plainText(address)).join(", ")
  const unknown = away.length > 0 && away.every(({ place }) => place === "unknown")
  const doubt = unknown ? ", which may be outside the organization" : ""
  const keeps = forwarding?.keepsCopy
  const copy = keeps === undefined ? "" : keeps ? ", keeping a copy" : ", without keeping a copy"
  return {
    subject: `forwarding:${mailboxKey(record.target)}`,
    object: { mailbox: mailboxIdentity(record.target) },
    changes: [
      {
        what: CHANGE_NAMES.forwarding,
        after: destinations.map(({ address }) => plainText(address)).join(", ") || "none",
      },
      ...(keeps === undefined ? [] : [{ what: CHANGE_NAMES.keepsCopy, after: keeps ? "yes" : "no" }]),
    ],
    sentence: `${capital(mailboxOf(record.target))} now forwards all mail to ${list || "nobody"}${doubt}${copy} (set by ${actorName(record, context)}).`,
  }
}

function describeGrant(record: AuditRecord, context: FactContext): Act {
  const grant = readGrant(record)
  const user = plainText(grant?.user ?? "unknown")
  const shown = user.split("/").at(-1) ?? user
  const kind = grant?.kind ?? "FullAccess"
  const autoMapping = parameterOf(record, "AutoMapping")
  const who = capital(actorName(record, context))
  return {
    subject: `permission:${mailboxKey(record.target)}:${user.toLowerCase()}`,
    object: {
      mailbox: mailboxIdentity(record.target),
      user: grant?.user ?? "unknown",
      accessRights: grant?.accessRights ?? "",
      kind,
      ...(autoMapping === undefined ? {} : { autoMapping }),
    },
    changes: [{ what: kind === "SendAs" ? "May send as this mailbox" : "Has full access", after: shown }],
    sentence:
      kind === "SendAs"
        ? `${who} gave ${shown} the right to send mail as ${plainText(record.target.name)}.`
        : `${who} gave ${shown} full access to ${mailboxOf(record.target)}.`,
  }
}

function describeAuditing(record: AuditRecord, kind: SubjectKind, context: FactContext): Act {
  const who = capital(actorName(record, context))
  if (kind === "audit-log") {
    return {
      subject: "audit-log",
      object: {},
      changes: [{ what: "Audit log", after: "off" }],
      sentence: `${who} switched the organization's audit log off.`,
    }
  }
  const bypass = record.operationKey === "set-mailboxauditbypassassociation"
  const everybody = record.operationKey === "set-organizationconfig"
  const of = everybody ? "every mailbox" : plainText(record.target.name)
  return {
    subject: everybody ? "mailbox-audit" : `mailbox-audit:${mailboxKey(record.target)}`,
    object: everybody ? {} : { mailbox: mailboxIdentity(record.target) },
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

/** What was done with the data, and how the sentence goes on where the record names no destination. */
const RESTORE_WORDS: Readonly<Record<string, readonly [verb: string, elsewhere: string]>> = {
  restore: ["restored", ""],
  save: ["saved", " to a file"],
  export: ["exported", " to a file"],
  send: ["sent", " by mail"],
}

function describeRestore(record: AuditRecord, context: FactContext): Act {
  const read = (name: string): string => plainText(parameterOf(record, name) ?? "")
  const [session, item, target] = [read("session"), read("item"), read("target")]
  const what = item === "" ? "data" : `"${item}"`
  const [verb, elsewhere] = RESTORE_WORDS[record.operationKey] ?? ["took", ""]
  return {
    subject: `restore:${session || record.id}`,
    object: {
      session,
      mailbox: mailboxIdentity(record.target),
      item,
      source: read("source"),
      target,
      clientHost: read("clientHost"),
      reason: read("reason"),
    },
    changes: [{ what: record.operation, before: read("source"), after: target || "not recorded" }],
    sentence: `${capital(actorName(record, context))} ${verb} ${what} of ${mailboxOf(record.target)} from the backup${target === "" ? elsewhere : ` to ${target}`}.`,
  }
}
