/** What `watchpost coverage` tells of canaries: which customers are proved end to end. */
import { openCanariesForReading } from "../adapters/sqlite/canary-book.ts"
import type { Config, CustomerConfig } from "../config/config.ts"
import {
  believedCanaries,
  CANARY_TYPE,
  JUDGED_MS,
  type Proof,
  proofCount,
  proofOf,
  proofSentence,
  unprovedSentence,
  withoutCanary,
} from "../onboard/canary.ts"
import type { TypeLedger } from "../ports/feed-ledger.ts"
import { iso } from "./utc-text.ts"

export type CanaryCoverage = {
  readonly customer: CustomerConfig
  readonly proof: Proof
  /** Milliseconds UTC. */
  readonly now: number
}

/** Of those customers. Throws a ConfigError when the database can't be read. */
export async function readCanaryCoverage(
  { database }: Config,
  customers: readonly CustomerConfig[],
  ledgers: readonly TypeLedger[],
  now: number,
): Promise<readonly CanaryCoverage[]> {
  const reader = openCanariesForReading(database)
  const own = new Map(ledgers.filter(({ type }) => type === CANARY_TYPE).map((one) => [one.tenantId, one]))
  try {
    const elsewhereAt = await reader.newestArrived(now)
    return await Promise.all(
      customers.map(async (customer) => {
        const isWritten = withoutCanary(customer) === undefined
        const canaries = isWritten ? await reader.canaries(customer.id, now - JUDGED_MS) : []
        const proof = proofOf(believedCanaries(canaries, now), own.get(customer.id), elsewhereAt)
        return { customer, proof, now }
      }),
    )
  } finally {
    reader.close()
  }
}

/** Of one customer its sentence; of several how many are proved, and a line for each where a canary stays away. */
export function canaryText(all: readonly CanaryCoverage[]): string {
  const [first, ...others] = all
  if (first === undefined) return ""
  if (others.length === 0) return `${proofSentence(first.customer, first.proof, first.now)}\n`
  const missing = all.flatMap(({ customer, proof }) => unprovedSentence(proof, customer) ?? [])
  return [proofCount(all, first.now) ?? [], missing]
    .flat()
    .map((line) => `${line}\n`)
    .join("")
}

/** One JSON line for each customer where one may be written. */
export const canaryJson = (all: readonly CanaryCoverage[]): string =>
  all
    .filter(({ customer }) => withoutCanary(customer) === undefined)
    .map(({ customer, proof: { proved, missing, newest } }) => ({
      tenant: customer.name,
      tenantId: customer.id,
      provedAt: proved === undefined ? null : iso(proved.at),
      tookSeconds: proved === undefined ? null : Math.round((proved.arrivedAt - proved.at) / 1000),
      canaryMissingSince: missing === undefined ? null : iso(missing.at),
      newestRefused: newest?.problem ?? null,
    }))
    .map((line) => `${JSON.stringify(line)}\n`)
    .join("")
