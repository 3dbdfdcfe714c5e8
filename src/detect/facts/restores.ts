/**
 * Data taken out of a backup: Veeam's, and Microsoft 365 Backup's own.
 * Source: Veeam Backup for Microsoft 365 REST API reference v8, RestoreSessionEvents; Office 365 Management Activity API
 * schema, record types 298 to 301 and 431 (backup policies, restore tasks, restored items, backup items, browsing).
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { type Fact, parameterOf, rawText } from "./fact.ts"

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

export const RESTORE_FACTS: readonly Fact[] = [
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
