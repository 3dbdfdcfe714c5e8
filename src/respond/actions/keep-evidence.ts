/**
 * Reads what an account looks like before anything is changed, and keeps it: the reading is the journal's row and stands
 * in the trail, with a hash that people can quote. What can't be read is kept as the reason why; it holds nothing up.
 * Follows Get-Mailbox, Get-InboxRule, Get-MailboxPermission and Get-RecipientPermission (Exchange PowerShell reference);
 * authenticationMethod, oAuth2PermissionGrant and unifiedRoleAssignment (Microsoft Graph v1.0 reference).
 */
import { canonicalHash } from "../../lib/canonical-json.ts"
import { AppError } from "../../model/errors.ts"
import type { TenantId } from "../../model/ids.ts"
import type { JsonObject } from "../../model/json.ts"
import type { CmdletCall } from "../../model/remediation.ts"
import type { TenantAdmin } from "../../ports/tenant-admin.ts"
import type { Action, Snapshot, Subject } from "../action-contract.ts"
import { child, flag, objects, text, withoutSidecars } from "../cmdlet-rows.ts"
import { ASSIGNMENTS, type Asking, list, quoted, readAccount, signInMethods } from "../directory-reads.ts"
import { readEveryRule } from "../find-inbox-rule.ts"

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
  inboxRules: "inbox rule",
  mailboxPermissions: "mailbox permission",
  sendAs: "send-as right",
  signInMethods: "sign-in method",
  consents: "consent",
  roles: "directory role",
} as const
type Part = keyof typeof PARTS

/** The account alone has to be readable: without it nobody knows whose evidence this would be. */
async function read(
  subject: Subject,
  admin: TenantAdmin,
  tenant: TenantId,
  signal: AbortSignal,
): Promise<Snapshot> {
  const asking = { admin, tenant, signal }
  const account = await readAccount(subject, asking)
  const mailbox = text(account, "account") ?? ""
  const readings: Readonly<Record<Part, Promise<readonly JsonObject[]>>> = {
    mailbox: rowsOf({ cmdlet: "Get-Mailbox", parameters: { Identity: mailbox } }, mailbox, asking),
    inboxRules: rowsOf(readEveryRule(mailbox), mailbox, asking),
    mailboxPermissions: rowsOf(
      { cmdlet: "Get-MailboxPermission", parameters: { Identity: mailbox } },
      mailbox,
      asking,
    ),
    sendAs: rowsOf(
      { cmdlet: "Get-RecipientPermission", parameters: { Identity: mailbox, ResultSize: "Unlimited" } },
      mailbox,
      asking,
    ),
    ...directoryReadings(text(account, "id") ?? "", asking),
  }
  const kept = Object.entries(readings).map(
    async ([part, rows]) => [part, await keptRows(rows, signal)] as const,
  )
  return { ...account, ...Object.fromEntries(await Promise.all(kept)) }
}

const directoryReadings = (id: string, asking: Asking) => ({
  signInMethods: signInMethods(
    id,
    asking,
    "UserAuthenticationMethod.Read.All",
    "UserAuthenticationMethod.ReadWrite.All",
  ),
  consents: list(asking, "/oauth2PermissionGrants", `principalId eq ${quoted(id)}`),
  roles: list(asking, ASSIGNMENTS, `principalId eq ${quoted(id)}`),
})

async function rowsOf(
  call: CmdletCall,
  mailbox: string,
  {
    admin,
    tenant,
    signal,
  }: { readonly admin: TenantAdmin; readonly tenant: TenantId; readonly signal: AbortSignal },
): Promise<readonly JsonObject[]> {
  return (await admin.invoke(tenant, call, mailbox, signal)).rows
}

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
    return kept === undefined || "notReadable" in kept ? [] : [countText(objects(kept, "rows").length, name)]
  })
  const missing = parts.flatMap(([part, name]) => {
    const reason = text(child(after, part) ?? {}, "notReadable")
    return reason === undefined ? [] : [`${name}s (${reason})`]
  })
  const synced = flag(after, "syncedFromOnPremises")
    ? " The account comes from an on-premises directory."
    : ""
  const unread = missing.length === 0 ? "" : ` Not readable: ${missing.join("; ")}.`
  return `What ${text(after, "account") ?? "the account"} looked like is kept: ${told.join(", ")}. SHA-256 ${canonicalHash(after)}.${synced}${unread}`
}

const countText = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`
