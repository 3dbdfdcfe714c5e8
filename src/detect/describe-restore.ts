/** What was done with a backup of a mailbox or of files: by Veeam, or by Microsoft 365 Backup. */
import { plainText } from "../lib/plain-text.ts"
import { type Act, restoreSubject } from "../model/act.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import { actorName } from "./actor-name.ts"
import { describeBackupChange, isBackupChange } from "./describe-backup-change.ts"
import type { Describer } from "./describer.ts"
import { parameterOf, rawText } from "./facts/fact.ts"
import { isMicrosoftBackup, isUnseen, outOfHours, restoresByMicrosoft } from "./facts/restores.ts"
import { capital, mailboxIdentity, mailboxOf } from "./mailbox-words.ts"

/** What was done with the data, and how the sentence goes on where the record names no destination. */
const RESTORE_WORDS: Readonly<Record<string, readonly [verb: string, elsewhere: string]>> = {
  restore: ["restored", ""],
  save: ["saved", " to a file"],
  export: ["exported", " to a file"],
  send: ["sent", " by mail"],
}

export const describeRestore: Describer = (record, context) => {
  if (isBackupChange(record)) return describeBackupChange(record, context)
  return isMicrosoftBackup(record) ? describeMicrosoft(record, context) : describeVeeam(record, context)
}

const describeVeeam: Describer = (record, context) => {
  const read = (name: string): string => plainText(parameterOf(record, name) ?? "")
  const [session, item, target] = [read("session"), read("item"), read("target")]
  if (isUnseen(record)) return describeUnseen(session, actorName(record, context))
  const what = item === "" ? "data" : `"${item}"`
  const place = isSamePlace(read("source"), target) ? "where it was" : target
  const [verb, elsewhere] = RESTORE_WORDS[record.operationKey] ?? ["took", ""]
  const oddHour = outOfHours(record, context.tenant)
  return {
    subject: restoreSubject(session || record.id),
    object: {
      session,
      mailbox: mailboxIdentity(record.target),
      item,
      source: read("source"),
      target,
      clientHost: read("clientHost"),
      reason: read("reason"),
    },
    changes: [
      { what: record.operation, before: read("source"), after: place || "not recorded" },
      ...(oddHour === undefined ? [] : [{ what: "Time", before: "working hours", after: oddHour }]),
    ],
    sentence: `${capital(actorName(record, context))} ${verb} ${what} of ${ownerOf(record)} from the backup${place === "" ? elsewhere : ` to ${place}`}.`,
  }
}

/** Put back: the same folder is named twice. */
const isSamePlace = (source: string, target: string): boolean =>
  source !== "" && source.toLowerCase() === target.toLowerCase()

/** Of the session alone: what it did has its own records. */
const describeUnseen = (session: string, initiator: string): Act => ({
  subject: restoreSubject(session),
  object: { session },
  changes: [{ what: "Sign-in", before: "an administrator's", after: "none" }],
  sentence: `A restore that needs a sign-in to Microsoft 365 was opened (recorded: ${initiator}), and no administrator signed in around that time.`,
})

/** Whose data it was: a mailbox's, or a site's. */
const ownerOf = (record: AuditRecord): string =>
  /sharepoint|onedrive|teams/i.test(parameterOf(record, "product") ?? "")
    ? plainText(record.target.name)
    : mailboxOf(record.target)

/** "RestoreTaskActivated", as words: which step of it this record tells. */
const stepOf = ({ operation }: AuditRecord): string =>
  ` (${plainText(operation)
    .replace(/([a-z])(?=[A-Z])/g, "$1 ")
    .toLowerCase()})`

/** A task holds many items, and one of its records tells little: what it says is shown. */
const describeMicrosoft: Describer = (record, context) => {
  const read = (name: string): string => plainText(rawText(record, name))
  const [task, service] = [read("TaskID"), read("ServiceType")]
  const [place, status] = [read("RestoreLocation") || read("RestoreLocationType"), read("SuccessStatus")]
  const rows: readonly (readonly [string, string])[] = [
    ["Service", service],
    ["Restored to", place],
    ["Items", read("CountOfArtifactsBeingAdded")],
    ["Result", status],
  ]
  const ends = restoresByMicrosoft(record) === undefined
  const of = service === "" ? "" : ` of ${service}`
  return {
    subject: restoreSubject(task || record.id),
    object: { task, service, target: place },
    changes: rows.filter(([, after]) => after !== "").map(([what, after]) => ({ what, after })),
    sentence: ends
      ? `${capital(actorName(record, context))} took something${of} out of Microsoft 365 Backup${stepOf(record)}.`
      : `${capital(actorName(record, context))} restored data${of} with Microsoft 365 Backup${place === "" ? "" : ` to ${place}`}${stepOf(record)}.`,
  }
}
