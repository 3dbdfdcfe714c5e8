/** Audit records, and the one transaction that turns a batch of them into everything that follows from it. */
import type { Alert, Incident } from "../model/alert.ts"
import type { AuditRecord, RejectedRecord } from "../model/audit-record.ts"
import type { Channel, Face } from "../model/delivery.ts"
import type { AlertId, IncidentId, RecordId, TenantId } from "../model/ids.ts"
import type { TrailNote } from "../model/trail-entry.ts"

/** An incident to open (id is given by the store) or to change. */
export type IncidentWrite = { readonly incident: Omit<Incident, "id"> & { readonly id?: IncidentId } }

/** What a decision becomes once it has met what is already open. Made by the pure `alert/merge-alerts.ts`. */
export type DecisionWrites = {
  readonly incidents: readonly (IncidentWrite & {
    /** Cards owed for this incident; the store makes one row per channel and face and raises `wanted`. */
    readonly channels: readonly { readonly face: Face; readonly channel: Channel }[]
    /** Written with the incident's id filled in. */
    readonly notes: readonly Omit<TrailNote, "incidentId">[]
    readonly newAlerts: readonly Alert[]
  })[]
}

export type Batch = {
  readonly tenantId: TenantId
  /** The blob that is done with this transaction; missing for sources without blobs. */
  readonly contentId?: string
  readonly publishedAt?: number
  readonly fetchedAt: number
  readonly records: readonly AuditRecord[]
  readonly rejected: readonly RejectedRecord[]
  readonly alerts: readonly Alert[]
  /** Written with the record that each is about, when that is new. */
  readonly recordNotes?: ReadonlyMap<RecordId, TrailNote>
}

export type BatchResult = {
  readonly stored: number
  readonly duplicates: number
  readonly incidents: readonly IncidentId[]
}

/** Names and operations as they are compared: lower case. The time is [from, to), milliseconds UTC. */
export type AboutTarget = {
  readonly names: readonly string[]
  readonly operations: readonly string[]
  readonly from: number
  readonly to: number
}

export interface RecordStore {
  /**
   * One transaction: stores records (duplicates by tenant and id ignored) and rejected ones, drops alerts whose id is known,
   * calls `merge` with the rest and the open incidents of their subjects, stores what it returns with trail notes and owed cards,
   * and marks the blob done last. After a crash the same batch may come again and changes nothing.
   */
  saveBatch(
    batch: Batch,
    merge: (newAlerts: readonly Alert[], open: readonly Incident[]) => DecisionWrites,
  ): Promise<BatchResult>
  /** Records of certain operations on a target, oldest first. */
  aboutTarget(tenant: TenantId, wanted: AboutTarget): Promise<readonly AuditRecord[]>
  /** Those that are stored already: what follows from them was stored with them. */
  stored(tenant: TenantId, records: readonly AuditRecord[]): Promise<ReadonlySet<AuditRecord>>
  record(tenant: TenantId, id: RecordId): Promise<AuditRecord | undefined>
  alert(id: AlertId): Promise<Alert | undefined>
}
