/**
 * The embedded store: one SQLite file in WAL mode, one writing process, every method one transaction.
 * `synchronous=FULL`: what was answered "stored" survives a power cut.
 */
import { closeSync, existsSync, mkdirSync, openSync, realpathSync } from "node:fs"
import { dirname } from "node:path"
import Database from "better-sqlite3"
import { AppError, ConfigError, coerceError } from "../../model/errors.ts"
import type { Store } from "../../ports/store.ts"
import type { Db } from "./database.ts"
import { sqliteFeedLedger } from "./feed-ledger.ts"
import { sqliteFeedSight } from "./feed-sight.ts"
import { sqliteIncidentStore } from "./incident-store.ts"
import { sqliteJournal } from "./journal.ts"
import { migrate } from "./migrate.ts"
import { sqliteOutbox } from "./outbox.ts"
import { lockForWriting, type ProcessLock } from "./process-lock.ts"
import { sqliteRecordStore } from "./record-store.ts"
import { sqliteRestoreStore } from "./restore-store.ts"
import { sqliteSnapshotStore } from "./snapshot-store.ts"
import { sqliteTrailLog } from "./trail-log.ts"

/** How long a write waits for a reader that is just checkpointing, milliseconds. */
const BUSY_TIMEOUT = 5_000

/**
 * Opens or creates the database and brings its schema up to date. Throws a ConfigError with one sentence when
 * another process is writing it, when a newer program wrote it, or when the file can't be used.
 */
export function openStore(path: string): Store {
  const { db, lock } = openOrExplain(path)
  return {
    feed: sqliteFeedLedger(db),
    sight: sqliteFeedSight(db),
    records: sqliteRecordStore(db),
    incidents: sqliteIncidentStore(db),
    outbox: sqliteOutbox(db),
    journal: sqliteJournal(db),
    trail: sqliteTrailLog(db),
    restores: sqliteRestoreStore(db),
    snapshots: sqliteSnapshotStore(db),
    close: () => {
      db.close()
      lock.release()
    },
  }
}

function openOrExplain(path: string): { readonly db: Db; readonly lock: ProcessLock } {
  try {
    return openLocked(path)
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown
    throw new ConfigError([`The database ${path} can't be opened: ${coerceError(thrown).message}.`])
  }
}

function openLocked(path: string): { readonly db: Db; readonly lock: ProcessLock } {
  if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  // Through its real name, so that a link to the same file meets the same lock.
  const lock = lockForWriting(existsSync(path) ? realpathSync(path) : path)
  try {
    return { db: openDatabase(path), lock }
  } catch (thrown) {
    lock.release()
    throw thrown
  }
}

function openDatabase(path: string): Db {
  createPrivately(path)
  const db = new Database(path, { timeout: BUSY_TIMEOUT })
  try {
    // Only before the first table, and before WAL, can the page size be chosen.
    db.pragma("page_size = 8192")
    db.pragma("journal_mode = WAL")
    db.pragma("synchronous = FULL")
    db.pragma("foreign_keys = ON")
    migrate(db, path, Date.now())
    return db
  } catch (thrown) {
    db.close()
    throw thrown
  }
}

/** Customers' audit records are for the owner of the process alone; SQLite gives its side files the same mode. */
function createPrivately(path: string): void {
  if (path === ":memory:" || existsSync(path)) return
  closeSync(openSync(path, "a", 0o600))
}
