/**
 * One batch of raw records, from bytes to everything that follows from it:
 * parse, decide, and one store transaction that ends with "this blob is done".
 * A crash anywhere leaves the blob open; the same batch again changes nothing.
 */
import type { Alert, Detection, Incident } from "../model/alert.ts"
import type { AuditRecord, RecordSource, RejectedRecord } from "../model/audit-record.ts"
import type { RecordId, TenantId } from "../model/ids.ts"
import type { LinkedRecord } from "../model/remediation.ts"
import type { TrailNote } from "../model/trail-entry.ts"
import type { FeedLedger } from "../ports/feed-ledger.ts"
import type { Log } from "../ports/log.ts"
import type { DecisionWrites, RecordStore } from "../ports/record-store.ts"
import { ownRecordNote } from "./own-record-note.ts"
import { parseBlob } from "./parse-blob.ts"

/** What the pure pipeline makes of a batch; the part of its decision that is stored. */
export type Decided = {
  readonly records: readonly AuditRecord[]
  readonly rejected: readonly RejectedRecord[]
  /** What rules saw, also where no alert follows from it. */
  readonly detections: readonly Detection[]
  readonly alerts: readonly Alert[]
  /** Records that our own apps made. */
  readonly linked: readonly LinkedRecord[]
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
  /**
   * The feed repeats records, and what is evidence has had its say. It is decided again without them: grouped with a
   * repeat, a new record would be taken for the old alert.
   */
  const newAlerts = async (batch: RawBatch, decided: Decided): Promise<readonly Alert[]> => {
    if (decided.alerts.length === 0) return decided.alerts
    const heard = await deps.records.inEvidence(batch.tenantId, decided.records)
    if (heard.size === 0) return decided.alerts
    const fresh = decided.records.filter((record) => !heard.has(record))
    return (await deps.decideRecords(fresh, batch)).alerts
  }

  const save = async (batch: RawBatch, decided: Decided): Promise<void> => {
    const { source: _source, ...where } = batch
    const since = await deps.ledger.watchedSince(batch.tenantId, batch.fetchedAt)
    const saved = await deps.records.saveBatch(
      {
        ...where,
        records: decided.records,
        rejected: decided.rejected,
        alerts: await newAlerts(batch, decided),
        recordNotes: notesOf(decided, batch.fetchedAt),
        matched: new Set(decided.detections.map((detection) => detection.recordId)),
      },
      deps.merge(batch, since),
    )
    const unexplained = decided.linked.filter((link) => link.fix === undefined).length
    if (unexplained > 0) {
      deps.log.warn("our own app did something that no fix explains", {
        tenant: batch.tenantId,
        count: unexplained,
      })
    }
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

function notesOf({ records, linked }: Decided, now: number): ReadonlyMap<RecordId, TrailNote> {
  const links = new Map(linked.map((link) => [link.recordId, link]))
  return new Map(
    records.flatMap((record) => {
      const link = links.get(record.id)
      return link === undefined ? [] : [[record.id, ownRecordNote(record, link, now)] as const]
    }),
  )
}
