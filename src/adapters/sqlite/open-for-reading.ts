/** What commands read beside the running product: no lock, no write, everything as it was last committed. */
import { z } from "zod"
import type { TenantId } from "../../model/ids.ts"
import type { TypeLedger } from "../../ports/feed-ledger.ts"
import type { IncidentStore } from "../../ports/incident-store.ts"
import type { Journal } from "../../ports/journal.ts"
import type { RestoreStore } from "../../ports/restore-store.ts"
import type { Db } from "./database.ts"
import { eventFiles } from "./event-files.ts"
import { type EventReader, eventReader, type ReadRaw } from "./event-reader.ts"
import { ledgerReader } from "./feed-ledger-reader.ts"
import { sqliteIncidentStore } from "./incident-store.ts"
import { sqliteJournal } from "./journal.ts"
import { openReadOnly } from "./open-read-only.ts"
import { sqliteRestoreStore } from "./restore-store.ts"
import { fromRow } from "./stored-json.ts"

export interface StoreReader {
  readonly incidents: Pick<IncidentStore, "incident" | "list">
  readonly journal: Pick<Journal, "ofIncident">
  readonly restores: Pick<RestoreStore, "between">
  ledgers(): readonly TypeLedger[]
  /** Mailboxes of the newest reading, and how many of them aren't audited; undefined without a reading. */
  mailboxAudit(tenant: TenantId): { readonly total: number; readonly withoutAudit: number } | undefined
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
      ledgers: () => ledger.ledgers(),
      mailboxAudit: auditCounter(db),
      close: () => void db.close(),
    }
  })

export type StoredRecords = Pick<EventReader, "find">

/** The stored records themselves. Throws a ConfigError when nothing was ever stored beside this database. */
export function openEventsForReading(path: string, readRaw: ReadRaw): StoredRecords {
  openReadOnly(path, (db) => void db.close())
  return eventReader(eventFiles(path), readRaw)
}

const countSchema = z.object({ total: z.number(), withoutAudit: z.number() })

/** A mailbox whose newest row has no body is gone. */
function auditCounter(db: Db): StoreReader["mailboxAudit"] {
  const counts = db.prepare<[string], object>(
    `SELECT COUNT(*) AS total, COALESCE(SUM(json_extract(body, '$.auditEnabled') = 0), 0) AS withoutAudit
     FROM (SELECT body, MAX(since) FROM mailbox_state WHERE tenant_id = ? GROUP BY mailbox)
     WHERE body IS NOT NULL`,
  )
  return (tenant) => {
    const row = counts.get(tenant)
    if (row === undefined) return undefined
    const found = fromRow(countSchema, row, { table: "mailbox_state", row: tenant })
    return found.total === 0 ? undefined : found
  }
}
