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
  /**
   * Reads the domains of one customer unless that has succeeded before. Waits 10 s at most, tries again 15 s after a
   * failure at the earliest, and throws nothing: what the configuration says stays.
   */
  ensureDomains(id: TenantId, signal: AbortSignal): Promise<void>
  /** Were they read since the start? */
  knowsDomains(id: TenantId): boolean
}

const LONGEST_WAIT_MS = 10_000
const RETRY_MS = 15_000
/** Customers read at once when all are read: thousands must not ask in the same second. */
const AT_ONCE = 8

export function createTenantBook<Customer extends Tenant>(deps: {
  readonly customers: readonly Customer[]
  readonly directory: Directory
  readonly log: Log
  /** Milliseconds of any clock that goes forward. */
  readonly now?: () => number
}): TenantBook<Customer> {
  const now = deps.now ?? (() => performance.now())
  const known = new Map(deps.customers.map((customer) => [customer.id, customer]))
  const read = new Set<TenantId>()
  const triedAt = new Map<TenantId, number>()

  const refreshOne = async (customer: Customer, signal: AbortSignal): Promise<void> => {
    try {
      const domains = await deps.directory.domains(customer.id, signal)
      const merged = [...new Set([...customer.acceptedDomains, ...domains])]
      known.set(customer.id, { ...customer, acceptedDomains: merged })
      read.add(customer.id)
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
    knowsDomains: (id) => read.has(id),
    ensureDomains: async (id, signal) => {
      if (read.has(id)) return
      const customer = deps.customers.find((one) => one.id === id)
      if (customer === undefined) return
      if (now() < (triedAt.get(id) ?? -Infinity) + RETRY_MS) return
      await refreshOne(customer, AbortSignal.any([signal, AbortSignal.timeout(LONGEST_WAIT_MS)]))
      triedAt.set(id, now())
    },
    refresh: async (signal) => {
      const waiting = deps.customers.values()
      const reader = async (): Promise<void> => {
        for (const customer of waiting) if (!signal.aborted) await refreshOne(customer, signal)
      }
      await Promise.all(Array.from({ length: AT_ONCE }, reader))
    },
  }
}
