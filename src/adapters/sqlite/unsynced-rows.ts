/**
 * Blobs that are done in the main database (`synchronous=FULL`) while their records lie in event files
 * (`synchronous=NORMAL`), whose last commits a power cut may undo. Until those files are synced, the blobs and the
 * last arrival of each file are remembered; when an arrival is gone after a start, the blobs are fetched again.
 */
import type { Batch } from "../../ports/record-store.ts"
import { type Db, immediately } from "./database.ts"
import type { EventFiles } from "./event-files.ts"
import type { Shelf } from "./event-shelf.ts"

export function unsyncedRows(db: Db) {
  const addContent = db.prepare<[string, string]>(
    "INSERT INTO content_unsynced (tenant_id, content_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
  )
  const mark = db.prepare<[string, number]>(
    "INSERT INTO event_mark (shelf, arrival) VALUES (?, ?) ON CONFLICT DO UPDATE SET arrival = excluded.arrival",
  )
  const shelves = db.prepare<[], Shelf>("SELECT shelf FROM event_mark").pluck()
  return {
    /** The caller has opened the transaction that marks the blob done. */
    note: ({ tenantId, contentId }: Batch, marks: ReadonlyMap<Shelf, number>): void => {
      for (const [shelf, arrival] of marks) mark.run(shelf, arrival)
      if (contentId !== undefined) addContent.run(tenantId, contentId)
    },
    shelves: (): readonly Shelf[] => shelves.all(),
    /** Everything noted so far is synced. */
    forget: (): void => forgetAll(db),
  }
}

function forgetAll(db: Db): void {
  immediately(db, () => db.exec("DELETE FROM content_unsynced; DELETE FROM event_mark"))
}

/** At the start: opens the blobs again whose records may be lost. Returns how many. */
export function reopenLost(db: Db, files: EventFiles): number {
  const marks = db
    .prepare<[], { shelf: Shelf; arrival: number }>("SELECT shelf, arrival FROM event_mark")
    .all()
  const isThere = (shelf: Shelf, arrival: number): boolean =>
    files.read(shelf, (file) => file.prepare("SELECT 1 FROM arrival WHERE k = ?").get(arrival)) !== undefined
  if (marks.every(({ shelf, arrival }) => isThere(shelf, arrival))) return 0
  return immediately(db, () => {
    const reopened = db
      .prepare(
        `UPDATE content SET done_at = NULL, next_attempt_at = 0
         WHERE (tenant_id, content_id) IN (SELECT tenant_id, content_id FROM content_unsynced)`,
      )
      .run()
    db.exec("DELETE FROM content_unsynced; DELETE FROM event_mark")
    return reopened.changes
  })
}
