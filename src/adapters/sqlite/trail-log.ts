/** The trail as the product writes and reads it. */
import type { TrailLog } from "../../ports/trail-log.ts"
import { type Db, immediately } from "./database.ts"
import { appendNote, SELECT_TRAIL, trailEntry } from "./trail-rows.ts"

export function sqliteTrailLog(db: Db): TrailLog {
  const page = db.prepare<[number, number], { seq: number }>(
    `${SELECT_TRAIL} WHERE seq > ? ORDER BY seq LIMIT ?`,
  )
  return {
    append: async (note) => immediately(db, () => appendNote(db, note)),
    read: async (afterSeq, limit) => page.all(afterSeq, limit).map((row) => trailEntry(row, row.seq)),
  }
}
