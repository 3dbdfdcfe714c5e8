/** Whom a line names that is no question of the grammar, among the mailboxes that were read: by a first name, a last name or both. */
import type { CustomerConfig } from "../config/config.ts"
import type { Store } from "../ports/store.ts"
import type { Scope } from "./command-scope.ts"
import { isNobody } from "./no-names.ts"
import { beforeAt, spellingsOf } from "./resolve-name.ts"
import { isAboutTopic } from "./topics.ts"
import { isOfGrammar } from "./typing-slips.ts"

export type NamedHere = {
  /** The only address that fits, else the words as they were typed. */
  readonly name: string
  /** Whose it is, where all that fit are one customer's. */
  readonly customer?: CustomerConfig
}

type Known = { readonly address: string; readonly customer: CustomerConfig }

/** Looking through more names would hold up everybody else's questions. */
const MOST_NAMES = 20_000
const MOST_WORDS = 3
const MOST_CHOICES = 300

/** Undefined where no mailbox that is known is called so. Of customers in scope alone. */
export async function namedHere(
  line: string,
  { customers }: Pick<Scope, "customers">,
  store: Pick<Store, "snapshots">,
): Promise<NamedHere | undefined> {
  const words = line
    .split(/[\s._]+/)
    .slice(0, MOST_CHOICES)
    .map(bare)
  if (!words.some((word) => mayName(word, customers))) return undefined
  const byPart = await knownByPart(customers, store)
  for (let length = MOST_WORDS; length > 0; length -= 1) {
    for (let start = 0; start + length <= words.length; start += 1) {
      const said = words.slice(start, start + length)
      const found = said.every((word) => mayName(word, customers)) ? called(said, byPart) : []
      if (found.length > 0) return meantBy(said, found)
    }
  }
  return undefined
}

const bare = (word: string): string => word.replace(/^[^\p{L}]+|['’]s$|[^\p{L}\p{N}]+$/gu, "")

const LEAST_LETTERS = 3

const mayName = (word: string, customers: readonly CustomerConfig[]): boolean =>
  word.length >= LEAST_LETTERS &&
  /^[\p{L}'’-]+$/u.test(word) &&
  !isNobody(word) &&
  !isOfGrammar(word) &&
  !isAboutTopic(word) &&
  !customers.some(({ name, displayName }) =>
    `${name} ${displayName}`.toLowerCase().split(" ").includes(word.toLowerCase()),
  )

/** Addresses by each part before the at sign, in each spelling. */
async function knownByPart(
  customers: readonly CustomerConfig[],
  { snapshots }: Pick<Store, "snapshots">,
): Promise<ReadonlyMap<string, readonly Known[]>> {
  const byPart = new Map<string, Known[]>()
  let left = MOST_NAMES
  for (const customer of customers) {
    const names = (await snapshots.names(customer.id, left)) ?? []
    left -= names.length
    for (const address of names.filter((name) => name.includes("@"))) {
      const parts = beforeAt(address).split(/[._-]/)
      for (const part of new Set(parts.flatMap(spellingsOf))) {
        const some = byPart.get(part) ?? []
        some.push({ address, customer })
        byPart.set(part, some)
      }
    }
  }
  return byPart
}

/** Those of whom each word is a part; "henriettas" may be Henrietta's. */
function called(words: readonly string[], byPart: ReadonlyMap<string, readonly Known[]>): readonly Known[] {
  const [first = [], ...others] = words.map((word) => {
    const spellings = [...spellingsOf(word), ...spellingsOf(word.replace(/s$/i, ""))]
    return [...new Set(spellings.flatMap((one) => byPart.get(one) ?? []))]
  })
  return first.filter((one) => others.every((more) => more.includes(one)))
}

function meantBy(words: readonly string[], found: readonly Known[]): NamedHere {
  const addresses = [...new Set(found.map(({ address }) => address))]
  const [only, ...more] = addresses
  const [customer, ...others] = [...new Set(found.map((one) => one.customer))]
  return {
    name: only !== undefined && more.length === 0 ? only : words.join(" "),
    ...(customer !== undefined && others.length === 0 ? { customer } : {}),
  }
}
