/** Which of the items that the backup's app put into mailboxes are one session's: same mailbox, same folder, same minutes. */
import { foldText } from "../lib/fold.ts"
import { MINUTE } from "../lib/time-units.ts"
import type { MailboxWrite, RestoreEvidence } from "../model/restore-evidence.ts"
import type { RestoreEvent } from "../ports/backup-server.ts"

/** From so long before an event begins to so long after it ends, Microsoft tells what came of it. */
const BEFORE_MS = 2 * MINUTE
const AFTER_MS = 10 * MINUTE

type Span = { readonly from: number; readonly to: number }

/** When Microsoft tells of what was put back, milliseconds UTC, both ends included: in order, and none touches another. */
export function spansOf(events: readonly RestoreEvent[]): readonly Span[] {
  const spans: Span[] = []
  for (const { startedAt, endedAt = startedAt } of events.toSorted((a, b) => a.startedAt - b.startedAt)) {
    const [from, to] = [startedAt - BEFORE_MS, endedAt + AFTER_MS]
    const last = spans.at(-1)
    if (last === undefined || from > last.to) spans.push({ from, to })
    else spans[spans.length - 1] = { from: last.from, to: Math.max(last.to, to) }
  }
  return spans
}

/** What is saved, exported or sent leaves the backup for another place: only what is put back is recorded. */
export const isPutBack = ({ type, mailbox = "" }: RestoreEvent): boolean =>
  type === "Restore" && mailbox !== ""

export function writesOf(
  events: readonly RestoreEvent[],
  evidence: readonly RestoreEvidence[],
): readonly MailboxWrite[] {
  const writes = evidence.filter((one) => one.kind === "mailbox-write")
  if (writes.length === 0) return []
  // Thousands of items go to a few folders.
  const places = [...Map.groupBy(events.filter(isPutBack), placeKey).values()].map((group) => ({
    event: group[0],
    spans: spansOf(group),
  }))
  return writes.filter((write) =>
    places.some(
      ({ event, spans }) =>
        event !== undefined &&
        event.mailbox?.toLowerCase() === write.mailbox.toLowerCase() &&
        spans.some(({ from, to }) => write.at >= from && write.at <= to) &&
        isInFolder(write.folder, event),
    ),
  )
}

const placeKey = ({ mailbox, source, target, itemType }: RestoreEvent): string =>
  JSON.stringify([mailbox, source, target, itemType])

/** So many stand for all of them in an answer. */
const MOST_IDS = 20

export const idsOf = (writes: readonly MailboxWrite[]): readonly string[] =>
  writes.slice(0, MOST_IDS).map(({ id }) => id)

/** A path in the backup begins with the mailbox's name. One that begins with another went into another mailbox. */
function isInFolder(folder: string, { source, target, itemType }: RestoreEvent): boolean {
  const [owner, ...folders] = partsOf(target === "" ? source : target)
  if (owner !== partsOf(source)[0]) return false
  const found = partsOf(folder)
  const isWhole = folders.length === 0 || /^folder$/i.test(itemType)
  return (isWhole || found.length === folders.length) && folders.every((part, index) => part === found[index])
}

const partsOf = (path: string): readonly string[] => path.split("\\").map(foldText)
