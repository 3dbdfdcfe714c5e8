/**
 * Data taken out of a backup: Veeam's, and Microsoft 365 Backup's own.
 * Source: Veeam Backup for Microsoft 365 REST API reference v8, RestoreSessionEvents; Office 365 Management Activity API
 * schema, record types 298 to 301 and 431 (backup policies, restore tasks, restored items, backup items, browsing).
 */
import { localMinutes } from "../../lib/time-zone.ts"
import type { AuditRecord } from "../../model/audit-record.ts"
import { maybeSameAccount } from "../../model/initiator.ts"
import { type Tenant, USUAL_WORK_HOURS } from "../../model/tenant.ts"
import { type Fact, isTrue, parameterOf, rawText } from "./fact.ts"

const TAKES_OUT = ["save", "export", "send"]

/** Record types of Microsoft 365 Backup that tell of a restore: tasks, items, and looking into a backup. */
const RESTORE_TYPES = [299, 300, 431]
const BACKUP_TYPES = [298, 301]

export const isMicrosoftBackup = ({ recordType }: AuditRecord): boolean =>
  [...RESTORE_TYPES, ...BACKUP_TYPES].includes(recordType)

/** What became of a restore by Microsoft 365 Backup; drafts that were thrown away restore nothing. */
export const restoresByMicrosoft = (record: AuditRecord): string | undefined =>
  RESTORE_TYPES.includes(record.recordType) && !/draft(edited|deleted)|deleted$/i.test(record.operationKey)
    ? record.operation
    : undefined

/** Whether data came back where it was; empty when the record doesn't say. */
const restoredTo = (record: AuditRecord): string =>
  rawText(record, "RestoreLocationType") || rawText(record, "RestoreLocation")

/** True when a backup no longer protects something: thieves who encrypt begin here. */
const endsBackup = (record: AuditRecord): string | undefined =>
  BACKUP_TYPES.includes(record.recordType) &&
  /delet|remov|paus|deactivat|disabl|offboard/i.test(record.operationKey)
    ? record.operation
    : undefined

const partsOf = (path: string): readonly string[] => path.split("\\").map((part) => part.trim().toLowerCase())

/**
 * Where an item of one mailbox was put into another one; undefined when it went back or out to a file. Paths begin with
 * the mailbox (`Anna Berg\\Inbox`); one that begins with a folder of the source stays in its mailbox.
 */
function restoredElsewhere(record: AuditRecord): string | undefined {
  if (record.source !== "Veeam.Restore" || record.operationKey !== "restore") return undefined
  const [source, target] = [parameterOf(record, "source") ?? "", parameterOf(record, "target") ?? ""]
  const [owner = "", ...folders] = partsOf(target)
  if (source === "" || folders.length === 0 || /^(https?:|[a-z]:|)$/.test(owner)) return undefined
  const known = [...partsOf(source), record.target.name.toLowerCase(), record.target.id.toLowerCase()]
  return known.includes(owner) ? undefined : target
}

/** An event of a restore session that takes something out of the backup, or puts it back. */
const isTaken = (record: AuditRecord): boolean =>
  record.source === "Veeam.Restore" && [...TAKES_OUT, "restore"].includes(record.operationKey)

const isRoleChange = (record: AuditRecord): boolean =>
  record.source === "Veeam.Restore" && record.operationKey === "restore roles changed"

/** What the operators of the Restore Portal may do now; undefined when nobody may more than before. */
const widenedRights = (record: AuditRecord): string | undefined =>
  isRoleChange(record) && isTrue(parameterOf(record, "worse")) ? parameterOf(record, "after") : undefined

/** An account that stood in no role of the backup server, nor in the configuration; whoever restores their own data needs none. */
function withoutRole(record: AuditRecord, { restoreOperators = [] }: Tenant): string | undefined {
  const account = record.actor.id.toLowerCase()
  const isStranger = parameterOf(record, "operator") === "no" && !restoreOperators.includes(account)
  return isTaken(record) && isStranger && record.target.name.toLowerCase() !== account
    ? record.actor.id
    : undefined
}

export const isUnseen = (record: AuditRecord): boolean =>
  record.source === "Veeam.Restore" && record.operationKey === "restore without sign-in"

/** The site or drive of a file, `/personal/kim_contoso_com`: the first two parts of a path or an address. */
function siteOf(place: string): string | undefined {
  const [kind, owner] = place
    .replace(/^https?:\/\/[^/]+/i, "")
    .split("/")
    .filter((part) => part !== "")
  return kind === undefined || owner === undefined ? undefined : `${kind}/${owner}`.toLowerCase()
}

/** A file that was put into another site or drive; undefined where a record doesn't say. */
function filesElsewhere(record: AuditRecord): string | undefined {
  if (record.source !== "Veeam.Restore" || record.target.kind === "mailbox") return undefined
  const target = parameterOf(record, "target") ?? ""
  const [from, to] = [siteOf(parameterOf(record, "source") ?? ""), siteOf(target)]
  const isAnother = record.operationKey === "restore" && from !== undefined && to !== undefined && from !== to
  return isAnother ? target : undefined
}

/**
 * Whose data it is, or may be where only a display name is known that several have. A drive is named after its owner:
 * `kim@contoso.com` is `/personal/kim_contoso_com`. Source: Microsoft Learn, "List of OneDrive URLs for all users".
 */
