/** Messages that are owed, as rows. The callers have opened the transaction. */
import type { Notice } from "../../model/notice.ts"
import type { Db } from "./database.ts"

export function noticeRows(db: Db) {
  const insert = db.prepare<[string, string, number]>(
    "INSERT INTO notice (key, body, owed_at) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING",
  )
  return {
    /** A known key changes nothing. */
    owe: (notice: Notice): void => void insert.run(notice.key, JSON.stringify(notice), notice.at),
  }
}
