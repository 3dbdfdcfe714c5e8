/**
 * What was done inside a mailbox: read, sent, destroyed; by whom and with what.
 * Source: Office 365 Management Activity API schema, "Exchange mailbox schema"; Microsoft Purview, "Use MailItemsAccessed
 * to investigate compromised accounts".
 */
import { type AuditRecord, MAILBOX_TYPES } from "../../model/audit-record.ts"
import type { Json } from "../../model/json.ts"
import { type Fact, isTrue, plainValue, rawText } from "./fact.ts"
import { foreignMailApp, isEverydayClient, mailTool } from "./mail-apps.ts"

const SENDS = ["send", "sendas", "sendonbehalf"]

/** Acts that need the mailbox, not only a folder of it. Opening folders and calendars of colleagues is everyday work. */
export const MAILBOX_ACTS: readonly string[] = [
  "mailitemsaccessed",
  "sendas",
  "sendonbehalf",
  "harddelete",
  "softdelete",
  "movetodeleteditems",
  "move",
  "copy",
  "folderbind",
  "messagebind",
  "updateinboxrules",
]

const NEEDS_MAILBOX: ReadonlySet<string> = new Set(MAILBOX_ACTS)

/** 1 administrator, 2 delegate, 6 delegated administrator. Source: Activity API schema, enum LogonType. */
const OTHERS_LOGON: ReadonlyMap<string, string> = new Map([
  ["1", "as administrator"],
  ["2", "as delegate"],
  ["6", "as delegated administrator"],
  ["admin", "as administrator"],
  ["delegated", "as delegate"],
  ["delegatedadmin", "as delegated administrator"],
])

/** How somebody who isn't the owner got in; undefined for the owner and for the service itself. */
export function otherThanOwner(record: AuditRecord): string | undefined {
  const { actor, recordType } = record
  if (!MAILBOX_TYPES.includes(recordType) || actor.kind === "microsoft" || actor.kind === "application")
    return undefined
  const { LogonType } = record.raw
  const how =
    // Nearly always it is the owner's own, and a number.
    (LogonType === 0 ? undefined : OTHERS_LOGON.get(plainValue(LogonType).toLowerCase())) ??
    (isNamedAsOwner(record) ? undefined : "as somebody else")
  return how !== undefined && isService(record) ? undefined : how
}

/** True, too, where the record names no address to compare. */
function isNamedAsOwner({ actor, target }: AuditRecord): boolean {
  const { upn } = actor
  if (target.name === upn || upn === undefined) return true
  return target.name.toLowerCase() === upn || !target.name.includes("@")
}

/** The service itself, under the owner's or nobody's name. */
const isService = (record: AuditRecord): boolean =>
  record.ip === "::1" || /^S-1-5-(18|19|20)$/i.test(rawText(record, "LogonUserSid"))

/** More messages than a person opens within the two minutes that one record sums up. */
const MANY_MESSAGES = 100

function bulkRead(record: AuditRecord): string | undefined {
  if (record.operationKey !== "mailitemsaccessed") return undefined
  const { operationProperties } = record
  if (isTrue(operationProperties.IsThrottled)) return "so much was read that recording stopped for a day"
  const { OperationCount } = record.raw
  const count = typeof OperationCount === "number" ? OperationCount : Number(plainValue(OperationCount))
  if (count >= MANY_MESSAGES) return `${count} messages within two minutes`
  // Outlook and phones keep whole folders as a matter of course.
  const { MailAccessType } = operationProperties
  // Nearly always it is single messages.
  const isSync = MailAccessType !== "Bind" && MailAccessType?.toLowerCase() === "sync"
  const whole = isSync && !isEverydayClient(record)
  return whole
    ? `a whole folder by ${rawText(record, "ClientInfoString") || "an unnamed program"}`
    : undefined
}

/**
 * Subjects of the warnings that a thief doesn't want the owner to see, in the words of the services that send them. With
 * the flag `u` it takes four times as long, and every deleted message is asked.
 */
