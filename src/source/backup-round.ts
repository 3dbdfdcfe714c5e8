/** What a round of reading a backup server is given, and what it remembers for the next one. */
import type { BackupChange } from "../model/backup-change.ts"
import type { TenantId } from "../model/ids.ts"
import type { BackupBook, BackupReading } from "../ports/backup-book.ts"
import type { BackupServer, HistorySettings, RestoreEvent, RestoreSession } from "../ports/backup-server.ts"
import type { FeedLedger } from "../ports/feed-ledger.ts"
import type { Log } from "../ports/log.ts"
import type { RestoreStore } from "../ports/restore-store.ts"
import type { OrganizationOwners, Owner, OwnerFacts } from "./organization-owners.ts"

export type Restored = { readonly session: RestoreSession; readonly event: RestoreEvent }

export type BackupPollDeps = {
  readonly server: BackupServer
  readonly restores: RestoreStore
  readonly book: BackupBook
  readonly ledger: FeedLedger
  /** Which organization is whose; asked anew each round, because domains become known in time. */
  readonly owners: () => OwnerFacts
  /** Whose health tells about organizations that belong to no customer: the MSP's own. Missing: only the log does. */
  readonly ownTenant?: TenantId
  readonly ingestRestores: (tenant: TenantId, restores: readonly Restored[]) => Promise<void>
  /** Told before it is stored; the same change may come twice, with the same id. */
  readonly onChange: (change: BackupChange) => Promise<void>
  readonly now: () => number
  readonly log: Log
}

/** Where the feed goes on, and until when it is left alone. */
export type Feed = { since: string | undefined; restUntil: number }

/** Where the last round stopped in the list of organizations. */
export type OrganizationTurn = {
  next: number
  /** Further apps, by the organization that they work for. */
  readonly apps: Map<string, NonNullable<BackupReading["apps"]>>
}

/** Between rounds; after a restart all is read again. */
export type Memory = {
  lastRoundAt: number | undefined
  /** The complete reading before this round, also of an earlier run. */
  readBefore: number | undefined
  /** When the list was last read a month back, and as far as the server's history goes. */
  wideAt: number | undefined
  deepAt: number | undefined
  owners: OrganizationOwners | undefined
  /** How each session looked when its events were read. */
  readonly read: Map<string, string>
  /** Restoring events of each session that were handed over, by id. */
  readonly handedOver: Map<string, Set<string>>
  /** How many events of each session won't change any more. */
  readonly settled: Map<string, number>
  readonly turn: OrganizationTurn
  readonly feed: Feed
  history: HistorySettings | undefined
  /** Another installation answers since this round: what it doesn't know was not deleted. */
  wasReplaced: boolean
  /** Customers whose health tells of this server. */
  tenants: ReadonlySet<TenantId>
  /** Of these, those for whom it isn't clear. */
  unclear: ReadonlySet<TenantId>
  /** Of the last month, by the organization's name. */
  readonly leftOut: Map<string, LeftOut>
  trouble: string | undefined
  /** The server asked for it. */
  restUntil: number
}

export type Reading = {
  readonly deps: BackupPollDeps
  readonly memory: Memory
  readonly signal: AbortSignal
}

/** Whose session it was said to be where that isn't one customer: left out, and said. */
export type LeftOut = { readonly organization: string; readonly owner: Owner }
