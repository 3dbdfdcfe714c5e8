/** Which customer a question is about, where an answer can be about one alone. */
import type { CustomerConfig } from "../config/config.ts"
import type { TenantId } from "../model/ids.ts"
import type { Answer } from "./answer.ts"
import { sentenceAnswer } from "./answer.ts"
import type { Scope } from "./command-scope.ts"

/** Lower-cased domains of a customer; empty when not known yet. */
export type DomainsOf = (tenant: TenantId) => readonly string[]

/** The only one in scope, or the one whose domain an address has. Else the answer is a question. */
export function oneCustomer(scope: Scope, name: string, domainsOf: DomainsOf): CustomerConfig | Answer {
  const [only, ...others] = scope.customers
  if (only !== undefined && others.length === 0) return only
  const domain = domainOf(name)
  const [owner, ...more] = scope.customers.filter(
    ({ id }) => domain !== undefined && domainsOf(id).includes(domain),
  )
  if (owner !== undefined && more.length === 0) return owner
  const names = scope.customers.slice(0, 5).map((one) => one.name)
  const instead = { customers: names.slice(0, 4) }
  return sentenceAnswer(
    "For which customer?",
    `One customer at a time, please. Say it at the end: “… at ${names[0] ?? "contoso"}”${names.length > 1 ? `; there ${scope.customers.length === names.length ? "are" : "are, among others,"} ${names.join(", ")}` : ""}.`,
    instead,
  )
}

/**
 * A mailbox that can't be the customer's, as an answer: its domain isn't one of theirs. Whose it is isn't said, and
 * nothing of it is read.
 */
export function foreignMailbox(
  customer: CustomerConfig,
  name: string,
  domainsOf: DomainsOf,
): Answer | undefined {
  const domain = domainOf(name)
  const own = domainsOf(customer.id)
  if (domain === undefined || own.length === 0 || own.includes(domain)) return undefined
  return sentenceAnswer(
    "Not a mailbox of this customer",
    `“${name}” can't be a mailbox of ${customer.displayName}: its domain isn't one of theirs.`,
  )
}

const domainOf = (name: string): string | undefined =>
  name.includes("@") ? name.split("@").at(-1)?.toLowerCase() : undefined

export const isAnswer = (value: CustomerConfig | Answer): value is Answer => "rows" in value
