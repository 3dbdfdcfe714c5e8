/** What questions and the first sweep read of Exchange's answers; only the fields used. Source: Get-Mailbox, Get-MailboxPermission, Get-RecipientPermission, Get-MailboxFolderPermission, Get-InboxRule. */
import { z } from "zod"
import type { JsonObject } from "../model/json.ts"
import { isSystemRule } from "../model/system-rule.ts"

const text = z.string().nullish().catch(undefined)
/** Exchange writes some booleans as text. */
const flag = z
  .union([z.boolean(), z.string().transform((value) => value.toLowerCase() === "true")])
  .nullish()
  .catch(undefined)
/** One value comes as a text, several as a list; several rights may be joined in one text. */
const list = z
  .union([z.string().transform((value) => [value]), z.array(z.string())])
  .nullish()
  .catch(undefined)

const MailboxRow = z.object({
  ExchangeGuid: text,
  UserPrincipalName: text,
  PrimarySmtpAddress: text,
  DisplayName: text,
  Alias: text,
  Name: text,
  ForwardingAddress: text,
  ForwardingSmtpAddress: text,
  DeliverToMailboxAndForward: flag,
  GrantSendOnBehalfTo: list,
  AuditEnabled: flag,
})
export type MailboxRow = z.infer<typeof MailboxRow>

export const MAILBOX_FIELDS = Object.keys(MailboxRow.shape)

const PermissionRow = z.object({
  Identity: text,
  User: text,
  Trustee: text,
  UserSid: text,
  AccessRights: list,
  Deny: flag,
  AccessControlType: text,
  IsInherited: flag,
})
export type PermissionRow = z.infer<typeof PermissionRow>

const RuleRow = z.object({
  Name: text,
  Enabled: flag,
  ForwardTo: list,
  ForwardAsAttachmentTo: list,
  RedirectTo: list,
  DeleteMessage: flag,
  MoveToFolder: text,
  MarkAsRead: flag,
})
export type RuleRow = z.infer<typeof RuleRow>

export const mailboxRows = (rows: readonly JsonObject[]): readonly MailboxRow[] =>
  rows.map((row) => MailboxRow.parse(row))
export const permissionRows = (rows: readonly JsonObject[]): readonly PermissionRow[] =>
  rows.map((row) => PermissionRow.parse(row))
export const ruleRows = (rows: readonly JsonObject[]): readonly RuleRow[] =>
  rows.map((row) => RuleRow.parse(row))

/** What people call the mailbox. */
export const mailboxName = (
  row: Pick<MailboxRow, "PrimarySmtpAddress" | "UserPrincipalName" | "DisplayName" | "Alias">,
): string =>
  row.PrimarySmtpAddress ||
  row.UserPrincipalName ||
  row.DisplayName ||
  row.Alias ||
  "a mailbox without a name"

/** What the cmdlets are given: the mailbox's own GUID, which nobody else can have. */
export const mailboxKey = (row: MailboxRow): string => row.ExchangeGuid || mailboxName(row)

/** Where mail goes on to; the recipient inside wins when both are set. Source: Set-Mailbox, ForwardingSmtpAddress. */
export const forwardsTo = (row: MailboxRow): readonly string[] =>
  [row.ForwardingAddress, row.ForwardingSmtpAddress?.replace(/^smtp:/i, "")].flatMap((to) => to || [])

export const rightsOf = (row: PermissionRow): readonly string[] =>
  (row.AccessRights ?? [])
    .flatMap((rights) => rights.split(","))
    .map((right) => right.trim())
    .filter((right) => right !== "" && !/^none$/i.test(right))

/** Somebody else who was given something: not the owner, not a refusal. `S-1-5-10` is the mailbox itself (Windows, "Well-known SIDs"). */
export function granteeOf(row: PermissionRow): string | undefined {
  const name = row.User || row.Trustee
  const isSelf = row.UserSid === "S-1-5-10" || /^(?:nt authority\\self|s-1-5-10)$/i.test(name ?? "")
  const isRefusal = row.Deny === true || /^deny$/i.test(row.AccessControlType ?? "")
  return !name || isSelf || isRefusal ? undefined : name
}

export const sendsTo = (row: RuleRow): readonly string[] => [
  ...(row.ForwardTo ?? []),
  ...(row.ForwardAsAttachmentTo ?? []),
  ...(row.RedirectTo ?? []),
]

/** Without IncludeHidden the rules that attackers hide are missed. Source: Get-InboxRule. */
export const EVERY_RULE = { IncludeHidden: true, ResultSize: "Unlimited" } as const

/** One of Exchange's own, of which nobody wants to hear. */
export const isExchanges = (rule: RuleRow): boolean =>
  isSystemRule({ name: rule.Name ?? "", sendsTo: sendsTo(rule), deletes: rule.DeleteMessage === true })
