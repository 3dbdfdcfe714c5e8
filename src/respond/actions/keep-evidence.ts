/**
 * Reads what an account looks like before anything is changed, and keeps it: the reading is the journal's row and stands
 * in the trail, with a hash that people can quote. What can't be read is kept as the reason why; it holds nothing up.
 * Follows Get-Mailbox, Get-CASMailbox, Get-InboxRule, Get-MailboxPermission, Get-RecipientPermission and
 * Get-MailboxFolderPermission (Exchange PowerShell reference); authenticationMethod, oAuth2PermissionGrant,
 * unifiedRoleAssignment and signIn (Microsoft Graph v1.0 reference).
 */

import { canonicalHash } from "../../lib/canonical-json.ts"
import { countText } from "../../lib/count-text.ts"
import { AppError, RemediationError } from "../../model/errors.ts"
import type { JsonObject } from "../../model/json.ts"
import type { Action, Snapshot, Subject } from "../action-contract.ts"
import { child, flag, objects, text, withoutSidecars } from "../cmdlet-rows.ts"
import {
  ASSIGNMENTS,
  list,
  MOST_SIGN_INS,
  quoted,
  readAccount,
  signInMethods,
  signInsSince,
} from "../directory-reads.ts"
import { everyRule } from "../find-inbox-rule.ts"
import { lookBackFrom } from "../look-back.ts"
import type { Reach, ReadingCmdlet } from "../reach.ts"

export const keepEvidence: Action = {
  name: "keep-evidence",
  label: "Keep evidence",
  reversibility: "Changes nothing.",
  undoable: false,
  readsOnly: true,
  read,
  pin: (subject) => subject,
  plan: () => [],
  anchor: () => undefined,
  isDone: () => true,
  describe: (_before, after) => describe(after),
  live: () => [],
  inverse: () => [],
}

/** What is read, as people call one of it. Each is a list of rows, or the reason why it couldn't be had. */
const PARTS = {
  mailbox: "mailbox",
  protocols: "client access setting",
  inboxRules: "inbox rule",
  mailboxPermissions: "mailbox permission",
  sendAs: "send-as right",
  inboxPermissions: "inbox right",
  calendarPermissions: "calendar right",
  signInMethods: "sign-in method",
  consents: "consent",
  roles: "directory role",
  signIns: "interactive sign-in",
} as const
type Part = keyof typeof PARTS

/** The account alone has to be readable: without it nobody knows whose evidence this would be. */
async function read(subject: Subject, reach: Reach): Promise<Snapshot> {
  const account = await readAccount(subject, reach)
  const readings: Readonly<Record<Part, Promise<readonly JsonObject[]>>> = {
    ...mailboxReadings(text(account, "account") ?? "", reach),
    ...directoryReadings(text(account, "id") ?? "", subject, reach),
  }
  const kept = Object.entries(readings).map(
    async ([part, rows]) => [part, await keptRows(rows, reach.signal)] as const,
  )
  return { ...account, ...Object.fromEntries(await Promise.all(kept)) }
}

function mailboxReadings(mailbox: string, reach: Reach) {
  const about = (cmdlet: ReadingCmdlet, more: JsonObject = {}) =>
    reach.rows(cmdlet, { Identity: mailbox, ...more }, mailbox)
  /** @NOTE Folders are called as the owner's language has it; only their type is the same for everybody. */
  const rightsOn = async (type: "Inbox" | "Calendar") => {
    const folders = await about("Get-MailboxFolderStatistics", { FolderScope: type })
    const id = text(folders.find((row) => text(row, "FolderType") === type) ?? {}, "FolderId")
    if (id === undefined) throw new RemediationError("Exchange doesn't name that folder.")
    return about("Get-MailboxFolderPermission", { Identity: `${mailbox}:${id}` })
  }
  return {
    mailbox: about("Get-Mailbox"),
    protocols: about("Get-CASMailbox"),
    inboxRules: everyRule(mailbox, reach),
    mailboxPermissions: about("Get-MailboxPermission"),
    sendAs: about("Get-RecipientPermission", { ResultSize: "Unlimited" }),
    inboxPermissions: rightsOn("Inbox"),
    calendarPermissions: rightsOn("Calendar"),
  }
}

const directoryReadings = (id: string, subject: Subject, reach: Reach) => ({
  signInMethods: signInMethods(
    id,
    reach,
    "UserAuthenticationMethod.Read.All",
    "UserAuthenticationMethod.ReadWrite.All",
  ),
  consents: list(reach, "/oauth2PermissionGrants", `principalId eq ${quoted(id)}`),
  roles: list(reach, ASSIGNMENTS, `principalId eq ${quoted(id)}`),
  signIns: signInsSince(id, lookBackFrom(subject), reach),
})

async function keptRows(reading: Promise<readonly JsonObject[]>, signal: AbortSignal): Promise<JsonObject> {
  try {
    return { rows: (await reading).map(withoutSidecars) }
  } catch (thrown) {
    if (signal.aborted || !(thrown instanceof AppError)) throw thrown
    return { notReadable: thrown.advice }
  }
}

function describe(after: Snapshot): string {
  const parts = Object.entries(PARTS)
  const told = parts.flatMap(([part, name]) => {
    const kept = child(after, part)
    return kept === undefined || "notReadable" in kept
      ? []
      : [countText(objects(kept, "rows").length, name, manyOf(name))]
  })
  const missing = parts.flatMap(([part, name]) => {
    const reason = text(child(after, part) ?? {}, "notReadable")
    return reason === undefined ? [] : [`${manyOf(name)} (${reason})`]
  })
  const synced = flag(after, "syncedFromOnPremises")
    ? " The account comes from an on-premises directory."
    : ""
  const unread = missing.length === 0 ? "" : ` Not readable: ${missing.join("; ")}.`
  const signIns = objects(child(after, "signIns") ?? {}, "rows").length
  const cut = signIns < MOST_SIGN_INS ? "" : ` Of the sign-ins the newest ${MOST_SIGN_INS} are kept.`
  return `What ${text(after, "account") ?? "the account"} looked like is kept: ${told.join(", ")}. SHA-256 ${canonicalHash(after)}.${cut}${synced}${unread}`
}

const manyOf = (one: string): string => `${one}${one.endsWith("x") ? "es" : "s"}`
