/** The rows of Get-Mailbox as mailbox states. Source: Microsoft Learn, Get-Mailbox and Set-Mailbox. */
import type { JsonObject } from "../model/json.ts"
import type { MailboxState } from "../model/mailbox-state.ts"

/** What is asked of each mailbox; the whole row is several kilobytes. */
export const MAILBOX_PROPERTIES = [
  "ExchangeGuid",
  "Guid",
  "ExternalDirectoryObjectId",
  "UserPrincipalName",
  "PrimarySmtpAddress",
  "Alias",
  "Name",
  "ForwardingAddress",
  "ForwardingSmtpAddress",
  "DeliverToMailboxAndForward",
  "AuditEnabled",
] as const

const NAMES = MAILBOX_PROPERTIES.slice(0, 7)
const NO_GUID = "00000000-0000-0000-0000-000000000000"

/** In the order of the rows. A row that doesn't say which mailbox it is, or where it forwards to, is left out. */
export const readMailboxRows = (rows: readonly JsonObject[]): readonly MailboxState[] =>
  rows.flatMap((row) => {
    const id = NAMES.slice(0, 3)
      .map((name) => textOf(row, name).toLowerCase())
      .find((text) => text !== "" && text !== NO_GUID)
    // Null means "nobody"; a property that isn't there says nothing.
    const told = isTold(row.ForwardingAddress) && isTold(row.ForwardingSmtpAddress)
    return id === undefined || !told ? [] : [stateOf(id, row)]
  })

function stateOf(id: string, row: JsonObject): MailboxState {
  const recipient = textOf(row, "ForwardingAddress")
  const address = textOf(row, "ForwardingSmtpAddress").replace(/^smtp:/i, "")
  const names = NAMES.map((name) => textOf(row, name).toLowerCase())
  const audited = flagOf(row.AuditEnabled)
  return {
    id,
    names: [...new Set(names)].filter((name) => name !== "" && name !== NO_GUID),
    ...(recipient === "" ? {} : { forwardsToRecipient: recipient }),
    ...(address === "" ? {} : { forwardsToAddress: address }),
    keepsCopy: flagOf(row.DeliverToMailboxAndForward) ?? false,
    ...(audited === undefined ? {} : { auditEnabled: audited }),
  }
}

const isTold = (value: unknown): boolean => value === null || typeof value === "string"

const textOf = (row: JsonObject, name: string): string => {
  const value = row[name]
  return typeof value === "string" ? value.trim() : ""
}

/** Exchange writes some booleans as text. */
const flagOf = (value: unknown): boolean | undefined => {
  if (typeof value === "boolean") return value
  return typeof value === "string" && /^(true|false)$/i.test(value) ? /^true$/i.test(value) : undefined
}
