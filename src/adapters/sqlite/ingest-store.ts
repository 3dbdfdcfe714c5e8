/**
 * What taking in records needs of the store. The ingest worker has this alone: the rest of the store, loaded a second
 * time, would cost 6 MB.
 */
import type { StoragePolicy } from "../../model/storage-policy.ts"
import type { Log } from "../../ports/log.ts"
import type { IngestStore } from "../../ports/store.ts"
import { sqliteBackupBook } from "./backup-book.ts"
import { sqliteCanaryBook } from "./canary-book.ts"
import { sqliteChannelBook } from "./channel-book.ts"
import { connect } from "./connect.ts"
import type { Db } from "./database.ts"
import { sqliteDetectMemory } from "./detect-memory.ts"
import { eventFiles } from "./event-files.ts"
import { eventLog } from "./event-log.ts"
import type { ReadRaw } from "./event-raw.ts"
import { eventReader } from "./event-reader.ts"
import { sqliteFeedLedger } from "./feed-ledger.ts"
import { sqliteJournal } from "./journal.ts"
import { sqliteMuteStore } from "./mute-store.ts"
import { sqliteRecordStore } from "./record-store.ts"
import { sqliteSnapshotStore } from "./snapshot-store.ts"
import { damagedRows, noteDamage, wholeRow } from "./whole-rows.ts"

export type StoreOptions = {
  readonly storage: StoragePolicy
  /** Reads a kept record again: this room doesn't know the vendor's spelling. */
  readonly readRaw: ReadRaw
  /** Told of each damaged row that is left out. */
  readonly log?: Pick<Log, "error">
}

/** A second connection within the process that has opened the store, for the ingest worker. */
export function joinIngestStore(path: string, options: StoreOptions): IngestStore {
  const db = connect(path, "worker")
  damagedRows(db, options.log)
  const { closeEvents, ...parts } = ingestParts(db, path, options)
  const close = (): void => {
    closeEvents()
    db.close()
  }
  return { ...parts, close }
}

/** `closeEvents` syncs and closes the event files; the main database is the caller's. */
export function ingestParts(
  db: Db,
  path: string,
  options: StoreOptions,
): Omit<IngestStore, "close"> & { closeEvents(): void } {
  const files = eventFiles(path, (sentence) => noteDamage(db, sentence))
  const records = sqliteRecordStore(db, {
    log: eventLog(files, options.storage),
    reader: eventReader(files, { readRaw: options.readRaw, orDamaged: (read) => wholeRow(db, read) }),
  })
  return {
    records,
    feed: sqliteFeedLedger(db),
    memory: sqliteDetectMemory(db),
    channels: sqliteChannelBook(db),
    journal: sqliteJournal(db),
    mutes: sqliteMuteStore(db),
    snapshots: sqliteSnapshotStore(db),
    backups: sqliteBackupBook(db),
    canaries: sqliteCanaryBook(db),
    closeEvents: () => {
      records.close()
      files.close()
    },
  }
}
