/** What a session that is gone leaves open: whether anybody could read all that it did before it was deleted. Pure. */
import { instantText } from "../lib/time-text.ts"
import type { Attribution } from "../model/restore-evidence.ts"
import { isTaken } from "../model/taken.ts"
import type { BackupGap } from "../ports/backup-book.ts"
import type { StoredRestore } from "../ports/restore-store.ts"

export type LeftOpen = {
  /** Why nothing can be said of the session; one sentence that customers may read. */
  readonly unknownBecause?: string
  /** For technicians, one sentence each. */
  readonly missing: readonly string[]
}

/** True of a session that was deleted before anybody could read whether it restored something. */
export const isUnread = (restore: StoredRestore): boolean =>
  restore.goneAt !== undefined && !isWhole(restore) && !restore.events.some(isTaken)

const isWhole = ({ session, events }: StoredRestore): boolean =>
  session.endedAt !== undefined && events.length > 0

/** The answer for a session that nobody has weighed the evidence of. `why` is one sentence that customers may read. */
export const notWeighed = (why: string): Attribution => ({
  grade: "U",
  candidates: [],
  reasons: [{ text: why, evidenceIds: [] }],
})

/** `gaps`: when the session's server was not read. What is known to be restored keeps its grade, whatever came after it. */
export function leftOpen(restore: StoredRestore, gaps: readonly BackupGap[]): LeftOpen {
  const { goneAt, events } = restore
  if (goneAt === undefined || isWhole(restore)) return { missing: [] }
  const gap = gaps.find(({ from, to }) => from < goneAt && goneAt <= to)
  const unread = gap === undefined ? [] : [`${gap.server} was not read ${spanText(gap)}: ${gap.cause}.`]
  if (!isUnread(restore)) return { missing: [GONE_WHILE_RUNNING, ...unread] }
  const because = gap !== undefined ? goneInGap(gap) : events.length > 0 ? GONE_UNKNOWN : GONE_UNREAD
  return { unknownBecause: because, missing: unread }
}

const GONE_WHILE_RUNNING =
  "The session was deleted on the backup server while it ran: what it did after it was read last isn't known."

const GONE_UNKNOWN =
  "The session was deleted on the backup server while it ran: whether anything was restored after it was read last isn't known."

const GONE_UNREAD = "The session was deleted on the backup server before what it did could be read."

const goneInGap = (gap: BackupGap): string =>
  `The backup server was not read ${spanText(gap)}, and the session was deleted before it could be read again: whether anything was restored isn't known.`

const spanText = ({ from, to }: BackupGap): string =>
  `from ${instantText(from, "UTC")} to ${instantText(to, "UTC")}`
