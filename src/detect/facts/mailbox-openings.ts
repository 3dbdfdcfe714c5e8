/**
 * Ways into a mailbox, or out of it, that are neither rules nor rights: add-ins that run in Outlook, moves to another tenant,
 * copies into another mailbox, phones that are let in, calendars that anybody sees, messages opened in the portal.
 * Source: Microsoft Learn, New-App, New-OrganizationRelationship, New-MoveRequest, New-MailboxRestoreRequest, Set-CASMailbox,
 * Set-MailboxCalendarFolder, Set-SharingPolicy.
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { type Fact, isTrue, listOf, parameterOf, rawText } from "./fact.ts"

const given = (record: AuditRecord, name: string): string => parameterOf(record, name)?.trim() ?? ""

/** An add-in by its file or address; one from Microsoft's store was looked at by Microsoft. */
function installsAddIn(record: AuditRecord): string | undefined {
  if (record.operationKey !== "new-app" || given(record, "MarketplaceAssetID") !== "") return undefined
  const address = given(record, "Url")
  if (address !== "") return address
  return given(record, "FileData") === "" && given(record, "FileStream") === "" ? undefined : "a file"
}

/** The tenant that may fetch mailboxes from now on. The moves themselves leave their records there. */
function movesOut(record: AuditRecord): string | undefined {
  const { operationKey } = record
  const partner = given(record, "RemoteTenant") || given(record, "TargetDeliveryDomain")
  if (operationKey === "new-moverequest")
    return isTrue(parameterOf(record, "Outbound")) ? partner || "another tenant" : undefined
  if (!/^(new|set)-organizationrelationship$/.test(operationKey)) return undefined
  const out = /outbound/i.test(given(record, "MailboxMoveCapability"))
  return out && !/^\$?false$/i.test(given(record, "MailboxMoveEnabled"))
    ? given(record, "DomainNames") || given(record, "Identity") || given(record, "Name") || "another tenant"
    : undefined
}

/** Where the content of a mailbox, mostly a deleted one, was copied to. */
const copiesMailbox = (record: AuditRecord): string | undefined =>
  record.operationKey === "new-mailboxrestorerequest"
    ? given(record, "TargetMailbox") || "another mailbox"
    : undefined

function letsPhoneIn(record: AuditRecord): string | undefined {
  if (record.operationKey !== "set-casmailbox") return undefined
  const phones = given(record, "ActiveSyncAllowedDeviceIDs")
  if (/^@?\{\s*["']?remove\b/i.test(phones)) return undefined
  const added = listOf(phones.replace(/^@?\{\s*["']?add["']?\s*=|[}"']/gi, "").replaceAll(",", ";")).filter(
    (one) => !/^\$?null$/i.test(one),
  )
  return added.length === 0 ? undefined : added.join(", ")
}

/** More than the times at which somebody is busy. */
const DETAILS = /^(limiteddetails|fulldetails|editor)$/i

function opensCalendar(record: AuditRecord): string | undefined {
  if (record.operationKey === "set-mailboxcalendarfolder")
    return isTrue(parameterOf(record, "PublishEnabled")) && DETAILS.test(given(record, "DetailLevel"))
      ? "whoever has the address sees the calendar"
      : undefined
  if (!/^(new|set)-sharingpolicy$/.test(record.operationKey)) return undefined
  return /anonymous\s*:\s*[^;]*(detail|reviewer)/i.test(given(record, "Domains"))
    ? "users may publish their calendars to everybody"
    : undefined
}

export const MAILBOX_OPENING_FACTS: readonly Fact[] = [
  { name: "InstallsAddIn", read: installsAddIn },
  {
    name: "AddInForEverybody",
    read: (record) =>
      installsAddIn(record) !== undefined && isTrue(parameterOf(record, "OrganizationApp"))
        ? "the add-in runs for everybody"
        : undefined,
  },
  { name: "MovesMailboxesOut", read: movesOut },
  { name: "CopiesMailbox", read: copiesMailbox },
  {
    // With the portal's tools for investigations any message can be opened, without a right on its mailbox.
    name: "LooksIntoMail",
    read: (record) =>
      record.operationKey === "adminmailaccess" ? rawText(record, "MailboxId") || "a mailbox" : undefined,
  },
  { name: "LetsPhoneIn", read: letsPhoneIn },
  { name: "OpensCalendar", read: opensCalendar },
]
