/**
 * Who may ask what, where. Decided from the configuration by object id and tenant, never from the text.
 * Default: no. A customer's channel answers for that customer alone, even to a technician,
 * because everybody in the channel reads the answer.
 */
import type { Config, CustomerConfig } from "../config/config.ts"
import { customerChannels } from "../config/customer-channels.ts"
import { firstFew } from "../lib/first-few.ts"
import { andMore } from "../lib/list-text.ts"
import { plainText } from "../lib/plain-text.ts"
import type { Channel, Face } from "../model/delivery.ts"
import type { LinkedChannel } from "../model/linked-channel.ts"
import { isStaff, type Person } from "../model/person.ts"
import type { Caller } from "../ports/bot.ts"
import { closestCustomer, customerCalled } from "./closest-customer.ts"
import { HOW_TO_SAY } from "./period.ts"

export type Scope = {
  readonly allowed: true
  readonly person: Person
  readonly customers: readonly CustomerConfig[]
  /** Who reads the answer. */
  readonly face: Face
  /** By which clock the asker lives, where Teams says that. */
  readonly timeZone?: string
  /** One line for the answer: "Contoso Ltd only", "all customers". */
  readonly sentence: string
}
export type Refusal = {
  readonly allowed: false
  readonly sentence: string
  /** Missing where the question can't be answered here at all. */
  readonly title?: string
  /** The short name of the customer that was perhaps meant, of those that may be asked about. */
  readonly closest?: string
}

/**
 * The same customers by the asker's clock, for questions: "yesterday" is the asker's, and so are the times of the answer.
 * Where Teams told no clock, it's the customer's. What is about the customer's own days, as a month's report, isn't read so.
 */
export const byAskersClock = (scope: Scope): Scope => {
  const { timeZone } = scope
  return timeZone === undefined
    ? scope
    : { ...scope, customers: scope.customers.map((customer) => ({ ...customer, timeZone })) }
}

/** `links` are the channels that were bound in chat. */
export function scopeOf(
  caller: Caller,
  config: Config,
  links: readonly LinkedChannel[] = [],
): Scope | Refusal {
  const scope = scopeIn(caller, config, links)
  const { timeZone } = caller
  return scope.allowed && timeZone !== undefined ? { ...scope, timeZone } : scope
}

function scopeIn(caller: Caller, config: Config, links: readonly LinkedChannel[]): Scope | Refusal {
  const here = (customer: CustomerConfig): Channel | undefined =>
    customerChannels(config, customer.id, links).find(
      ({ conversationId }) => conversationId === caller.conversationId,
    )
  const customer = config.customers.find((one) => here(one) !== undefined)
  if (customer !== undefined) return scopeInCustomerChannel(caller, customer, config, here(customer))
  const isTriage = caller.kind === "channel" && caller.conversationId === config.triageChannel.conversationId
  if (!isTriage && caller.kind !== "personal") {
    return refuse("This channel belongs to no customer that I know, so I answer nothing here.")
  }
  const technician = findTechnician(caller, config)
  if (technician === undefined) {
    if (config.customers.some(({ id }) => id === caller.teamsTenantId)) return refuse(onlyAsks(config))
    return refuse(
      `Only technicians of ${config.mspName} can ask here, and you are not listed as one. Contacts of a customer ask in their own channel.`,
    )
  }
  return scopeOfTechnician(technician, config)
}

/** Whoever was asked about their own mailbox may answer in words; an answer that nobody reads mustn't look like one. */
const onlyAsks = ({ mspName }: Pick<Config, "mspName">): string =>
  `Nobody reads what is written here. If a question of mine stands above, please press one of its buttons; for everything else call ${mspName} at the number that you know. Contacts ask in their company's own channel.`

const refuse = (sentence: string): Refusal => ({ allowed: false, sentence })

const ALL_CUSTOMERS = "all customers"

/** The triage channel is read by every technician, but an answer covers only what the asking one may see. */
function scopeOfTechnician(person: Person, config: Config): Scope {
  const customers = config.customers.filter((one) => covers(person, one))
  const sentence =
    person.scope === "all" ? ALL_CUSTOMERS : `${customers.map((one) => one.displayName).join(", ")} only`
  return { allowed: true, person, customers, face: "technician", sentence }
}

function scopeInCustomerChannel(
  caller: Caller,
  customer: CustomerConfig,
  config: Config,
  channel: Channel | undefined,
): Scope | Refusal {
  const person = findTechnician(caller, config) ?? findContact(caller, customer, config, channel)
  if (person === undefined || !covers(person, customer)) {
    return refuse(
      `Only technicians and the named contacts of ${customer.displayName} can ask here, and you are not listed as one.`,
    )
  }
  return {
    allowed: true,
    person,
    customers: [customer],
    face: "customer",
    sentence: `${customer.displayName} only`,
  }
}

const covers = (person: Person, customer: CustomerConfig): boolean =>
  person.scope === "all" ? isStaff(person) : person.scope.includes(customer.id)

/** The object id alone is not enough: the same request must come from our own tenant's Teams. */
export const findTechnician = (caller: Caller, config: Config): Person | undefined =>
  config.people.find(
    (person) =>
      isStaff(person) &&
      person.objectId === caller.objectId &&
      person.homeTenantId === caller.teamsTenantId &&
      caller.teamsTenantId === config.mspTenantId,
  )

/** A contact speaks from its own tenant's Teams, or as a guest in the Teams that holds the channel. */
const findContact = (
  caller: Caller,
  customer: CustomerConfig,
  config: Config,
  channel: Channel | undefined,
): Person | undefined =>
  config.people.find(
    (person) =>
      person.role === "contact" &&
      person.objectId === caller.objectId &&
      person.scope !== "all" &&
      person.scope.includes(customer.id) &&
      [person.homeTenantId, channel?.teamsTenantId].includes(caller.teamsTenantId),
  )

/** "alerts at all customers" are all that this place answers for. */
const EVERY = /^(?:all|every)(?: of them| customers?| tenants?| clients?)?$/i

/** Narrows a scope to the customer that was typed. Other customers' names are neither confirmed nor suggested. */
export function narrowScope(scope: Scope, typed: string | undefined): Scope | Refusal {
  if (typed === undefined || EVERY.test(typed)) return scope
  const wanted = typed.toLowerCase()
  const customer = customerCalled(typed, scope.customers)
  if (customer !== undefined) {
    return { ...scope, customers: [customer], sentence: `${customer.displayName} only` }
  }
  const named = scope.customers.find((one) =>
    [one.name, one.displayName.toLowerCase()].some((name) => wanted.startsWith(`${name} `)),
  )
  if (named !== undefined)
    return { allowed: false, title: "What do you mean?", sentence: inPart(typed), closest: named.name }
  const guess = closestCustomer(typed, scope.customers)
  const advice = guess === undefined ? "" : ` Did you mean ${guess}?`
  const names = scope.sentence === ALL_CUSTOMERS ? `: ${namesOf(scope.customers)}` : ""
  const sentence = `I can't answer for “${plainText(typed, 60)}” here; this place answers for ${scope.sentence}${names}.${advice}`
  return { ...refuse(sentence), ...(guess === undefined ? {} : { closest: guess }) }
}

const inPart = (typed: string): string =>
  `I understand “${plainText(typed, 60)}” only in part: what follows the customer's name is no part of this question, or no time that I know. ${HOW_TO_SAY}`

const MAX_NAMES = 5

function namesOf(customers: readonly CustomerConfig[]): string {
  const names = firstFew(customers, MAX_NAMES).map((one) => one.displayName)
  return andMore(names, customers.length)
}
