/** What watched customers are called, also when they are no longer in the configuration. */
import type { TenantId } from "../model/ids.ts"

export type CustomerName = {
  readonly id: TenantId
  /** The short name; empty where the configuration was never read with it. */
  readonly name: string
  readonly displayName: string
}

export interface CustomerNames {
  /** Remembers what the configuration calls them. Who isn't watched is left out. */
  keep(customers: readonly CustomerName[]): Promise<void>
}
