/**
 * `link contoso` and `unlink` in a channel: whose channel it is. Everybody in it reads that customer's incidents from then
 * on, so it takes an operator, or a technician who is responsible for all customers, speaking from our own Teams.
 */

import type { Config, CustomerConfig } from "../config/config.ts"
import { customerChannels } from "../config/customer-channels.ts"
import { namedText, plainText } from "../lib/plain-text.ts"
import type { Incident } from "../model/alert.ts"
import type { TenantId } from "../model/ids.ts"
import type { LinkedChannel } from "../model/linked-channel.ts"
import { mayAs, type Person } from "../model/person.ts"
import type { RoutedCard } from "../model/route.ts"
import type { TrailNote } from "../model/trail-entry.ts"
import type { Caller } from "../ports/bot.ts"
import type { Store } from "../ports/store.ts"
import type { Answer } from "./answer.ts"
import { closestCustomer, customerCalled } from "./closest-customer.ts"
import type { WriteCommand } from "./command.ts"
import { findTechnician } from "./command-scope.ts"
import { LINKED_CARDS, movedCards, owedOnLink, type ToldOnLink } from "./linked-cards.ts"

export type LinkCommand = Extract<WriteCommand, { kind: "link" | "unlink" }>
export type LinkDeps = {
  readonly store: Pick<Store, "channels" | "trail">
  readonly config: Config
  /** What Graph calls the caller's team; undefined where Teams doesn't tell. Must not throw. */
  readonly teamIdOf: (caller: Caller) => Promise<string | undefined>
  /** Where an incident's cards go with these links. */
  readonly cardsOf: (incident: Incident, links: readonly LinkedChannel[]) => readonly RoutedCard[]
  readonly wakeOutbox: () => void
  readonly now: () => number
}

export async function runLink(command: LinkCommand, caller: Caller, deps: LinkDeps): Promise<Answer> {
  const person = findTechnician(caller, deps.config)
  if (person === undefined || !mayLink(person))
    return refuse(
      caller,
      "Only operators, and technicians who are responsible for all customers, may do this.",
      deps,
    )
  return command.kind === "link" ? link(command.to, person, caller, deps) : unlink(person, caller, deps)
}

/** A technician's scope says for whom; which channel is whose concerns all. */
const mayLink = (person: Person): boolean =>
  mayAs(person, "operator") || (mayAs(person, "technician") && person.scope === "all")

const NOT_YOURS = "You are not responsible for this customer."
const isFor = ({ scope }: Person, tenant: TenantId): boolean => scope === "all" || scope.includes(tenant)

/** A group chat's members come and go without a team's owner. Source: Teams, ids of channels and of chats. */
const CHANNEL = /^19:[^\s;]{1,200}@thread\.(?:tacv2|skype)$/

/** An app in a team isn't in its private and shared channels. Source: Teams "Apps for shared and private channels". */
const AUDIENCE = {
  standard: "",
  private:
    "It is a private channel: cards arrive as long as the Watchpost app is added to the channel itself. ",
  shared:
    "It is a shared channel: people of other organizations may be in it, and cards arrive as long as the Watchpost app is added to the channel itself. ",
} as const

async function link(typed: string, person: Person, caller: Caller, deps: LinkDeps): Promise<Answer> {
  const { config, store } = deps
  if (caller.kind !== "channel" || !CHANNEL.test(caller.conversationId))
    return refuse(caller, "Say this in a channel of a team: chats can't be linked.", deps)
  const customer = customerCalled(typed, config.customers)
  if (customer === undefined) return refuse(caller, unknownCustomer(typed, config), deps)
  if (!isFor(person, customer.id)) return refuse(caller, NOT_YOURS, deps)
  const owner = ownerOf(caller.conversationId, config, await store.channels.linked())
  if (owner !== undefined)
    return refuse(caller, `This is ${owner}, and a channel has one audience; nothing was changed.`, deps)
  // Somebody was quicker, or it is still a former customer's.
  const told = await linkTo(customer, person, caller, deps)
  if (told === undefined) return refuse(caller, "This channel is linked already; say “unlink” first.", deps)
  const answer = sentence(
    `This channel is ${customer.displayName}'s`,
    `${AUDIENCE[caller.channelType ?? "standard"]}Everybody who reads it sees incidents of ${customer.displayName} from now on, and of nobody else. “unlink” ends that.`,
  )
  return { ...answer, lines: [...answer.lines, openSentence(told)] }
}

