/**
 * Rights on single folders of a mailbox, given by cmdlet or from Outlook.
 * Source: Microsoft Learn, Add-MailboxFolderPermission; Office 365 Management Activity API schema, "ExchangeFolder complex type".
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { isJsonObject, type JsonObject } from "../../model/json.ts"
import { type Fact, listOf, parameterOf, rawText } from "./fact.ts"
import { isEverybody } from "./permissions.ts"

export type FolderGrant = {
  /** A path as Outlook shows it, `\Inbox`; `\` is the top of the mailbox. */
  readonly folder: string
  readonly user: string
  readonly accessRights: string
  readonly reads: boolean
}

/** Undefined when the record gives nobody anything on a folder. */
export function readFolderGrant(record: AuditRecord): FolderGrant | undefined {
  if (/^(add|set)-mailboxfolderpermission$/.test(record.operationKey)) return fromCmdlet(record)
  if (/^(add|modify|update)folderpermissions$/.test(record.operationKey)) return fromMailbox(record)
  return undefined
}

function fromCmdlet(record: AuditRecord): FolderGrant | undefined {
  const identity = parameterOf(record, "Identity") || text(record.raw.ObjectId)
  const accessRights = listOf(parameterOf(record, "AccessRights")).join(", ")
  if (accessRights === "") return undefined
  const colon = identity.indexOf(":\\")
  return {
    folder: colon < 0 ? "\\" : identity.slice(colon + 1),
    user: parameterOf(record, "User") || "unknown",
    accessRights,
    reads: canRead(accessRights),
  }
}

function fromMailbox(record: AuditRecord): FolderGrant | undefined {
  const parent = inner(inner(record.raw, "Item"), "ParentFolder")
  // The service sets up mailboxes of groups under their own name.
  if (parent === undefined || /^S-1-5-18$/i.test(rawText(record, "LogonUserSid"))) return undefined
  const accessRights = text(parent.MemberRights)
  const path = text(parent.Path)
  const name = text(parent.Name)
  return {
    folder: folderPath(/^\\/.test(path) ? path : `\\${name}`),
    user: memberName(text(parent.MemberUpn) || text(parent.MemberSid)),
    accessRights,
    reads: canRead(accessRights),
  }
}

/** Mailbox records call the top by the name that it has in the store; cmdlets by nothing. */
const folderPath = (path: string): string => (/^\\+top of information store$/i.test(path) ? "\\" : path)

/** Mailbox records name everybody as the directory does, cmdlets as Outlook does. */
function memberName(name: string): string {
  if (/^(everyone|s-1-1-0)$/i.test(name)) return "Default"
  return /^(anonymous logon|nt authority\\anonymous logon|s-1-5-7)$/i.test(name)
    ? "Anonymous"
    : name || "unknown"
}

const text = (value: unknown): string => (typeof value === "string" ? value.trim() : "")

function inner(object: JsonObject | undefined, name: string): JsonObject | undefined {
  const value = object === undefined || !Object.hasOwn(object, name) ? undefined : object[name]
  return isJsonObject(value) ? value : undefined
}

/** Roles and single rights with which others' messages are read; `FreeBusySimple` and `Contributor` read none. */
const READING =
  /^(owner|publishingeditor|editor|publishingauthor|author|noneditingauthor|reviewer|readitems|readany|fullaccess)$/i

const canRead = (rights: string): boolean =>
  rights.split(/[,;]/).some((right) => READING.test(right.trim().replaceAll(" ", "")))

/** Calendars are shared all day long. Outlook's own names in its languages; what lies below them counts, too. */
const CALENDARS =
  /^\\*(calendars?|kalender|calendriers?|calendarios?|calendário|agenda|kalendarz|kalenteri|takvim|birthdays|contacts|kontakte|contactos|contatti|contacten)(\\|$)/i

/** The inbox, the top of the mailbox and what was sent: whoever reads these, reads the mailbox. */
const HEART =
  /^\\*(inbox|posteingang|bo[iî]te de réception|bandeja de entrada|posta in arrivo|postvak in|caixa de entrada|indbakke|inkorgen|innboks|skrzynka odbiorcza|sent items|gesendete elemente|éléments envoyés|elementos enviados|posta inviata|verzonden items)?$/i

const grantOf = (record: AuditRecord): FolderGrant | undefined => {
  const grant = readFolderGrant(record)
  return grant?.reads === true && !CALENDARS.test(grant.folder) ? grant : undefined
}

const shown = ({ user, accessRights, folder }: FolderGrant): string => `${user}: ${accessRights} on ${folder}`

export const FOLDER_PERMISSION_FACTS: readonly Fact[] = [
  {
    name: "SharesFolderWithEverybody",
    read: (record) => {
      const grant = grantOf(record)
      return grant !== undefined && isEverybody(grant.user) ? shown(grant) : undefined
    },
  },
  {
    name: "SharesFolderWithPerson",
    read: (record) => {
      const grant = grantOf(record)
      return grant !== undefined && !isEverybody(grant.user) ? shown(grant) : undefined
    },
  },
  {
    name: "FolderIsHeartOfMailbox",
    read: (record) => {
      const grant = readFolderGrant(record)
      return grant !== undefined && HEART.test(grant.folder) ? grant.folder : undefined
    },
  },
  {
    name: "SharesFolderWithSelf",
    read: (record) => {
      const user = readFolderGrant(record)?.user.toLowerCase()
      return user !== undefined && user === record.actor.upn && user !== record.target.name ? user : undefined
    },
  },
  {
    name: "SharesFolderWithGuest",
    read: (record) => {
      const user = readFolderGrant(record)?.user
      return user !== undefined && /#EXT#|\(external\)/i.test(user) ? user : undefined
    },
  },
]
