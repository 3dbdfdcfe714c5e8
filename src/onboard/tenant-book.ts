/** What is known of each customer right now: the configuration, and the domains that Graph has confirmed. */
import { coerceError } from "../model/errors.ts"
import type { TenantId } from "../model/ids.ts"
import type { Tenant } from "../model/tenant.ts"
import type { Directory } from "../ports/directory.ts"
import type { Log } from "../ports/log.ts"

export interface TenantBook<Customer extends Tenant> {
  all(): readonly Customer[]
  get(id: TenantId): Customer | undefined
  /** Reads each customer's verified domains; a customer that can't be read keeps what was known. */
  refresh(signal: AbortSignal): Promise<void>
}

export function createTenantBook<Customer extends Tenant>(deps: {
  readonly customers: readonly Customer[]
  readonly directory: Directory
  readonly log: Log
}): TenantBook<Customer> {
  const known = new Map(deps.customers.map((customer) => [customer.id, customer]))

  const refreshOne = async (customer: Customer, signal: AbortSignal): Promise<void> => {
    try {
      const domains = await deps.directory.domains(customer.id, signal)
      const merged = [...new Set([...customer.acceptedDomains, ...domains])]
      known.set(customer.id, { ...customer, acceptedDomains: merged })
    } catch (thrown) {
      deps.log.warn("a customer's domains could not be read; the known ones stay", {
        tenant: customer.name,
        problem: coerceError(thrown).message,
      })
    }
  }

  return {
    all: () => [...known.values()],
    get: (id) => known.get(id),
    refresh: async (signal) => {
      await Promise.all(deps.customers.map((customer) => refreshOne(customer, signal)))
    },
  }
}
