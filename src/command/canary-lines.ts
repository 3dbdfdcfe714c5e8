/** What canaries prove: for technicians, in `status`. */
import type { CustomerConfig } from "../config/config.ts"
import { plainText } from "../lib/plain-text.ts"
import { FRESH_MS, type Proof, proofSentence, unprovedSentence, withoutCanary } from "../onboard/canary.ts"
import { type ProofDeps, readProof } from "../onboard/run-canary.ts"
import type { Scope } from "./command-scope.ts"

const MAX_NAMES = 5

/**
 * Of one customer what is proved, or why nothing is; of several how many are proved, and where a canary stays away. Nobody is
 * nagged about customers where none may be written. Empty for customers.
 */
export async function canaryLines(
  { face, customers }: Pick<Scope, "face" | "customers">,
  deps: ProofDeps,
): Promise<readonly string[]> {
  if (face !== "technician") return []
  const [only, ...others] = customers
  if (only !== undefined && others.length === 0)
    return [proofSentence(named(only), (await readProof(only, deps)) ?? {}, deps.now())]
  const asked = customers.filter((customer) => withoutCanary(customer) === undefined)
  if (asked.length === 0) return []
  const proofs = await Promise.all(
    asked.map(async (customer) => ({ customer, proof: (await readProof(customer, deps)) ?? {} })),
  )
  const missing = proofs.filter(({ customer, proof }) => unprovedSentence(proof, customer) !== undefined)
  const proved = proofs.filter(({ proof }) => isFresh(proof, deps.now()))
  return [
    `Proved end to end: ${proved.length} of the ${asked.length} customers that allow it${missing.length === 0 ? "" : `; a canary stays away at ${namesOf(missing)}`}. “status at <customer>” tells each.`,
  ]
}

const isFresh = (proof: Proof, now: number): boolean =>
  proof.proved !== undefined && now - proof.proved.at <= FRESH_MS

const named = (customer: CustomerConfig): CustomerConfig => ({
  ...customer,
  displayName: plainText(customer.displayName, 80),
})

function namesOf(all: readonly { readonly customer: CustomerConfig }[]): string {
  const names = all.slice(0, MAX_NAMES).map(({ customer }) => named(customer).displayName)
  const more = all.length - names.length
  return `${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`
}
