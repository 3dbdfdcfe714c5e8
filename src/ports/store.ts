/** Everything that is kept. Each method of each part is one transaction; a second adapter (PostgreSQL) is planned. */
import type { DetectMemory } from "../model/detect-memory.ts"
import type { AccountBook } from "./account-book.ts"
import type { AttributionBook } from "./attribution-book.ts"
import type { AuditMails } from "./audit-mails.ts"
import type { BackupBook } from "./backup-book.ts"
import type { Brake } from "./brake.ts"
import type { CanaryBook } from "./canary-book.ts"
import type { CardArrivals } from "./card-arrivals.ts"
import type { ChannelBook } from "./channel-book.ts"
import type { CustomerNames } from "./customer-names.ts"
import type { DamagedRows } from "./damaged-rows.ts"
import type { EvidenceBook } from "./evidence-book.ts"
import type { ExplorerLogs } from "./explorer-logs.ts"
import type { FeedLedger } from "./feed-ledger.ts"
import type { FeedSight } from "./feed-sight.ts"
import type { Figures } from "./figures.ts"
import type { IncidentStore } from "./incident-store.ts"
import type { Journal } from "./journal.ts"
import type { LegalHolds } from "./legal-holds.ts"
import type { MonthReader } from "./month-reader.ts"
import type { MuteStore } from "./mute-store.ts"
import type { NoiseReader } from "./noise-reader.ts"
import type { Notices } from "./notices.ts"
import type { Outbox } from "./outbox.ts"
import type { OutboxView } from "./outbox-view.ts"
import type { PersonalChats } from "./personal-chats.ts"
import type { RecordStore } from "./record-store.ts"
import type { RestoreStore } from "./restore-store.ts"
import type { ScheduleBook } from "./schedule-book.ts"
import type { SigningKeyBook } from "./signing-key-book.ts"
import type { SnapshotStore } from "./snapshot-store.ts"
import type { SweepBook } from "./sweep-book.ts"
import type { TrailLog } from "./trail-log.ts"

export interface Store {
  readonly feed: FeedLedger
  readonly sight: FeedSight
  readonly records: RecordStore
  /** What detection left with the batches so far; written by `records.saveBatch`. */
  readonly memory: DetectMemory
  readonly incidents: IncidentStore
  readonly outbox: Outbox & OutboxView & CardArrivals
  readonly notices: Notices
  readonly channels: ChannelBook
  readonly chats: PersonalChats
  readonly schedules: ScheduleBook
  readonly journal: Journal
  readonly trail: TrailLog
  readonly restores: RestoreStore
  readonly backups: BackupBook
  /** What was told about restores beside the backup server. */
  readonly evidenceBook: EvidenceBook
  readonly attributions: AttributionBook
  readonly explorerLogs: ExplorerLogs
  readonly auditMails: AuditMails
  readonly snapshots: SnapshotStore
  readonly accounts: AccountBook
  readonly sweeps: SweepBook
  readonly canaries: CanaryBook
  readonly signingKeys: SigningKeyBook
  readonly month: MonthReader
  readonly noise: NoiseReader
  readonly mutes: MuteStore
  readonly brake: Brake
  readonly holds: LegalHolds
  readonly customerNames: CustomerNames
  readonly damage: DamagedRows
  /** For monitoring. */
  readonly figures: Figures
  close(): void
}

/** What taking in records needs; the thread that does it has this alone. */
export type IngestStore = Pick<
  Store,
  | "records"
  | "feed"
  | "memory"
  | "channels"
  | "journal"
  | "mutes"
  | "snapshots"
  | "backups"
  | "canaries"
  | "close"
>
