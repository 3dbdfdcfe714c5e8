/**
 * The embedded store: a main SQLite file in WAL mode and event files beside it, one writing process, every method one
 * transaction. The main file's `synchronous=FULL`: what was answered "stored" survives a power cut.
 */
import { closeSync, existsSync, mkdirSync, openSync, realpathSync } from "node:fs"
import { dirname } from "node:path"
import Database from "better-sqlite3"
import { AppError, ConfigError, coerceError } from "../../model/errors.ts"
import { DEFAULT_STORAGE, type StoragePolicy } from "../../model/storage-policy.ts"
import type { Store } from "../../ports/store.ts"
import { sqliteAttributionBook } from "./attribution-book.ts"
import { sqliteAuditMails } from "./audit-mails.ts"
import { sqliteBackupBook } from "./backup-book.ts"
import { sqliteBrake } from "./brake.ts"
import { sqliteChannelBook } from "./channel-book.ts"
import type { Db } from "./database.ts"
import { sqliteDetectMemory } from "./detect-memory.ts"
import { eventFiles } from "./event-files.ts"
import { eventLog } from "./event-log.ts"
import type { ReadRaw } from "./event-raw.ts"
import { eventReader } from "./event-reader.ts"
import { sqliteEvidenceBook } from "./evidence-book.ts"
import { sqliteExplorerLogs } from "./explorer-logs.ts"
import { sqliteFeedLedger } from "./feed-ledger.ts"
import { sqliteFeedSight } from "./feed-sight.ts"
import { sqliteIncidentStore } from "./incident-store.ts"
import { sqliteJournal } from "./journal.ts"
import { migrate } from "./migrate.ts"
import { sqliteMonthReader } from "./month-reader.ts"
import { sqliteMuteStore } from "./mute-store.ts"
import { sqliteNotices } from "./notices.ts"
import { sqliteOutbox } from "./outbox.ts"
import { sqliteOutboxView } from "./outbox-view.ts"
import { lockForWriting, type ProcessLock } from "./process-lock.ts"
import { sqliteRecordStore } from "./record-store.ts"
import { sqliteRestoreStore } from "./restore-store.ts"
import { sqliteSnapshotStore } from "./snapshot-store.ts"
import { sqliteTrailLog } from "./trail-log.ts"
import { reopenLost } from "./unsynced-rows.ts"

/**
 * Whoever commits copies the write-ahead log back when it has so many pages. The worker does it early, so that the
 * thread that answers Teams hardly ever has to.
 */
const CHECKPOINT_PAGES = { worker: 500, bot: 4_000 }

/** How long a write waits for a reader that is just checkpointing, milliseconds. */
const BUSY_TIMEOUT = 5_000

export type StoreOptions = {
  readonly storage: StoragePolicy
  /** Reads a kept record again: this room doesn't know the vendor's spelling. */
  readonly readRaw: ReadRaw
}

/** For those who only need what lies in the main database. */
const PLAIN: StoreOptions = { storage: DEFAULT_STORAGE, readRaw: () => undefined }

/**
 * Opens or creates the database and brings its schema up to date. Throws a ConfigError with one sentence when
 * another process is writing it, when a newer program wrote it, or when the file can't be used.
 */
export function openStore(path: string, options: StoreOptions = PLAIN): Store {
  const { db, lock } = openOrExplain(path)
  const seen = eventFiles(path)
  reopenLost(db, seen)
  seen.close()
  return storeOn(db, path, options, () => lock.release())
}

/** A second connection within the process that has opened the store, for another thread of it. */
export function joinStore(path: string, options: StoreOptions): Store {
  return storeOn(connect(path, CHECKPOINT_PAGES.worker), path, options, () => undefined)
}

function storeOn(db: Db, path: string, options: StoreOptions, release: () => void): Store {
  const files = eventFiles(path)
  const events = {
    log: eventLog(files, options.storage),
    reader: eventReader(files, options.readRaw),
  }
  const records = sqliteRecordStore(db, events)
  return {
    feed: sqliteFeedLedger(db),
    sight: sqliteFeedSight(db),
    records,
    memory: sqliteDetectMemory(db),
    incidents: sqliteIncidentStore(db),
    outbox: { ...sqliteOutbox(db), ...sqliteOutboxView(db) },
    notices: sqliteNotices(db),
    channels: sqliteChannelBook(db),
    journal: sqliteJournal(db),
    trail: sqliteTrailLog(db),
    restores: sqliteRestoreStore(db),
    backups: sqliteBackupBook(db),
    evidenceBook: sqliteEvidenceBook(db),
    attributions: sqliteAttributionBook(db),
    explorerLogs: sqliteExplorerLogs(db),
    auditMails: sqliteAuditMails(db),
    snapshots: sqliteSnapshotStore(db),
    month: sqliteMonthReader(db),
    mutes: sqliteMuteStore(db),
    brake: sqliteBrake(db),
    close: () => {
      if (!db.open) return
      records.close()
      files.close()
      db.close()
      release()
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
  const db = connect(path, CHECKPOINT_PAGES.bot)
  try {
    migrate(db, path, Date.now())
    return db
  } catch (thrown) {
    db.close()
    throw thrown
  }
}

function connect(path: string, checkpointPages: number): Db {
  const db = new Database(path, { timeout: BUSY_TIMEOUT })
  try {
    // Only before the first table, and before WAL, can the page size be chosen.
    db.pragma("page_size = 8192")
    db.pragma("journal_mode = WAL")
    db.pragma("synchronous = FULL")
    db.pragma("foreign_keys = ON")
    db.pragma(`wal_autocheckpoint = ${checkpointPages}`)
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
