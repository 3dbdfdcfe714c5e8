/** Get-Mailbox and Set-Mailbox. Source: the cmdlets' pages in the ExchangePowerShell module reference. */
import type { PracticeMailbox, PracticeTenant } from "../world/types.ts"
import { type Cmdlet, type CmdletRun, noChange, notFound, type Parameters, type Row } from "./cmdlet.ts"
import { canonicalPath, findContact, findMailbox, needMailbox, objectIdOf } from "./recipient.ts"

/** Recorded by default. Source: Microsoft Purview, "Manage mailbox auditing". */
const OWNER_ACTS = [
  "ApplyRecord",
  "HardDelete",
  "MailItemsAccessed",
  "MoveToDeletedItems",
  "Send",
  "SoftDelete",
  "Update",
  "UpdateCalendarDelegation",
  "UpdateFolderPermissions",
  "UpdateInboxRules",
]

const toRow = (tenant: PracticeTenant, mailbox: PracticeMailbox): Row => ({
  Identity: mailbox.displayName,
  Name: mailbox.displayName,
  Alias: mailbox.alias,
  DisplayName: mailbox.displayName,
  UserPrincipalName: mailbox.upn,
  PrimarySmtpAddress: mailbox.upn,
  WindowsEmailAddress: mailbox.upn,
  "ExchangeGuid@data.type": "System.Guid",
  "ExchangeGuid@odata.type": "#Guid",
  ExchangeGuid: mailbox.guid,
  Guid: mailbox.guid,
  ExternalDirectoryObjectId: objectIdOf(tenant, mailbox),
  DistinguishedName: canonicalPath(tenant, mailbox),
  RecipientTypeDetails: mailbox.type,
  ForwardingAddress: mailbox.forwardingAddress,
  ForwardingSmtpAddress: mailbox.forwardingSmtpAddress,
  DeliverToMailboxAndForward: mailbox.deliverToMailboxAndForward,
  "GrantSendOnBehalfTo@data.type": "System.Collections.Generic.List`1[System.String]",
  "GrantSendOnBehalfTo@odata.type": "#Collection(String)",
  GrantSendOnBehalfTo: mailbox.grantSendOnBehalfTo,
  AuditEnabled: mailbox.auditEnabled,
  AuditLogAgeLimit: "90.00:00:00",
  "DefaultAuditSet@odata.type": "#Collection(String)",
  DefaultAuditSet: mailbox.defaultAuditSet,
  "AuditOwner@odata.type": "#Collection(String)",
  AuditOwner: mailbox.auditOwner ?? OWNER_ACTS,
  ProhibitSendQuota: "99 GB (106,300,440,576 bytes)",
  HiddenFromAddressListsEnabled: false,
  IsDirSynced: tenant.users.find((user) => user.upn === mailbox.upn)?.onPremisesSyncEnabled ?? false,
})

/** A missing or null Identity returns every mailbox: the official page warns of it. */
export const getMailbox: Cmdlet = {
  allowed: ["Identity", "ResultSize", "RecipientTypeDetails", "IncludeGrantSendOnBehalfToWithDisplayNames"],
  run: ({ tenant, parameters }) => {
    const identity = parameters.text("Identity")
    if (identity !== undefined) return { rows: [toRow(tenant, needMailbox(tenant, identity))] }
    const types = parameters.list("RecipientTypeDetails")
    const wanted = tenant.mailboxes.filter((each) => types.length === 0 || types.includes(each.type))
    return { rows: wanted.map((each) => toRow(tenant, each)) }
  },
}

type Settings = Pick<
  PracticeMailbox,
  | "forwardingSmtpAddress"
  | "forwardingAddress"
  | "deliverToMailboxAndForward"
  | "auditEnabled"
  | "defaultAuditSet"
> & { grantSendOnBehalfTo: string[] }

/** Empty text and null both clear it; an address is kept with its prefix. */
const smtpAddress = (text: string | undefined): string | null =>
  text === undefined || text === "" ? null : `smtp:${text.replace(/^smtp:/i, "")}`

/** Kept under the recipient's name, which is what Get-Mailbox shows. Throws when there is no such recipient. */
const recipientName = (tenant: PracticeTenant, text: string | undefined): string | null => {
  if (text === undefined || text === "") return null
  const name = findMailbox(tenant, text)?.displayName ?? findContact(tenant, text)?.name
  if (name === undefined) throw notFound(text)
  return name
}

const asList = (value: unknown): string[] => {
  if (typeof value === "string") return [value]
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : []
}

/** A list replaces; `{"@odata.type":"#Exchange.GenericHashTable","add":…,"remove":…}` edits. */
const sendOnBehalf = (before: readonly string[], value: unknown): string[] => {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return asList(value)
  const edits = Object.fromEntries(Object.entries(value).map(([key, list]) => [key.toLowerCase(), list]))
  const removed = asList(edits.remove)
  return [...new Set([...before, ...asList(edits.add)])].filter((each) => !removed.includes(each))
}

const wantedSettings = (tenant: PracticeTenant, now: Settings, parameters: Parameters): Settings => ({
  forwardingSmtpAddress: parameters.has("ForwardingSmtpAddress")
    ? smtpAddress(parameters.text("ForwardingSmtpAddress"))
    : now.forwardingSmtpAddress,
  forwardingAddress: parameters.has("ForwardingAddress")
    ? recipientName(tenant, parameters.text("ForwardingAddress"))
    : now.forwardingAddress,
  deliverToMailboxAndForward: parameters.flag("DeliverToMailboxAndForward") ?? now.deliverToMailboxAndForward,
  auditEnabled: parameters.flag("AuditEnabled") ?? now.auditEnabled,
  defaultAuditSet: parameters.has("DefaultAuditSet")
    ? parameters.list("DefaultAuditSet")
    : now.defaultAuditSet,
  grantSendOnBehalfTo: parameters.has("GrantSendOnBehalfTo")
    ? sendOnBehalf(now.grantSendOnBehalfTo, parameters.raw("GrantSendOnBehalfTo"))
    : now.grantSendOnBehalfTo,
})

const pick = (mailbox: PracticeMailbox): Settings => ({
  forwardingSmtpAddress: mailbox.forwardingSmtpAddress,
  forwardingAddress: mailbox.forwardingAddress,
  deliverToMailboxAndForward: mailbox.deliverToMailboxAndForward,
  auditEnabled: mailbox.auditEnabled,
  defaultAuditSet: mailbox.defaultAuditSet,
  grantSendOnBehalfTo: mailbox.grantSendOnBehalfTo,
})

const setOne = ({ tenant, parameters }: CmdletRun): ReturnType<Cmdlet["run"]> => {
  const mailbox = needMailbox(tenant, parameters.required("Identity"))
  const before = pick(mailbox)
  const after = wantedSettings(tenant, before, parameters)
  const changed = JSON.stringify(before) !== JSON.stringify(after)
  Object.assign(mailbox, after)
  return {
    touched: mailbox,
    objectId: mailbox.alias,
    warnings: changed ? [] : [noChange(mailbox.displayName)],
  }
}

export const setMailbox: Cmdlet = {
  allowed: [
    "Identity",
    "ForwardingSmtpAddress",
    "ForwardingAddress",
    "DeliverToMailboxAndForward",
    "AuditEnabled",
    "DefaultAuditSet",
    "GrantSendOnBehalfTo",
    "Force",
  ],
  run: setOne,
}