function watchedOwner(record: AuditRecord, vips: readonly string[]): string | undefined {
  const candidates = (parameterOf(record, "candidates") ?? "").split(" ")
  const names = [record.target.name, ...candidates].map((name) => name.toLowerCase())
  const site = record.target.kind === "mailbox" ? undefined : siteOf(parameterOf(record, "source") ?? "")
  return vips.find((vip) => names.includes(vip) || site === `personal/${vip.replace(/[^\p{L}\p{N}]/gu, "_")}`)
}

/** The customer's own hour when it happened at night or at the weekend. */
export function outOfHours(record: AuditRecord, tenant: Tenant): string | undefined {
  if (!isTaken(record)) return undefined
  const { from, to, weekend } = tenant.workHours ?? USUAL_WORK_HOURS
  const { minutes, weekday } = localMinutes(record.happenedAt, tenant.timeZone)
  const atWork = from <= to ? minutes >= from && minutes < to : minutes >= from || minutes < to
  if (atWork && (weekend || (weekday !== 0 && weekday !== 6))) return undefined
  const clock = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`
  return `${["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"][weekday]}, ${clock}`
}

export const RESTORE_FACTS: readonly Fact[] = [
  {
    name: "RestoresWatchedMailbox",
    read: (record, { tenant }) => (isTaken(record) ? watchedOwner(record, tenant.vips ?? []) : undefined),
  },
  { name: "RestoresOutOfHours", read: (record, { tenant }) => outOfHours(record, tenant) },
  { name: "RestoresFilesElsewhere", read: filesElsewhere },
  {
    // Nobody but a thief of its password restores with it: Watchpost only reads.
    name: "RestoresByOwnCollector",
    read: (record, { own }) =>
      record.source === "Veeam.Restore" &&
      own.backupAccounts?.some((account) => maybeSameAccount(account, record.actor.id))
        ? record.actor.id
        : undefined,
  },
  {
    // Only accounts can be unknown: an organization's name is nobody's.
    name: "RestoresByUnknownOperator",
    read: (record, { tenant }) =>
      isTaken(record) &&
      record.actor.kind === "user" &&
      (tenant.restoreOperators ?? []).length > 0 &&
      !tenant.restoreOperators?.includes(record.actor.id.toLowerCase())
        ? record.actor.id
        : undefined,
  },
  { name: "RestoresWithoutRole", read: (record, { tenant }) => withoutRole(record, tenant) },
  { name: "WidensRestoreRights", read: widenedRights },
  {
    name: "WidensRestoreRightsToEverything",
    read: (record) => (isTrue(parameterOf(record, "everything")) ? widenedRights(record) : undefined),
  },
  {
    name: "NarrowsRestoreRights",
    read: (record) =>
      isRoleChange(record) && widenedRights(record) === undefined ? parameterOf(record, "before") : undefined,
  },
  {
    name: "RestoreMachine",
    read: (record) =>
      record.source === "Veeam.Restore"
        ? parameterOf(record, "clientHost")?.toLowerCase() || undefined
        : undefined,
  },
  {
    name: "RestoreOperator",
    read: (record) =>
      record.source === "Veeam.Restore" && record.actor.kind === "user"
        ? record.actor.id.toLowerCase()
        : undefined,
  },
  {
    name: "RestoreSession",
    forGrouping: true,
    read: (record) => (isTaken(record) ? parameterOf(record, "session") || undefined : undefined),
  },
  {
    name: "RestoreWithoutSignIn",
    read: (record) => (isUnseen(record) ? parameterOf(record, "session") : undefined),
  },
  {
    name: "WeakensRestoreEvidence",
    read: (record) =>
      record.source === "Veeam.Restore" && !isRoleChange(record) && isTrue(parameterOf(record, "worse"))
        ? `${parameterOf(record, "before")} → ${parameterOf(record, "after") || "gone"}`
        : undefined,
  },
  {
    name: "RestoresMailbox",
    read: (record) =>
      record.source === "Veeam.Restore" &&
      record.target.kind === "mailbox" &&
      [...TAKES_OUT, "restore"].includes(record.operationKey)
        ? `${record.operation} of ${parameterOf(record, "source") || record.target.name}`
        : undefined,
  },
  {
    // Saved, exported or sent: the data left the backup for a file or another mailbox, where nothing records it further.
    name: "TakesDataOut",
    read: (record) =>
      record.source === "Veeam.Restore" && TAKES_OUT.includes(record.operationKey)
        ? parameterOf(record, "target") || record.operation
        : undefined,
  },
  { name: "RestoresToAnotherMailbox", read: restoredElsewhere },
  {
    name: "RestoresFiles",
    read: (record) =>
      record.source === "Veeam.Restore" &&
      record.target.kind !== "mailbox" &&
      [...TAKES_OUT, "restore"].includes(record.operationKey)
        ? `${record.operation} of ${parameterOf(record, "source") || record.target.name}`
        : undefined,
  },
  { name: "RestoresFromMicrosoftBackup", read: restoresByMicrosoft },
  {
    name: "RestoresToNewPlace",
    read: (record) => {
      const place = restoresByMicrosoft(record) === undefined ? "" : restoredTo(record)
      return place === "" || /original|in ?place/i.test(place) ? undefined : place
    },
  },
  { name: "EndsBackup", read: endsBackup },
]
