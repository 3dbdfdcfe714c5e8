/** Who was given which right on whose mailbox, or on one of its folders. */
import { plainText } from "../lib/plain-text.ts"
import { accountOr } from "../lib/unknown-account.ts"
import type { Act } from "../model/act.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import { actorName } from "./actor-name.ts"
import { describeMailAccess } from "./describe-mail-access.ts"
import type { Describer } from "./describer.ts"
import { personName } from "./directory-words.ts"
import { type FactContext, parameterOf } from "./facts/fact.ts"
import { type FolderGrant, readFolderGrant } from "./facts/folder-permissions.ts"
import { type Grant, isEverybody, readGrant } from "./facts/permissions.ts"
import { isActor } from "./facts/self.ts"
import { capital, mailboxIdentity, mailboxKey, mailboxOf } from "./mailbox-words.ts"

const CHANGES: Readonly<Record<Grant["kind"], string>> = {
  FullAccess: "Has full access",
  SendAs: "May send as this mailbox",
  SendOnBehalf: "May send on behalf of this mailbox",
}

export const describePermission: Describer = (record, context) => {
  const folder = readFolderGrant(record)
  if (folder !== undefined) return describeFolder(record, context, folder)
  const grant = readGrant(record)
  if (grant !== undefined) return describeMailbox(record, context, grant)
  // Steps after the grant: it is used, or taken away.
  return /^remove-/.test(record.operationKey)
    ? describeRemoval(record, context)
    : describeMailAccess(record, context)
}

/** The name at the end of a path; a guest by the address that people know. */
const granteeName = (user: string): string =>
  accountOr(personName(plainText(user.includes("@") ? user : (user.split("/").at(-1) ?? user))))

function describeRemoval(record: AuditRecord, context: FactContext): Act {
  const user = parameterOf(record, "User") || parameterOf(record, "Trustee") || "unknown"
  const shown = granteeName(user)
  return {
    subject: `permission:${mailboxKey(record.target)}:${plainText(user).toLowerCase()}`,
    object: { mailbox: mailboxIdentity(record.target), user },
    changes: [{ what: "Right on this mailbox", before: shown, after: "none" }],
    sentence: `${capital(actorName(record, context))} took away the right of ${shown} on ${mailboxOf(record.target)}.`,
  }
}

function describeMailbox(record: AuditRecord, context: FactContext, grant: Grant): Act {
  const user = plainText(grant.user)
  const { kind } = grant
  const shown = user.split("; ").map(granteeName).join(", ")
  const autoMapping = parameterOf(record, "AutoMapping")
  const who = capital(actorName(record, context))
  const whom = isActor(record, user) ? "themselves" : shown
  const name = accountOr(plainText(record.target.name))
  const sentences: Readonly<Record<Grant["kind"], string>> = {
    FullAccess: `${who} gave ${whom} full access to ${mailboxOf(record.target)}.`,
    SendAs: `${who} gave ${whom} the right to send mail as ${name}.`,
    SendOnBehalf: `${who} let ${whom} send mail on behalf of ${name}.`,
  }
  return {
    subject: `permission:${mailboxKey(record.target)}:${user.toLowerCase()}`,
    object: {
      mailbox: mailboxIdentity(record.target),
      user: grant.user,
      accessRights: grant.accessRights,
      kind,
      ...(autoMapping === undefined ? {} : { autoMapping }),
    },
    changes: [{ what: CHANGES[kind], after: shown }],
    sentence: sentences[kind],
  }
}

/** `\Inbox` → `the folder "Inbox"`; the top of the mailbox has no name of its own. */
const folderName = (folder: string): string => {
  const name = plainText(folder.replace(/^\\+/, ""))
  return name === "" ? "the top folder" : `the folder "${name}"`
}

function describeFolder(record: AuditRecord, context: FactContext, grant: FolderGrant): Act {
  const user = plainText(grant.user)
  const all = isEverybody(grant.user)
  const shown = !all
    ? granteeName(user)
    : /anonymous/i.test(user)
      ? "anybody (even without an account)"
      : "everybody"
  const rights = plainText(grant.accessRights)
  return {
    subject: `permission:${mailboxKey(record.target)}:${grant.folder.toLowerCase()}:${user.toLowerCase()}`,
    object: {
      mailbox: mailboxIdentity(record.target),
      folder: grant.folder,
      user: grant.user,
      accessRights: grant.accessRights,
      kind: "Folder",
    },
    changes: [{ what: `May use ${folderName(grant.folder)}`, after: `${shown} (${rights})` }],
    sentence: `${capital(actorName(record, context))} let ${isActor(record, user) ? "themselves" : shown} read ${folderName(grant.folder)} of ${mailboxOf(record.target)} (${rights}).`,
  }
}
