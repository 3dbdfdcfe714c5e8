/**
 * The embedded store: a main SQLite file in WAL mode and event files beside it, one writing process, every method one
 * transaction. The main file's `synchronous=FULL`: what was answered "stored" survives a power cut, but for what the ledger
 * finds out again (`gathered-writes.ts`).
 */
import { closeSync, existsSync, mkdirSync, openSync, realpathSync } from "node:fs"
import { dirname } from "node:path"
import { AppError, ConfigError, coerceError } from "../../model/errors.ts"
import { DEFAULT_STORAGE } from "../../model/storage-policy.ts"
import type { Store } from "../../ports/store.ts"
import { sqliteAccountBook } from "./account-book.ts"
import { sqliteAttributionBook } from "./attribution-book.ts"
import { sqliteAuditMails } from "./audit-mails.ts"
import { sqliteBrake } from "./brake.ts"
import { sqliteCardArrivals } from "./card-arrivals.ts"
import { connect } from "./connect.ts"
import { sqliteCustomerNames } from "./customer-names.ts"
import type { Db } from "./database.ts"
import { eventFiles } from "./event-files.ts"
import { sqliteEvidenceBook } from "./evidence-book.ts"
import { sqliteExplorerLogs } from "./explorer-logs.ts"
import { sqliteFeedSight } from "./feed-sight.ts"
import { sqliteFigures } from "./figures.ts"
import { sqliteIncidentStore } from "./incident-store.ts"
import { ingestParts, type StoreOptions } from "./ingest-store.ts"
import { sqliteLegalHolds } from "./legal-holds.ts"
import { migrate } from "./migrate.ts"
import { sqliteMonthReader } from "./month-reader.ts"
import { sqliteNoiseReader } from "./noise-reader.ts"
import { sqliteNotices } from "./notices.ts"
import { sqliteOutbox } from "./outbox.ts"
import { sqliteOutboxView } from "./outbox-view.ts"
import { sqlitePersonalChats } from "./personal-chats.ts"
import { lockForWriting, type ProcessLock } from "./process-lock.ts"
import { sqliteRestoreStore } from "./restore-store.ts"
import { sqliteScheduleBook } from "./schedule-book.ts"
import { sqliteSigningKeyBook } from "./signing-key-book.ts"
import { sqliteSweepBook } from "./sweep-book.ts"
import { sqliteTrailLog } from "./trail-log.ts"
import { reopenLost } from "./unsynced-rows.ts"
import { damagedRows, noteDamage } from "./whole-rows.ts"

/** For those who only need what lies in the main database. */
const PLAIN: StoreOptions = { storage: DEFAULT_STORAGE, readRaw: () => undefined }

/**
 * Opens or creates the database and brings its schema up to date. Throws a ConfigError with one sentence when
 * another process is writing it, when a newer program wrote it, or when the file can't be used.
 */
export function openStore(path: string, options: StoreOptions = PLAIN): Store {
  const { db, lock } = openAlone(path)
  damagedRows(db, options.log)
  const seen = eventFiles(path, (sentence) => noteDamage(db, sentence))
  reopenLost(db, seen)
  seen.close()
  return storeOn(db, path, options, () => lock.release())
}

function storeOn(db: Db, path: string, options: StoreOptions, release: () => void): Store {
  const { closeEvents, ...ingest } = ingestParts(db, path, options)
  return {
    ...ingest,
    sight: sqliteFeedSight(db),
    incidents: sqliteIncidentStore(db),
    outbox: { ...sqliteOutbox(db), ...sqliteOutboxView(db), ...sqliteCardArrivals(db) },
    notices: sqliteNotices(db),
    chats: sqlitePersonalChats(db),
    schedules: sqliteScheduleBook(db),
    trail: sqliteTrailLog(db),
    restores: sqliteRestoreStore(db),
    evidenceBook: sqliteEvidenceBook(db),
    attributions: sqliteAttributionBook(db),
    explorerLogs: sqliteExplorerLogs(db),
    auditMails: sqliteAuditMails(db),
    accounts: sqliteAccountBook(db),
    sweeps: sqliteSweepBook(db),
    signingKeys: sqliteSigningKeyBook(db),
    month: sqliteMonthReader(db),
    noise: sqliteNoiseReader(db),
    brake: sqliteBrake(db),
    holds: sqliteLegalHolds(db),
    customerNames: sqliteCustomerNames(db),
    damage: damagedRows(db, options.log),
    figures: sqliteFigures(db),
    close: () => {
      if (!db.open) return
      closeEvents()
      db.close()
      release()
    },
  }
}

/** For whoever works on the database alone. Throws as `openStore` does; the caller closes the one and releases the other. */
export function openAlone(path: string): { readonly db: Db; readonly lock: ProcessLock } {
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
  const db = connect(path, "bot")
  try {
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
