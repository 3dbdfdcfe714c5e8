/** Which of the items that the backup's app put into mailboxes are one session's: same mailbox, same folder, same minutes. */
import type { MailboxWrite, RestoreEvidence } from "../model/restore-evidence.ts"
import type { RestoreEvent } from "../ports/backup-server.ts"

/** From so long before an event begins to so long after it ends, Microsoft tells what came of it. */
export const WRITE_BEFORE_MS = 2 * 60_000
export const WRITE_AFTER_MS = 10 * 60_000

/** What is saved, exported or sent leaves the backup for another place: only what is put back is recorded. */
export const isPutBack = ({ type }: Pick<RestoreEvent, "type">): boolean => type === "Restore"

export function writesOf(
  events: readonly RestoreEvent[],
  evidence: readonly RestoreEvidence[],
): readonly MailboxWrite[] {
  const putBack = events.filter(isPutBack)
  return evidence
    .filter((one) => one.kind === "mailbox-write")
    .filter((write) => putBack.some((event) => isOf(write, event)))
}

/** So many stand for all of them in an answer. */
const MOST_IDS = 20

export const idsOf = (writes: readonly MailboxWrite[]): readonly string[] =>
  writes.slice(0, MOST_IDS).map(({ id }) => id)

const isOf = (write: MailboxWrite, event: RestoreEvent): boolean =>
  event.mailbox?.toLowerCase() === write.mailbox.toLowerCase() &&
  write.at >= event.startedAt - WRITE_BEFORE_MS &&
  write.at <= (event.endedAt ?? event.startedAt) + WRITE_AFTER_MS &&
  isInFolder(write.folder, event)

/** A path in the backup begins with the mailbox's name. One that begins with another went into another mailbox. */
function isInFolder(folder: string, { source, target, itemType }: RestoreEvent): boolean {
  const [owner, ...folders] = partsOf(target === "" ? source : target)
  if (owner !== partsOf(source)[0]) return false
  const found = partsOf(folder)
  const isWhole = folders.length === 0 || /^folder$/i.test(itemType)
  return (isWhole || found.length === folders.length) && folders.every((part, index) => part === found[index])
}

const partsOf = (path: string): readonly string[] =>
  path.split("\\").map((part) => part.normalize("NFKC").trim().toLowerCase())
