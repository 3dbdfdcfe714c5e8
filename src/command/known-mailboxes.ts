/** Which of the customers in scope have a mailbox of a typed name, as their mailboxes were read lately. */
import type { CustomerConfig } from "../config/config.ts"
import { plainText } from "../lib/plain-text.ts"
import type { Store } from "../ports/store.ts"
import { type Answer, sentenceAnswer } from "./answer.ts"
import type { Scope } from "./command-scope.ts"
import { closest, didYouMean, fitting } from "./resolve-name.ts"

type Deps = { readonly store: Pick<Store, "snapshots"> }

export type KnownMailboxes = {
  /** Whoever has at least one mailbox that the name fits. */
  readonly owners: readonly CustomerConfig[]
  /** The addresses of those. */
  readonly owned: readonly string[]
  /** Addresses that may have been meant when none fits. */
  readonly closest: readonly string[]
  /** All mailboxes of all these customers were looked at: else it isn't known that there is none. */
  readonly isWhole: boolean
}

/** Looking through more names would hold up everybody else's questions. */
const MOST_NAMES = 20_000
const MOST_CLOSEST = 3

export async function knownMailboxes(
  typed: string,
  customers: readonly CustomerConfig[],
  { store }: Deps,
): Promise<KnownMailboxes> {
  let left = MOST_NAMES
  let isWhole = true
  const [owners, owned, addresses]: [CustomerConfig[], string[], string[]] = [[], [], []]
  for (const customer of customers) {
    const names = await store.snapshots.names(customer.id, left)
    if (names === undefined) isWhole = false
    if (names === undefined) continue
    left -= names.length
    const own = names.filter((name) => name.includes("@"))
    addresses.push(...own)
    if (fitting(typed, names).length === 0) continue
    owners.push(customer)
    owned.push(...fitting(typed, own))
  }
  const near = owners.length > 0 ? [] : closest(typed, addresses)
  return { owners, owned, closest: near, isWhole }
}

const MOST_PLACES = 5

/** One sentence where it is known that there is none. Readings hold main addresses, sign-in names and aliases. */
export function noSuchMailbox(
  typed: string,
  customers: readonly CustomerConfig[],
  { owners, isWhole }: KnownMailboxes,
): readonly string[] {
  if (owners.length > 0 || !isWhole) return []
  const names = customers.map(({ displayName }) => displayName)
  const where =
    names.length > MOST_PLACES
      ? `${names.length} customers`
      : [names.slice(0, -1).join(", "), names.at(-1)].filter((one) => one !== "").join(" or ")
  return [
    `No mailbox of ${where} is known by “${plainText(typed, 60)}”; display names and further addresses weren't looked through.`,
  ]
}

/**
 * The only customer that has such a mailbox; else all, those first that have one: which is meant must be asked. A question
 * back where it is known that nobody has one.
 */
export async function narrowByMailbox(typed: string, scope: Scope, deps: Deps): Promise<Scope | Answer> {
  if (scope.customers.length < 2 || typed.includes("@")) return scope
  const known = await knownMailboxes(typed, scope.customers, deps)
  const { owners, isWhole } = known
  const [only, ...others] = owners
  if (only === undefined && isWhole) return nobodyCalled(typed, scope.customers, known)
  if (only !== undefined && others.length === 0 && isWhole)
    return { ...scope, customers: [only], sentence: `${only.displayName} only` }
  return { ...scope, customers: [...owners, ...scope.customers.filter((one) => !owners.includes(one))] }
}

/** An account needn't have a mailbox: where its customer is said, its records are looked through all the same. */
function nobodyCalled(typed: string, customers: readonly CustomerConfig[], known: KnownMailboxes): Answer {
  const names = customers.map(({ name }) => name)
  const [none = ""] = noSuchMailbox(typed, customers, known)
  const sentence = `${none}${didYouMean(known.closest)} For an account without a mailbox say the customer at the end: “… at ${names[0] ?? "contoso"}”.`
  return sentenceAnswer(
    "Who is meant?",
    sentence,
    known.closest.length > 0 ? { names: known.closest } : { customers: names.slice(0, MOST_CUSTOMERS) },
  )
}

/** So many buttons fit. */
const MOST_CUSTOMERS = 4

export type Unnamed = {
  readonly notes: readonly string[]
  /** Which may have been meant. */
  readonly names: readonly string[]
  readonly isNobody: boolean
}

/** What is said of a name that no record of the time holds; `near` are those that records do hold. */
export async function unnamed(
  typed: string,
  near: readonly string[],
  customer: CustomerConfig,
  deps: Deps,
): Promise<Unnamed> {
  const known = await knownMailboxes(typed, [customer], deps)
  const names = [...new Set([...near, ...known.owned, ...known.closest])].slice(0, MOST_CLOSEST)
  const none = noSuchMailbox(typed, [customer], known)
  const meant = didYouMean(names)
  return {
    notes: [`No record of this time names “${plainText(typed, 60)}”.${meant}`, ...none],
    names,
    isNobody: none.length > 0,
  }
}
