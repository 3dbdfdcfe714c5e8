/**
 * One batch of raw records, from bytes to everything that follows from it:
 * parse, decide, and one store transaction that ends with "this blob is done".
 * A crash anywhere leaves the blob open; the same batch again changes nothing.
 */
import type { Alert, Incident } from "../model/alert.ts"
import type { AuditRecord, RecordSource, RejectedRecord } from "../model/audit-record.ts"
import type { TenantId } from "../model/ids.ts"
import type { FeedLedger } from "../ports/feed-ledger.ts"
import type { Log } from "../ports/log.ts"
import type { DecisionWrites, RecordStore } from "../ports/record-store.ts"
import { parseBlob } from "./parse-blob.ts"

/** What the pure pipeline makes of a batch; the part of its decision that is stored. */
export type Decided = {
  readonly records: readonly AuditRecord[]
  readonly rejected: readonly RejectedRecord[]
  readonly alerts: readonly Alert[]
}

export type RawBatch = {
  readonly tenantId: TenantId
  readonly source: RecordSource
  readonly contentId?: string
  /** When the vendor made the batch available, milliseconds UTC. */
  readonly publishedAt?: number
  readonly fetchedAt: number
}

/** How alerts meet what is already open; see `alert/merge-alerts.ts`. */
export type Merge = (
  batch: RawBatch,
  watchedSince: number,
) => (newAlerts: readonly Alert[], open: readonly Incident[]) => DecisionWrites

export interface Ingest {
  /** The bytes of one blob. Throws ContractError when they are not a JSON array; nothing is stored then. */
  blob(batch: RawBatch & { readonly bytes: Uint8Array }): Promise<void>
  /** Records that are normalized already. */
  records(batch: RawBatch, records: readonly AuditRecord[]): Promise<void>
}

export function createIngest(deps: {
  readonly records: RecordStore
  readonly ledger: Pick<FeedLedger, "watchedSince">
  readonly decideRaw: (raw: readonly unknown[], batch: RawBatch) => Promise<Decided>
  readonly decideRecords: (records: readonly AuditRecord[], batch: RawBatch) => Promise<Decided>
  readonly merge: Merge
  readonly wakeOutbox: () => void
  readonly log: Log
}): Ingest {
  const save = async (batch: RawBatch, decided: Decided): Promise<void> => {
    const { source: _source, ...where } = batch
    const since = await deps.ledger.watchedSince(batch.tenantId, batch.fetchedAt)
    const saved = await deps.records.saveBatch(
      { ...where, records: decided.records, rejected: decided.rejected, alerts: decided.alerts },
      deps.merge(batch, since),
    )
    if (decided.rejected.length > 0) {
      deps.log.warn("records could not be read and are kept whole", {
        tenant: batch.tenantId,
        count: decided.rejected.length,
      })
    }
    if (saved.incidents.length > 0) deps.wakeOutbox()
  }

  return {
    blob: async ({ bytes, ...batch }) => save(batch, await deps.decideRaw(parseBlob(bytes), batch)),
    records: async (batch, records) => save(batch, await deps.decideRecords(records, batch)),
  }
}
