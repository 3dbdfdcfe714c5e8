/** What canaries prove: for technicians, in `status`. */
import type { CustomerConfig } from "../config/config.ts"
import { plainText } from "../lib/plain-text.ts"
import { proofCount, proofSentence } from "../onboard/canary.ts"
import { type ProofDeps, readProof } from "../onboard/run-canary.ts"
import type { Scope } from "./command-scope.ts"

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
  const proofs = await Promise.all(
    customers.map(async (customer) => ({
      customer: named(customer),
      proof: (await readProof(customer, deps)) ?? {},
    })),
  )
  const count = proofCount(proofs, deps.now())
  return count === undefined ? [] : [`${count} “status at <customer>” tells each.`]
}

const named = (customer: CustomerConfig): CustomerConfig => ({
  ...customer,
  displayName: plainText(customer.displayName, 80),
})
