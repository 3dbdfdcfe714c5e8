/** The rows of the event files beside a database, as somebody with the files in hand sees them. */

import { unpackId } from "../../../src/adapters/sqlite/event-columns.ts"
import { type EventFiles, eventFiles } from "../../../src/adapters/sqlite/event-files.ts"

export type StoredEvent = {
  readonly shelf: string
  readonly tenant: string
  readonly id: string
  readonly at: number
  readonly publishedAt: number | null
  /** The vendor's record, where it is kept by itself. */
  readonly raw: string | null
}

/** In the order in which they were stored, file by file. */
export const storedEvents = (source: string | EventFiles): readonly StoredEvent[] => {
  const files = typeof source === "string" ? eventFiles(source) : source
  return files.shelves().flatMap(
    (shelf) =>
      files.read(shelf, (db) =>
        db
          .prepare<[], Omit<StoredEvent, "shelf" | "id"> & { id: string | Uint8Array }>(
            `SELECT t.id AS tenant, e.id, e.at, a.published_at AS publishedAt, r.text AS raw
             FROM event e JOIN tenant t ON t.k = e.tenant JOIN arrival a ON a.k = e.arrival
             LEFT JOIN raw r ON r.seq = e.seq ORDER BY e.seq`,
          )
          .all()
          .map((row) => ({ ...row, shelf, id: unpackId(row.id) })),
      ) ?? [],
  )
}
