/** What the backup's app put into the mailboxes of a restore, out of the stored records. */
import type { AuditRecord } from "../model/audit-record.ts"
import type { TenantId } from "../model/ids.ts"
import { folderOfItem, isBackupWrite, WRITE_OPERATIONS } from "../model/mailbox-write.ts"
import type { MailboxWrite } from "../model/restore-evidence.ts"
import type { BackupBook, BackupStatus } from "../ports/backup-book.ts"
import type { RecordStore } from "../ports/record-store.ts"
import type { StoredRestore } from "../ports/restore-store.ts"
import { isPutBack, spansOf } from "./mailbox-writes.ts"

export type WriteDeps = {
  readonly records: Pick<RecordStore, "find">
  readonly backups: Pick<BackupBook, "all">
}

/** More of them in one session add nothing. */
const MOST = 1_000

/** `isNobodys`: accounts that several use. Empty without a question where nothing was put back, or no app is known. */
export async function mailboxWrites(
  { records, backups }: WriteDeps,
  { events, tenantId }: StoredRestore,
  isNobodys: (account: string) => boolean,
): Promise<readonly MailboxWrite[]> {
  const putBack = events.filter(isPutBack)
  const [first, ...others] = spansOf(putBack)
  if (first === undefined) return []
  const apps = backupApps(await backups.all(), tenantId)
  if (apps.length === 0) return []
  const found = await records.find(tenantId, {
    targets: [...new Set(putBack.flatMap(({ mailbox }) => mailbox?.toLowerCase() ?? []))],
    operations: WRITE_OPERATIONS,
    kinds: ["mailItems"],
    from: first.from,
    to: (others.at(-1) ?? first).to + 1,
    limit: MOST,
  })
  return found.filter((record) => isBackupWrite(record, apps)).map((record) => writeOf(record, isNobodys))
}

/** Ids of the apps with which any server backs a customer up. */
export const backupApps = (servers: readonly BackupStatus[], tenant: TenantId): readonly string[] => [
  ...new Set(
    servers.flatMap(({ reading }) =>
      (reading?.apps ?? []).flatMap(({ tenantId, appId }) => (tenantId === tenant ? [appId] : [])),
    ),
  ),
]

/** An app that stands in for the mailbox's owner names the owner: that isn't who restored. */
function writeOf(
  { id, actor, target, happenedAt: at, raw }: AuditRecord,
  isNobodys: (account: string) => boolean,
): MailboxWrite {
  const { upn, kind } = actor
  const isPerson = kind === "user" && upn !== undefined && upn !== target.name && !isNobodys(upn)
  const write = { kind: "mailbox-write", id, at, mailbox: target.name, folder: folderOfItem(raw) } as const
  return isPerson ? { ...write, upn } : write
}
