/** What came of the first sweep: for technicians, in `status`. */
import type { CustomerConfig } from "../config/config.ts"
import { plainText } from "../lib/plain-text.ts"
import { sweepSentence } from "../onboard/first-sweep.ts"
import type { SweepBook } from "../ports/sweep-book.ts"
import type { Scope } from "./command-scope.ts"

const MAX_SENTENCES = 5

/**
 * Of one customer how it ended or how far it is; of several only where it can't go on. Empty for customers: what was there
 * before is told to technicians.
 */
export async function sweepLines(
  { face, customers }: Pick<Scope, "face" | "customers">,
  sweeps: Pick<SweepBook, "sweep">,
): Promise<readonly string[]> {
  if (face !== "technician") return []
  const [only, ...others] = customers
  if (only !== undefined && others.length === 0) return [await sentenceOf(only, sweeps)]
  const stopped: string[] = []
  for (const customer of customers) {
    const sweep = customer.canRespond ? await sweeps.sweep(customer.id) : undefined
    if (sweep?.problem !== undefined) stopped.push(sweepSentence(sweep, named(customer)) ?? "")
  }
  const more = stopped.length - MAX_SENTENCES
  return [
    ...stopped.slice(0, MAX_SENTENCES),
    ...(more > 0 ? [`… and at ${more} more customers what was there before couldn't be read, either.`] : []),
  ]
}

const named = (customer: CustomerConfig): CustomerConfig => ({
  ...customer,
  displayName: plainText(customer.displayName, 80),
})

async function sentenceOf(customer: CustomerConfig, sweeps: Pick<SweepBook, "sweep">): Promise<string> {
  const { displayName } = named(customer)
  if (!customer.canRespond)
    return `What was there before at ${displayName} isn't read: ${displayName} allowed watching only.`
  return (
    sweepSentence(await sweeps.sweep(customer.id), named(customer)) ??
    `What was there before at ${displayName} wasn't read so far.`
  )
}
