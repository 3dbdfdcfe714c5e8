/** A connection to the main database, as each thread of the writing process has one. */
import Database from "better-sqlite3"
import type { Db } from "./database.ts"

/**
 * Whoever commits copies the write-ahead log back when it has so many pages. The worker does it early, so that the
 * thread that answers Teams hardly ever has to.
 */
const CHECKPOINT_PAGES = { worker: 500, bot: 4_000 }

/** How long a write waits for one of another connection, or for a reader that is just checkpointing, milliseconds. */
export const BUSY_TIMEOUT = 5_000

/** The caller closes it. Throws what SQLite throws when the file can't be used. */
export function connect(path: string, thread: keyof typeof CHECKPOINT_PAGES): Db {
  const db = new Database(path, { timeout: BUSY_TIMEOUT })
  try {
    // Only before the first table, and before WAL, can the page size be chosen.
    db.pragma("page_size = 8192")
    db.pragma("journal_mode = WAL")
    db.pragma("synchronous = FULL")
    db.pragma("foreign_keys = ON")
    db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES[thread]}`)
    return db
  } catch (thrown) {
    db.close()
    throw thrown
  }
}
