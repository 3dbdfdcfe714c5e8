/** The trail as the product writes and reads it. */
import type { TrailLog } from "../../ports/trail-log.ts"
import { type Db, immediately } from "./database.ts"
import { appendNote, readPage } from "./trail-rows.ts"

export function sqliteTrailLog(db: Db): TrailLog {
  return {
    append: async (note) => immediately(db, () => appendNote(db, note)),
    read: async (afterSeq, limit) => readPage(db, afterSeq, limit),
  }
}
