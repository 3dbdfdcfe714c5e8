/** How far the first sweep of each customer came. */
import type { FirstSweep } from "../model/first-sweep.ts"
import type { TenantId } from "../model/ids.ts"
import type { TrailNote } from "../model/trail-entry.ts"

export interface SweepBook {
  sweep(tenant: TenantId): Promise<FirstSweep | undefined>
  /** Replaces what was kept of the customer. */
  keep(sweep: FirstSweep): Promise<void>
  /** One transaction with the trail: keeps a sweep that is over. Changes nothing, and notes nothing, when it was over before. */
  finish(sweep: FirstSweep, note: TrailNote): Promise<void>
  /** Forgets customers that nobody watches any more: whoever comes back is read again. */
  keepOnly(tenants: ReadonlySet<TenantId>): Promise<void>
}
