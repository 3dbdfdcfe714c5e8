/** The canaries of each customer. Their arrival is written with the batch that brings it: see `record-store.ts`. */
import type { Canary, CanaryEnd } from "../model/canary.ts"
import type { TenantId } from "../model/ids.ts"
import type { TrailNote } from "../model/trail-entry.ts"

export interface CanaryBook {
  /** Those since `from` (milliseconds UTC) and the newest that arrived, oldest first. */
  canaries(tenant: TenantId, from: number): Promise<readonly Canary[]>
  /** When the newest was written that arrived, from whichever customer; of those until `now`. Milliseconds UTC. */
  newestArrived(now: number): Promise<number | undefined>
  /** One transaction with the trail: written down before the call. Forgets what is older than `CANARY_DAYS_MS`. */
  begin(canary: Canary, note: TrailNote): Promise<void>
  /** One transaction with the trail: how the call ended. */
  end(canary: Canary, end: CanaryEnd, note: TrailNote): Promise<void>
}
