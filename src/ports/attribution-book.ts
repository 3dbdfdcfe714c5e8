/** Who restored it: the answer for each restore session, with what it was before. */
import type { HistoryLine } from "../model/alert.ts"
import type { TenantId } from "../model/ids.ts"
import type { Attribution } from "../model/restore-evidence.ts"
import type { TrailNote } from "../model/trail-entry.ts"
import type { StoredRestore } from "./restore-store.ts"

/** Which session of which backup server. */
export type RestoreKey = {
  readonly server: string
  readonly session: string
  readonly tenantId: TenantId
}

export interface AttributionBook {
  /**
   * Sessions whose answer may change, oldest first: they run or ended at or after `since`, or evidence about their time was
   * kept at or after `keptSince`. All in milliseconds UTC.
   */
  open(since: number, keptSince: number): Promise<readonly RestoreKey[]>
  restore(key: RestoreKey): Promise<StoredRestore | undefined>
  latest(key: RestoreKey): Promise<Attribution | undefined>
  /** The newest answers of a customer's sessions, by their ids. */
  ofSessions(tenant: TenantId, sessions: readonly string[]): Promise<ReadonlyMap<string, Attribution>>
  /**
   * One transaction: the answer is stored, and the cards of the session's incidents are owed again. With `told` it is a
   * new one, which keeps the one before, is an entry of the trail, and a line on those cards.
   */
  store(
    key: RestoreKey,
    answer: Attribution,
    now: number,
    told?: { readonly note: TrailNote; readonly line?: HistoryLine },
  ): Promise<void>
}
