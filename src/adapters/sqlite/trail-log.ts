/** The trail as the product writes and reads it. */
import { IntegrityError } from "../../model/errors.ts"
import type { TrailLog } from "../../ports/trail-log.ts"
import { type Db, immediately } from "./database.ts"
import { readHead, readPage, trailRows } from "./trail-rows.ts"

export function sqliteTrailLog(db: Db): TrailLog {
  const trail = trailRows(db)
  return {
    append: async (note) => immediately(db, () => trail.append(note)),
    head: async () => {
      const head = readHead(db)
      if (head === undefined) throw new IntegrityError("The trail's head is gone.")
      return head
    },
    read: async (afterSeq, limit) => readPage(db, afterSeq, limit),
  }
}
