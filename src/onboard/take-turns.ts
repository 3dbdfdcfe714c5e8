/** Rounds over many customers, of whom some are due: a few at once, and one that fails holds up no other. */
import { CLOCK_STEP_MS } from "../lib/pause.ts"
import { coerceError } from "../model/errors.ts"
import type { TenantId } from "../model/ids.ts"
import type { Tenant } from "../model/tenant.ts"
import type { Log } from "../ports/log.ts"

type Named = Pick<Tenant, "id" | "name">

export type TurnDeps<Customer extends Named> = {
  /** How long the customer waits for the next turn, milliseconds. What it throws is logged. */
  readonly turn: (customer: Customer, signal: AbortSignal) => Promise<number>
  /** After a turn that threw, milliseconds. */
  readonly failedAgainMs: number
  /** What is logged then. */
  readonly failure: string
  /** Milliseconds UTC. */
  readonly now: () => number
  readonly log: Pick<Log, "error">
}

/** Customers whose turn it is at once. */
const AT_ONCE = 4

/** A round gives a turn to each customer that is due. Whose turn it is isn't kept: after a start all are due. */
export function createTurns<Customer extends Named>({
  turn,
  failedAgainMs,
  failure,
  now,
  log,
}: TurnDeps<Customer>): (customers: readonly Customer[], signal: AbortSignal) => Promise<void> {
  const rests = new Map<TenantId, { readonly from: number; readonly to: number }>()
  const rest = (customer: Customer, ms: number): void =>
    void rests.set(customer.id, { from: now(), to: now() + ms })
  const isDue = ({ id }: Customer): boolean => {
    const resting = rests.get(id)
    return resting === undefined || resting.to <= now() || resting.from > now() + CLOCK_STEP_MS
  }
  const turnOf = async (customer: Customer, signal: AbortSignal): Promise<void> => {
    // Set before, so that what throws waits, too.
    rest(customer, failedAgainMs)
    try {
      rest(customer, await turn(customer, signal))
    } catch (thrown) {
      if (signal.aborted) return
      log.error(failure, { tenant: customer.name, problem: coerceError(thrown).message })
    }
  }
  return async (customers, signal) => {
    const waiting = customers.filter(isDue).values()
    const reader = async (): Promise<void> => {
      for (const customer of waiting) if (!signal.aborted) await turnOf(customer, signal)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, reader))
  }
}