/** The link, its cards and its message are one transaction: a death leaves all of it or nothing. */
async function linkTo(
  customer: CustomerConfig,
  person: Person,
  caller: Caller,
  deps: LinkDeps,
): Promise<ToldOnLink | undefined> {
  const { conversationId, serviceUrl, teamsTenantId } = caller
  const teamId = await deps.teamIdOf(caller)
  const channel = { conversationId, serviceUrl, teamsTenantId, ...(teamId === undefined ? {} : { teamId }) }
  const at = deps.now()
  const link: LinkedChannel = { tenantId: customer.id, channel, by: person.name, at }
  const note = noteOf(person, caller, { at, customer, what: `Linked a channel to ${customer.displayName}.` })
  let told: ToldOnLink | undefined
  await deps.store.channels.link(link, note, {
    owe: (found) => {
      told = owedOnLink({ ...found, link, cardsOf: (incident) => deps.cardsOf(incident, [link]) })
      return told
    },
    moved: (incident) => movedCards(incident, deps.cardsOf(incident, []), deps.config.triageChannel),
  })
  if (told !== undefined) deps.wakeOutbox()
  return told
}

function openSentence({ open, cards, notices }: ToldOnLink): string {
  if (open === 0) return "No incident is open now."
  const waiting = cards.some(({ card }) => card.heldUntil !== undefined)
    ? " Those that can wait come in the morning."
    : ""
  if (notices.length > 0)
    return `${open} incidents are open: the ${LINKED_CARDS} newest are here as cards in a moment, and a message names the others.${waiting}`
  return open === 1
    ? `One incident is open: its card is here in a moment.${waiting}`
    : `${open} incidents are open: their cards are here in a moment.${waiting}`
}

async function unlink(person: Person, caller: Caller, deps: LinkDeps): Promise<Answer> {
  const { config, store } = deps
  if (config.customers.some(({ channel }) => channel?.conversationId === caller.conversationId))
    return refuse(caller, "The configuration file names this channel; take it out there, and restart.", deps)
  const linked = (await store.channels.linked()).find(
    ({ channel }) => channel.conversationId === caller.conversationId,
  )
  const customer = config.customers.find(({ id }) => id === linked?.tenantId)
  if (linked === undefined) return refuse(caller, "This channel wasn't linked in chat.", deps)
  if (!isFor(person, linked.tenantId)) return refuse(caller, NOT_YOURS, deps)
  const name = customer?.displayName ?? "a former customer"
  const at = deps.now()
  await store.channels.unlink(
    caller.conversationId,
    noteOf(person, caller, {
      at,
      customer: { id: linked.tenantId },
      what: `Unlinked a channel from ${name}.`,
    }),
  )
  return sentence(
    "This channel is nobody's now",
    `It gets no more cards of ${name}. Cards that are here stay as they are, and their buttons do nothing any more.`,
  )
}

function unknownCustomer(typed: string, { customers }: Config): string {
  const guess = closestCustomer(typed, customers)
  const advice = guess === undefined ? "" : ` Did you mean ${guess}?`
  return `I know no customer “${plainText(typed, 60)}”.${advice}`
}

/** Undefined when the channel is nobody's. */
function ownerOf(
  conversationId: string,
  config: Config,
  links: readonly LinkedChannel[],
): string | undefined {
  if (conversationId === config.triageChannel.conversationId) return "the triage channel"
  const owner = config.customers.find(({ id }) =>
    customerChannels(config, id, links).some((channel) => channel.conversationId === conversationId),
  )
  if (owner !== undefined) return `${owner.displayName}'s channel already`
  const routed = config.routes.some(({ to }) =>
    to.some((end) => typeof end === "object" && end.conversationId === conversationId),
  )
  return routed ? "a channel of technicians" : undefined
}

function noteOf(
  { name, objectId }: Person,
  caller: Caller,
  told: { readonly at: number; readonly customer: Pick<CustomerConfig, "id">; readonly what: string },
): TrailNote {
  return {
    at: told.at,
    kind: "command",
    who: `${name} (${objectId})`,
    tenantId: told.customer.id,
    what: told.what,
    data: {
      conversationId: plainText(caller.conversationId, 200),
      channelType: caller.channelType ?? "standard or unknown",
    },
  }
}

/** Said and kept: who tries this without being allowed is worth knowing. */
async function refuse(caller: Caller, reason: string, { store, now }: LinkDeps): Promise<Answer> {
  await store.trail.append({
    at: now(),
    kind: "refusal",
    who: namedText(caller.name, caller.objectId),
    what: "Refused to link or unlink a channel.",
    data: { conversationId: plainText(caller.conversationId, 200), reason },
  })
  return sentence("Nothing was changed", reason)
}

const sentence = (title: string, text: string): Answer => ({ title, lines: [text], rows: [], coverage: "" })
