/** Opens the trail of a database to read it, or to add to it, also while the product is writing it. */
import Database from "better-sqlite3"
import { ConfigError, coerceError } from "../../model/errors.ts"
import type { TrailEntry } from "../../model/trail-entry.ts"
import type { TrailLog } from "../../ports/trail-log.ts"
import type { TrailReader, UnreadableEntry } from "../../ports/trail-reader.ts"
import { BUSY_TIMEOUT } from "./connect.ts"
import type { Db } from "./database.ts"
import { openReadOnly } from "./open-read-only.ts"
import { sqliteTrailLog } from "./trail-log.ts"
import { readHead, readPage, SELECT_TRAIL, trailEntry } from "./trail-rows.ts"

/**
 * Head and entries are of one moment: that of the first of them that is asked for. Throws a ConfigError with one
 * sentence when the file is missing, isn't a database or has no trail.
 */
export function openTrailForReading(path: string): TrailReader {
  const db = openReadOnly(path, (opened) => requireTrail(opened, path))
  const ofOneMoment = (): Db => (db.inTransaction ? db : db.exec("BEGIN"))
  return {
    head: () => readHead(ofOneMoment()),
    entries: () => entries(ofOneMoment()),
    read: async (afterSeq, limit) => readPage(db, afterSeq, limit),
    close: () => void db.close(),
  }
}

/** For what is noted from outside the product. Throws a ConfigError as above, and where the file can't be written. */
export function openTrailForAdding(path: string): Pick<TrailLog, "append"> & { close(): void } {
  openTrailForReading(path).close()
  const db = new Database(path, { fileMustExist: true, timeout: BUSY_TIMEOUT })
  db.pragma("synchronous = FULL")
  const { append } = sqliteTrailLog(db)
  return {
    append: (note) =>
      append(note).catch((thrown) => {
        throw new ConfigError([`The trail in ${path} can't be written: ${coerceError(thrown).message}.`])
      }),
    close: () => void db.close(),
  }
}

function requireTrail(db: Db, path: string): Db {
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE name IN ('trail', 'trail_head')").all()
  if (tables.length === 2) return db
  throw new ConfigError([`The database ${path} holds no trail; it isn't Watchpost's.`])
}

function* entries(db: Db): Generator<TrailEntry | UnreadableEntry> {
  for (const row of db.prepare<[], { seq: number }>(`${SELECT_TRAIL} ORDER BY seq`).iterate())
    yield entryOrReason(row)
}

function entryOrReason(row: { seq: number }): TrailEntry | UnreadableEntry {
  try {
    return trailEntry(row, row.seq)
  } catch (thrown) {
    return { seq: row.seq, unreadable: coerceError(thrown).message }
  }
}
