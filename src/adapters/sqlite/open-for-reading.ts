/** What commands read beside the running product: no lock, no write, everything as it was last committed. */
import type { TenantId } from "../../model/ids.ts"
import type { AttributionBook } from "../../ports/attribution-book.ts"
import type { BackupBook } from "../../ports/backup-book.ts"
import type { CanaryBook } from "../../ports/canary-book.ts"
import type { TypeLedger } from "../../ports/feed-ledger.ts"
import type { IncidentStore } from "../../ports/incident-store.ts"
import type { Journal } from "../../ports/journal.ts"
import type { MonthReader } from "../../ports/month-reader.ts"
import type { NoiseReader } from "../../ports/noise-reader.ts"
import type { RestoreStore } from "../../ports/restore-store.ts"
import { sqliteAttributionBook } from "./attribution-book.ts"
import { sqliteBackupBook } from "./backup-book.ts"
import { sqliteCanaryBook } from "./canary-book.ts"
import { eventFiles } from "./event-files.ts"
import type { ReadRaw } from "./event-raw.ts"
import { type EventReader, eventReader } from "./event-reader.ts"
import { ledgerReader } from "./feed-ledger-reader.ts"
import { sqliteIncidentStore } from "./incident-store.ts"
import { sqliteJournal } from "./journal.ts"
import { sqliteMonthReader } from "./month-reader.ts"
import { sqliteNoiseReader } from "./noise-reader.ts"
import { openReadOnly } from "./open-read-only.ts"
import { sqliteRestoreStore } from "./restore-store.ts"

export interface StoreReader {
  readonly incidents: Pick<IncidentStore, "incident" | "list" | "alertsSince">
  readonly journal: Pick<Journal, "ofIncident">
  readonly restores: Pick<RestoreStore, "between">
  readonly attributions: Pick<AttributionBook, "ofSessions">
  readonly backups: Pick<BackupBook, "all" | "gaps">
  readonly canaries: Pick<CanaryBook, "canaries">
  readonly month: MonthReader
  readonly noise: NoiseReader
  ledgers(tenant?: TenantId): readonly TypeLedger[]
  close(): void
}

/** Throws a ConfigError with one sentence when the file is missing or isn't a database of Watchpost's. */
export const openStoreForReading = (path: string): StoreReader =>
  openReadOnly(path, (db) => {
    const ledger = ledgerReader(db)
    return {
      incidents: sqliteIncidentStore(db),
      journal: sqliteJournal(db),
      restores: sqliteRestoreStore(db),
      attributions: sqliteAttributionBook(db),
      backups: sqliteBackupBook(db),
      canaries: sqliteCanaryBook(db),
      month: sqliteMonthReader(db),
      noise: sqliteNoiseReader(db),
      ledgers: (tenant) => ledger.ledgers(tenant),
      close: () => void db.close(),
    }
  })

export type StoredRecords = Pick<EventReader, "find" | "tally" | "count">

/** The stored records themselves. Throws a ConfigError when nothing was ever stored beside this database. */
export function openEventsForReading(path: string, readRaw: ReadRaw): StoredRecords {
  openReadOnly(path, (db) => void db.close())
  return eventReader(eventFiles(path), { readRaw, orDamaged: (read) => read() })
}
