/**
 * One batch of raw records, from bytes to everything that follows from it: parse, decide, store the records, then one
 * transaction with all that follows, which ends with "this blob is done". A crash anywhere leaves the blob open; the
 * same batch again changes nothing.
 */
import type { Alert } from "../model/alert.ts"
import type { AuditRecord, RecordSource } from "../model/audit-record.ts"
import type { RecordId, TenantId } from "../model/ids.ts"
import type { TrailNote } from "../model/trail-entry.ts"
import type { FeedLedger } from "../ports/feed-ledger.ts"
import type { Log } from "../ports/log.ts"
import type { Batch, CanaryArrival, MergeAlerts, RecordStore } from "../ports/record-store.ts"
import { canaryNote, ownRecordNote } from "./own-record-note.ts"
import { type Decided, type Decider, decideBlob, matchedIds } from "./run-decide-blob.ts"

export type RawBatch = {
  readonly tenantId: TenantId
  readonly source: RecordSource
  readonly contentId?: string
  /** When the vendor made the batch available, milliseconds UTC. */
  readonly publishedAt?: number
  readonly fetchedAt: number
  /** Its records stand for what was found, not for what happened: they are judged and told, and never stored. */
  readonly wasThere?: true
}

/** How alerts meet what is already open; see `alert/merge-alerts.ts`. */
export type Merge = (
  batch: RawBatch,
  watchedSince: number,
  records: readonly AuditRecord[],
) => Promise<MergeAlerts>

export interface Ingest {
  /**
   * The bytes of one blob; they may not be used afterwards. Throws ContentError when they are not a JSON array: the blob
   * isn't done then.
   */
  blob(batch: RawBatch & { readonly bytes: Uint8Array }): Promise<void>
  /** Records that are normalized already. */
  records(batch: RawBatch, records: readonly AuditRecord[]): Promise<void>
}

export type IngestDeps = {
  readonly records: RecordStore
  readonly ledger: Pick<FeedLedger, "watchedSince">
  readonly decider: (batch: RawBatch) => Promise<Decider>
  readonly merge: Merge
  readonly wakeOutbox: () => void
  readonly log: Log
}

export function createIngest(deps: IngestDeps): Ingest {
  return {
    blob: async ({ bytes, ...batch }) => {
      const decider = await deps.decider(batch)
      const decided = await decideBlob({ arrival: batch, bytes, decider, records: deps.records })
      await save(deps, batch, decided, decider)
    },
    records: async (batch, records) => {
      const decider = await deps.decider(batch)
      await save(deps, batch, await decider.records(records), decider)
    },
  }
}

const NOTHING_TO_TELL: MergeAlerts = () => ({ incidents: [] })

async function save(deps: IngestDeps, batch: RawBatch, decided: Decided, decider: Decider): Promise<void> {
  const { source: _source, wasThere: _wasThere, ...where } = batch
  const since = await deps.ledger.watchedSince(batch.tenantId, batch.fetchedAt)
  const alerts = await newAlerts(deps, batch, decided, decider)
  // Most batches tell nothing: no mutes and channels are read for them.
  const merge = alerts.length === 0 ? NOTHING_TO_TELL : await deps.merge(batch, since, decided.records)
  const saved = await deps.records.saveBatch(
    {
      ...where,
      records: decided.records,
      rejected: decided.rejected,
      alerts,
      ...ownActs(decided, batch.fetchedAt),
      matched: matchedIds(decided),
      memory: decided.memory,
      earlier: decided.earlier,
    },
    merge,
  )
  warn(deps.log, batch, decided)
  if (saved.incidents.length > 0) deps.wakeOutbox()
}

/**
 * The feed repeats records, and what is evidence has had its say. It is decided again without them: grouped with a
 * repeat, a new record would be taken for the old alert.
 */
async function newAlerts(
  { records }: IngestDeps,
  batch: RawBatch,
  decided: Decided,
  decider: Decider,
): Promise<readonly Alert[]> {
  if (decided.alerts.length === 0) return decided.alerts
  const heard = await records.inEvidence(batch.tenantId, decided.records)
  if (heard.size === 0) return decided.alerts
  const fresh = decided.records.filter((record) => !heard.has(record))
  return (await decider.records(fresh)).alerts
}

function warn(log: Log, { tenantId }: RawBatch, { linked, rejected }: Decided): void {
  const unexplained = linked.filter((link) => link.fix === undefined && link.canary === undefined).length
  if (unexplained > 0)
    log.warn("our own app did something that no fix explains", { tenant: tenantId, count: unexplained })
  if (rejected.length > 0)
    log.warn("records could not be read and are kept whole", { tenant: tenantId, count: rejected.length })
}

function ownActs(
  { records, linked }: Decided,
  now: number,
): Pick<Batch, "recordNotes" | "canaries" | "fixRecords"> {
  if (linked.length === 0) return {}
  const links = new Map(linked.map((link) => [link.recordId, link]))
  const recordNotes = new Map<RecordId, TrailNote>()
  const canaries: CanaryArrival[] = []
  for (const record of records) {
    const link = links.get(record.id)
    if (link?.canary !== undefined)
      canaries.push({ marker: link.canary.marker, note: canaryNote(record, link.canary, now) })
    else if (link !== undefined) recordNotes.set(record.id, ownRecordNote(record, link, now))
  }
  const fixRecords = linked.flatMap(({ fix, left }) =>
    fix === undefined || left === undefined ? [] : [{ ...left, fix: fix.id }],
  )
  return { recordNotes, canaries, fixRecords }
}
