/** Audit records, and the one transaction that turns a batch of them into everything that follows from it. */
import type { Alert, Incident } from "../model/alert.ts"
import type { AuditRecord, RejectedRecord } from "../model/audit-record.ts"
import type { Channel, Face } from "../model/delivery.ts"
import type { MemoryWrites } from "../model/detect-memory.ts"
import type { AlertId, IncidentId, RecordId, RemediationId, TenantId } from "../model/ids.ts"
import type { LinkedChannel } from "../model/linked-channel.ts"
import type { Period } from "../model/period.ts"
import type { FixRecord } from "../model/remediation.ts"
import type { RecordKind } from "../model/storage-policy.ts"
import type { TrailNote } from "../model/trail-entry.ts"

/** An incident to open (id is given by the store) or to change. */
export type IncidentWrite = { readonly incident: Omit<Incident, "id"> & { readonly id?: IncidentId } }

/** What a decision becomes once it has met what is already open. Made by the pure `alert/merge-alerts.ts`. */
export type DecisionWrites = {
  readonly incidents: readonly (IncidentWrite & {
    /** Cards owed for this incident; the store makes one row per channel and face and raises `wanted`. */
    readonly channels: readonly {
      readonly face: Face
      readonly channel: Channel
      /** A first post waits for the morning's digest, milliseconds UTC. */
      readonly heldUntil?: number
    }[]
    /** Written with the incident's id filled in. */
    readonly notes: readonly Omit<TrailNote, "incidentId">[]
    readonly newAlerts: readonly Alert[]
  })[]
  /** About alerts that make no incident, because somebody muted them. */
  readonly notes?: readonly TrailNote[]
}

/**
 * How alerts meet what is stored: `incidents` are those that are open about the same subjects, and whatever became of
 * those that hold an alert which has grown; `before` holds the grown alerts as they were.
 */
export type MergeAlerts = (
  alerts: readonly Alert[],
  incidents: readonly Incident[],
  before: ReadonlyMap<AlertId, Alert>,
  around: Around,
) => DecisionWrites

/** What holds at the moment of the transaction. */
export type Around = {
  /** How many incidents were opened for this tenant within `FLOOD_MS`, by rule name. */
  readonly recentCounts: ReadonlyMap<string, number>
  /** The channels that are linked: read earlier, one that comes or goes meanwhile would miss a card, or get one too many. */
  readonly links: readonly LinkedChannel[]
}

/** Whose records arrived, and when; what is stored for each of them alike. */
export type Arrival = {
  readonly tenantId: TenantId
  readonly publishedAt?: number
  readonly fetchedAt: number
  /** Records in which a rule saw something, or that prove something: they are kept whole, whatever the policy says of their kind. */
  readonly matched?: ReadonlySet<RecordId>
}

export type Batch = Arrival & {
  /** The blob that is done with this transaction; missing for sources without blobs. */
  readonly contentId?: string
  readonly records: readonly AuditRecord[]
  readonly rejected: readonly RejectedRecord[]
  readonly alerts: readonly Alert[]
  /** Written with the record that each is about, once. */
  readonly recordNotes?: ReadonlyMap<RecordId, TrailNote>
  /** Which of them calls of our fixes left; each is kept once. */
  readonly fixRecords?: readonly FixRecordOf[]
  /** Canaries that came back with it; each is noted once. */
  readonly canaries?: readonly CanaryArrival[]
  /** What detection must remember of it. */
  readonly memory?: MemoryWrites
  /** Records of earlier batches that are part of these alerts, too. */
  readonly earlier?: readonly RecordKey[]
}

export type FixRecordOf = FixRecord & { readonly fix: RemediationId }

/** `note` goes to the trail when it is the first to tell of this one. */
export type CanaryArrival = { readonly marker: string; readonly note: TrailNote }

export type BatchResult = {
  readonly stored: number
  readonly duplicates: number
  readonly incidents: readonly IncidentId[]
}

/** What a record is known by, beside its tenant. */
export type RecordKey = Pick<AuditRecord, "id" | "happenedAt">

/** Names and operations as they are compared: lower case. The time is [from, to), milliseconds UTC. */
export type AboutTarget = {
  readonly names: readonly string[]
  readonly operations: readonly string[]
  readonly from: number
  readonly to: number
}

/** Who did what to what; each missing list means "any". Texts as in `AboutTarget`. */
export type EventQuery = {
  readonly targets?: readonly string[]
  readonly actors?: readonly string[]
  readonly operations?: readonly string[]
  readonly kinds?: readonly RecordKind[]
  /** Leaves out what Microsoft's own services did. */
  readonly exceptMicrosoft?: boolean
  readonly from: number
  readonly to: number
  readonly newestFirst?: boolean
  readonly limit?: number
}

export type OperationTally = { readonly operation: string; readonly count: number }
/** How often somebody did something. */
export type ActTally = OperationTally & { readonly actor: string }

export type AddressQuery = Period & { readonly limit: number }

export interface RecordStore {
  /**
   * Stores records, and nothing of what follows from them; known ones (tenant, time and id) are ignored. For parts of
   * a blob that is too large to be held at once. Returns how many are new.
   */
  addRecords(arrival: Arrival, records: readonly AuditRecord[]): Promise<number>
  /**
   * First stores the records as `addRecords` does. Then one transaction: stores rejected ones and detection's memory, drops
   * alerts that are stored as they are, keeps the records of the others as evidence, calls `merge` with the rest and the
   * incidents that they meet, stores what it returns with trail notes and owed cards, and marks the blob done last. After
   * a crash, also between the two, the same batch may come again and changes nothing.
   */
  saveBatch(batch: Batch, merge: MergeAlerts): Promise<BatchResult>
  /** Those that have had their say: they are part of a stored alert, or noted in the trail. */
  inEvidence(tenant: TenantId, records: readonly AuditRecord[]): Promise<ReadonlySet<AuditRecord>>
  /** Records of certain operations on a target, oldest first. */
  aboutTarget(tenant: TenantId, wanted: AboutTarget): Promise<readonly AuditRecord[]>
  /** Compact ones know who did what to what, when, from where and how it ended; their `raw` is empty. */
  find(tenant: TenantId, query: EventQuery): Promise<readonly AuditRecord[]>
  /** How many records a question wants, counted up to its limit. */
  count(tenant: TenantId, query: EventQuery): Promise<number>
  /** Who did what how often, most first; of so many records as the limit says. */
  tally(tenant: TenantId, query: EventQuery): Promise<readonly ActTally[]>
  /** As `tally`, whoever it was. */
  operations(tenant: TenantId, query: EventQuery): Promise<readonly OperationTally[]>
  /** Sign-in names and addresses that records of the time name, each once. Looks through a tenant's names: for questions of people. */
  names(tenant: TenantId, period: Pick<EventQuery, "from" | "to">): Promise<readonly string[]>
  /** Sign-ins and changes from one address at several tenants, newest first. */
  fromAddress(tenants: readonly TenantId[], ip: string, query: AddressQuery): Promise<readonly AuditRecord[]>
  /** Whole, when it is evidence; else as the policy keeps it. */
  record(tenant: TenantId, id: RecordId): Promise<AuditRecord | undefined>
  alert(id: AlertId): Promise<Alert | undefined>
  /** Everything stored so far survives a power cut afterwards. To be called every minute or so. */
  sync(): Promise<void>
  /**
   * Drops what the storage policy doesn't keep any longer, but for records of customers on legal hold; `now` is milliseconds UTC.
   * Returns the names of the files of which something went.
   */
  dropOld(now: number): Promise<readonly string[]>
}
