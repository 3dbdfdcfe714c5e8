/** What is known of how well a tenant is seen: as little as is needed to judge it every minute. */
import type { ContentType } from "../model/audit-record.ts"
import type { ErrorCode } from "../model/errors.ts"
import type { TenantId } from "../model/ids.ts"
import type { FeedHealth } from "./feed-ledger.ts"

export type SourceSight = {
  readonly source: string
  readonly state: FeedHealth["state"]
  /** What is wrong and who must do what. Empty when ok. */
  readonly sentence: string
  /** What kind of trouble it is; missing when ok, and for trouble with single blobs. */
  readonly code?: ErrorCode
  /** When this was told, milliseconds UTC. */
  readonly at: number
  /** Completely listed up to here, by the feed's clock; missing before the first listing. */
  readonly listedTo?: number
  /** When the newest blob became available, by the feed's clock. */
  readonly newestAt?: number
}

export interface FeedSight {
  /** What the last rounds told of each of a tenant's sources. */
  sources(tenant: TenantId): Promise<readonly SourceSight[]>
  /** When blobs of these types became available, [from, to], oldest first. Meant for tenants that seem quiet. */
  arrivals(
    tenant: TenantId,
    types: readonly ContentType[],
    from: number,
    to: number,
  ): Promise<readonly number[]>
}
