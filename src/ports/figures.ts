/** What the store can count for whoever watches the process. Nothing here says whom a record is about. Instants: milliseconds UTC. */
import type { ContentType } from "../model/audit-record.ts"
import type { TenantId } from "../model/ids.ts"
import type { Level } from "../model/level.ts"
import type { RecordKind } from "../model/storage-policy.ts"

/** One content type of one customer that was listed at least once. */
export type FeedFigure = {
  readonly tenantId: TenantId
  readonly type: ContentType
  /** Everything that became available until then is listed, or in a gap. */
  readonly listedTo: number
  /** Blobs that are listed and not yet stored, and since when the oldest was available. */
  readonly openBlobs: number
  readonly oldestOpenAt?: number
  /** Neither healed nor lost. */
  readonly openGaps: number
}

/** Whatever is read: content types, backup servers, logs, audit mails. */
export type SourceFigure = {
  readonly tenantId: TenantId
  readonly source: string
  readonly isTrouble: boolean
  readonly lastOkAt?: number
}

/**
 * What is owed and may go now. `oldestAt` of cards: since when the oldest incident is stored of which a card was never in its
 * channel; a newer version of a card that is there has no age.
 */
export type WaitingFigure = {
  readonly what: "card" | "message" | "webhook"
  readonly count: number
  readonly oldestAt?: number
}

export interface Figures {
  /** Of these customers: thousands at once would keep the bot's thread from its presses. */
  feeds(of: readonly TenantId[]): Promise<readonly FeedFigure[]>
  sources(of: readonly TenantId[]): Promise<readonly SourceFigure[]>
  waiting(): Promise<readonly WaitingFigure[]>
  /** Open ones; a level without any is left out. */
  openIncidents(): Promise<readonly { readonly level: Level; readonly count: number }[]>
  /** Requested, or begun and not over. */
  runningFixes(): Promise<number>
  /** The newest that came back, of each customer that has one. */
  canaries(): Promise<readonly { readonly tenantId: TenantId; readonly arrivedAt: number }[]>
  /** Bytes on the disk, write-ahead logs included: the main database, and the event files of each kind. */
  sizes(): Promise<readonly { readonly part: "main" | RecordKind; readonly bytes: number }[]>
}
