/** The emergency brake of fixes: one for all customers, and one for each. */
import type { Freeze } from "../model/freeze.ts"
import type { TenantId } from "../model/ids.ts"
import type { TrailNote } from "../model/trail-entry.ts"

export interface Brake {
  /** What stops a customer's fixes: the brake of all, else its own. Without a customer, the brake of all. */
  frozen(tenant?: TenantId): Promise<Freeze | undefined>
  /** All brakes that hold, that of all customers first. */
  all(): Promise<readonly Freeze[]>
  /** One transaction with its trail entry; holds at once, also for fixes that are running. False when the same was frozen before. */
  freeze(freeze: Freeze, note: TrailNote): Promise<boolean>
  /** Without a customer, the brake of all: customers' own ones go on. False when that one wasn't frozen. */
  release(released: Released, note: TrailNote): Promise<boolean>
}

/** `at`: milliseconds UTC. */
export type Released = { readonly by: string; readonly at: number; readonly tenant?: TenantId }