const WARNING =
  /\b(mfa|2fa|multi-?factor|two-?(factor|step)|authenticator|security (info|alert|notification)|(unusual|suspicious|new|blocked) (sign-?in|log-?in|activity|device)|sign-?in (attempt|activity|from)|password (was |has been |is )?(changed|reset|updated)|(reset|changed) your password|new app(lication)?(?![a-zß-ÿ])|forwarding (rule|address)|inbox rule|compromised|phishing|sicherheitsinfo\w*|sicherheitswarnung|ungewöhnliche\w* (anmeldung|aktivität)\w*|(kennwort|passwort) (wurde )?(geändert|zurückgesetzt)|infos? de sécurité|activité (suspecte|inhabituelle)|información de seguridad|actividad (sospechosa|inusual)|informazioni di sicurezza|attività sospett\w*|beveiligingsgegevens|verdachte activiteit)/i

/** Whoever picks a warning out deletes one or two; more at once is somebody who tidies up. */
const MANY_DELETED = 10

const DESTROYS = ["softdelete", "harddelete", "movetodeleteditems"]

export const destroyedWarnings = (record: AuditRecord): readonly string[] =>
  DESTROYS.includes(record.operationKey) ? subjectsOf(record).filter((subject) => WARNING.test(subject)) : []

/** The first of them; every deleted message is asked, and nearly none is one. */
function destroyedWarning(record: AuditRecord): string | undefined {
  if (!DESTROYS.includes(record.operationKey)) return undefined
  for (const item of affectedItems(record)) {
    const subject = subjectOf(item)
    if (subject !== undefined && WARNING.test(subject)) return subject
  }
  return undefined
}

export const subjectsOf = (record: AuditRecord): readonly string[] =>
  affectedItems(record).flatMap((item) => subjectOf(item) ?? [])

const affectedItems = ({ raw: { AffectedItems, Item } }: AuditRecord): readonly Json[] =>
  Array.isArray(AffectedItems) ? AffectedItems : [Item ?? null]

const subjectOf = (item: Json): string | undefined =>
  typeof item === "object" && item !== null && "Subject" in item && typeof item.Subject === "string"
    ? item.Subject
    : undefined

/** What was sent, and what could still be recovered: people never look there, and programs that tidy up do so as themselves. */
const TRACES =
  /^\\*(sent items|gesendete elemente|éléments envoyés|elementos enviados|posta inviata|verzonden items|recoverable items)(\\|$)/i

const folderOf = ({ raw: { Folder } }: AuditRecord): string =>
  typeof Folder === "object" && Folder !== null && "Path" in Folder ? plainValue(Folder.Path) : ""

export const MAIL_ACCESS_FACTS: readonly Fact[] = [
  {
    // The evidence is the mailbox, so that correlations can group by it.
    name: "UsesMailboxOfAnother",
    read: (record) =>
      NEEDS_MAILBOX.has(record.operationKey) && otherThanOwner(record) !== undefined
        ? record.target.name.toLowerCase()
        : undefined,
  },
  {
    name: "UsesMailboxAsAdministrator",
    read: (record) => {
      const how = otherThanOwner(record)
      return how !== undefined && /administrator$/.test(how) ? how : undefined
    },
  },
  { name: "ReadsMailInBulk", read: bulkRead },
  {
    // The evidence is the app's id.
    name: "ReadsMailThroughApp",
    read: (record) => (record.operationKey === "mailitemsaccessed" ? foreignMailApp(record) : undefined),
  },
  {
    name: "ReadsMailByTool",
    read: (record) => {
      const app = record.operationKey === "mailitemsaccessed" ? foreignMailApp(record) : undefined
      return app === undefined ? undefined : mailTool(app)
    },
  },
  {
    name: "AppActsAsItself",
    read: ({ actor, recordType }) =>
      MAILBOX_TYPES.includes(recordType) && actor.kind === "application" ? actor.id : undefined,
  },
  {
    name: "DestroysWarnings",
    read: destroyedWarning,
  },
  {
    name: "EmptiesFolder",
    read: (record) =>
      DESTROYS.includes(record.operationKey) && subjectsOf(record).length > MANY_DELETED
        ? `${subjectsOf(record).length} messages at once`
        : undefined,
  },
  {
    name: "DestroysForGood",
    read: (record) =>
      record.operationKey === "harddelete" && TRACES.test(folderOf(record)) ? folderOf(record) : undefined,
  },
  {
    name: "OnlyMovesToDeletedItems",
    read: ({ operationKey }) => (operationKey === "movetodeleteditems" ? "it can be moved back" : undefined),
  },
  {
    // The evidence is the mailbox that the mail left from.
    name: "SendsMail",
    read: (record) => (SENDS.includes(record.operationKey) ? record.target.name.toLowerCase() : undefined),
  },
]
