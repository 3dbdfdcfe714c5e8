/** The trail as the product writes and reads it. */
import type { TrailLog } from "../../ports/trail-log.ts"
import { type Db, immediately } from "./database.ts"
import { readPage, trailRows } from "./trail-rows.ts"

export function sqliteTrailLog(db: Db): TrailLog {
  const trail = trailRows(db)
  return {
    append: async (note) => immediately(db, () => trail.append(note)),
    read: async (afterSeq, limit) => readPage(db, afterSeq, limit),
  }
}
