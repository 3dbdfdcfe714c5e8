/** Accounts that the configuration protects, and that customers' directories don't know or have disabled: for technicians, in `status`. */
import { plainText } from "../lib/plain-text.ts"
import { accountStanding, standingSentences, wrongSentences } from "../model/protected-account.ts"
import type { AccountBook } from "../ports/account-book.ts"
import type { Scope } from "./command-scope.ts"

const MAX_SENTENCES = 5
const MAX_NAMES = 5

/**
 * Of one customer all that is wrong or not known; of several what is wrong, and of how many nobody knows. Empty for
 * customers: which accounts are protected is not for everybody in a channel.
 */
export async function accountLines(
  { face, customers }: Pick<Scope, "face" | "customers">,
  accounts: Pick<AccountBook, "checked">,
): Promise<readonly string[]> {
  if (face !== "technician") return []
  const [only, ...others] = customers
  const isOne = only !== undefined && others.length === 0
  const checked = await accounts.checked(isOne ? only.id : undefined)
  const standings = customers.map((customer) => ({
    displayName: plainText(customer.displayName, 80),
    standing: accountStanding(customer, checked.get(customer.id) ?? []),
  }))
  if (isOne) return standings.flatMap(({ standing, displayName }) => standingSentences(standing, displayName))
  const wrong = standings.flatMap(({ standing, displayName }) => {
    const sentences = wrongSentences(standing, displayName)
    return sentences.length === 0 ? [] : [sentences.join(" ")]
  })
  const unsure = standings.filter(({ standing }) => standing.unasked.length > 0)
  const more = wrong.length - MAX_SENTENCES
  return [
    ...wrong.slice(0, MAX_SENTENCES),
    ...(more > 0 ? [`… and of ${more} more customers.`] : []),
    ...(unsure.length === 0 ? [] : [unsureSentence(unsure.map(({ displayName }) => displayName))]),
  ]
}

function unsureSentence(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES).join(", ")
  const more = names.length - MAX_NAMES
  return `Whether all protected accounts exist isn't known at ${shown}${more > 0 ? ` and ${more} more customers` : ""}: “status at <customer>” says why.`
}
