/** What customers' directories said of the accounts that the configuration protects. */
import type { TenantId } from "../model/ids.ts"
import type { CheckedAccount } from "../model/protected-account.ts"

export interface AccountBook {
  /** Of one customer, or of all. */
  checked(tenant?: TenantId): Promise<ReadonlyMap<TenantId, readonly CheckedAccount[]>>
  /** One transaction; replaces what was kept of the customer. */
  keep(tenant: TenantId, accounts: readonly CheckedAccount[]): Promise<void>
}
