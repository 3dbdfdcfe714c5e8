/**
 * How audit records are kept: what of each kind, and for how many days. A record that was part of an alert is kept
 * whole apart from this, for as long as the alert. Sizes are in docs/performance.md.
 */
import type { AuditRecord } from "./audit-record.ts"

/**
 * - `mailItems`: what people and apps do with mail all day: read, create, move, delete, send
 * - `signIns`: sign-ins, failed ones included
 * - `files`: files and pages that are looked at, changed or moved
 * - `changes`: everything else, first of all what administrators do
 */
export const RECORD_KINDS = ["mailItems", "signIns", "files", "changes"] as const
export type RecordKind = (typeof RECORD_KINDS)[number]

/**
 * - `whole`: the vendor's record as it came
 * - `compressed`: the same in less room, slower to read
 * - `compact`: who did what to what, when, from where, and how it ended
 */
export const KEEPINGS = ["whole", "compressed", "compact"] as const
export type Keeping = (typeof KEEPINGS)[number]

export type StoragePolicy = Readonly<Record<RecordKind, { readonly keep: Keeping; readonly days: number }>>

export const DEFAULT_STORAGE: StoragePolicy = {
  mailItems: { keep: "compact", days: 30 },
  signIns: { keep: "compact", days: 90 },
  files: { keep: "compact", days: 30 },
  changes: { keep: "whole", days: 365 },
}

/** Operations by their folded names. What isn't named here is a change: an unknown operation is never kept as an everyday one. */
const EVERYDAY: Readonly<Record<Exclude<RecordKind, "changes">, readonly string[]>> = {
  mailItems: [
    "mailitemsaccessed",
    "create",
    "update",
    "copy",
    "move",
    "movetodeleteditems",
    "softdelete",
    "harddelete",
    "recorddelete",
    "send",
    "sendas",
    "sendonbehalf",
    "folderbind",
    "messagebind",
    "mailboxlogin",
    "attachmentaccess",
    "searchqueryinitiatedexchange",
  ],
  signIns: ["userloggedin", "userloginfailed"],
  files: [
    "fileaccessed",
    "fileaccessedextended",
    "filemodified",
    "filemodifiedextended",
    "filepreviewed",
    "filedownloaded",
    "fileuploaded",
    "filesyncdownloadedfull",
    "filesyncdownloadedpartial",
    "filesyncuploadedfull",
    "filesyncuploadedpartial",
    "filerecycled",
    "filemoved",
    "filerenamed",
    "filecheckedin",
    "filecheckedout",
    "foldercreated",
    "foldermodified",
    "pageviewed",
    "pageviewedextended",
    "pageprefetched",
    "listviewed",
    "listitemviewed",
    "searchqueryperformed",
  ],
}

const KIND_OF: ReadonlyMap<string, RecordKind> = new Map(
  RECORD_KINDS.flatMap((kind) =>
    kind === "changes" ? [] : EVERYDAY[kind].map((operation) => [operation, kind] as const),
  ),
)

export const kindOfRecord = (record: Pick<AuditRecord, "operationKey">): RecordKind =>
  KIND_OF.get(record.operationKey) ?? "changes"
