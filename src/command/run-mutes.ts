/** Mutes in chat: announcing a change, listing what nobody is paged for, and paging again. */
import { tooWide } from "../alert/mutes.ts"
import type { CustomerConfig } from "../config/config.ts"
import { plainText, withoutAddresses } from "../lib/plain-text.ts"
import { localTimeText } from "../lib/time-text.ts"
import { DAY } from "../lib/time-units.ts"
import { LONGEST_MUTE_MS, type Mute, muteId, type NewMute } from "../model/mute.ts"
import { mayAs } from "../model/person.ts"
import type { TrailNote } from "../model/trail-entry.ts"
import type { Store } from "../ports/store.ts"
import { type Answer, sentenceAnswer } from "./answer.ts"
import type { WriteCommand } from "./command.ts"
import type { Scope } from "./command-scope.ts"
import { coversText } from "./mute-words.ts"
import { type DomainsOf, foreignMailbox, isAnswer, oneCustomer } from "./one-customer.ts"
import { parseUntil } from "./parse-until.ts"
import { didYouMean, isWholeName, resolveName } from "./resolve-name.ts"
import { type Announced, declareAlone, declareWithMute, endDeclared } from "./run-declare.ts"

type MuteCommand = Extract<WriteCommand, { kind: "lift-mute" | "expect" }>
type Deps = {
  readonly store: Pick<Store, "mutes" | "snapshots" | "records" | "evidenceBook" | "trail">
  readonly now: () => number
  readonly domainsOf: DomainsOf
}

export async function answerMutes(scope: Scope, { store, now }: Deps): Promise<Answer> {
  const mutes = await store.mutes.active(
    scope.customers.map(({ id }) => id),
    now(),
  )
  if (mutes.length === 0)
    return sentenceAnswer("Nothing is muted", `For ${scope.sentence}: everybody is paged for everything.`)
  const lifting = mayAs(scope.person, "technician") ? ` “lift mute ${mutes[0]?.id}” ends the first.` : ""
  return {
    title: mutes.length === 1 ? "1 mute" : `${mutes.length} mutes`,
    lines: [`What fits is stored, and nobody is paged for it.${lifting}`],
    rows: mutes.map((mute) => muteRow(mute, scope)),
    coverage: "",
  }
}

/** A technician's reason is for technicians, and so are addresses. */
function muteRow(mute: Mute, scope: Scope): Answer["rows"][number] {
  const { customers, face } = scope
  const customer = customers.find(({ id }) => id === mute.tenantId)
  const clock = (at: number): string => localTimeText(at, customer?.timeZone ?? "UTC")
  const isTechnicians = face === "technician"
  const covers = capital(coversFor(scope, mute))
  return {
    heading: `Mute ${mute.id} · ${customer?.displayName ?? mute.tenantId}`,
    facts: [
      { label: "Muted", value: covers },
      { label: "Until", value: clock(mute.until) },
      { label: "By", value: `${plainText(mute.by, 80)}, since ${clock(mute.from)}` },
      ...(isTechnicians ? [{ label: "Why", value: whyText(mute) }] : []),
    ],
  }
}

const coversFor = ({ face }: Scope, { criteria }: NewMute): string =>
  face === "technician" ? coversText(criteria) : withoutAddresses(coversText(criteria))

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

const whyText = ({ reason, ticket }: NewMute): string =>
  `${plainText(reason, 200)}${ticket === undefined ? "" : ` (ticket ${ticket})`}`

/** For whom `may-write.ts` lets through. Of a restore, whoever is no technician only says who it will be. */
export async function runMuteCommand(command: MuteCommand, scope: Scope, deps: Deps): Promise<Answer> {
  if (command.kind === "lift-mute") return lift(command.number, scope, deps)
  if (mayAs(scope.person, "technician")) return expect(command, scope, deps)
  const announced = await readAnnounced(command, scope, deps)
  return "title" in announced ? announced : declareAlone(announced, command.ticket, scope, deps)
}

async function lift(number: number, scope: Scope, deps: Deps): Promise<Answer> {
  const { store, now } = deps
  const mute = await store.mutes.mute(muteId(number))
  const customer = scope.customers.find(({ id }) => id === mute?.tenantId)
  if (mute === undefined || customer === undefined)
    return sentenceAnswer("There is no such mute", `There is no mute ${number} here. “mutes” lists them.`)
  const at = now()
  const by = scope.person.name
  const note = noteOf(scope, customer, at, `Lifted mute ${number}: ${coversText(mute.criteria)}.`)
  if (!(await store.mutes.lift(mute.id, { by, at }, { ...note, data: { mute: mute.id } })))
    return sentenceAnswer("That mute is over", `Mute ${number} was lifted or has ended already.`)
  if (mute.criteria.kind === "restore") await endDeclared(customer.id, mute, deps)
  return sentenceAnswer(
    `Mute ${number} is lifted`,
    `From now on people are paged for ${coversFor(scope, mute)} again.`,
  )
}

type ExpectCommand = Extract<WriteCommand, { kind: "expect" }>

/** For which customer, whose, and until when; or what must be asked back. */
async function readAnnounced(command: ExpectCommand, scope: Scope, deps: Deps): Promise<Announced | Answer> {
  const customer = oneCustomer(scope, command.target, deps.domainsOf)
  if (isAnswer(customer)) return customer
  const from = deps.now()
  const zone = scope.timeZone ?? customer.timeZone
  const until = parseUntil(command.until, zone, from)
  if (until === undefined)
    return sentenceAnswer(
      "Until when?",
      `“${plainText(command.until, 60)}” is no time to come. Try: friday, 24 Dec 18:00, in 3 days.`,
    )
  if (until - from > LONGEST_MUTE_MS)
    return sentenceAnswer(
      "That is too long",
      "A planned change can be announced for 90 days at most. Announce it again later.",
    )
  const target = await targetOf(command, customer, deps)
  return typeof target === "string"
    ? { customer, target, from, until, end: endText(until, zone, customer) }
    : target
}

/** By the clock of whoever said it, and by the customer's where that shows another time. */
function endText(until: number, zone: string, customer: CustomerConfig): string {
  const said = localTimeText(until, zone)
  const there = localTimeText(until, customer.timeZone)
  return said === there ? said : `${said} (${there} at ${customer.displayName})`
}

async function expect(command: ExpectCommand, scope: Scope, deps: Deps): Promise<Answer> {
  const announced = await readAnnounced(command, scope, deps)
  if ("title" in announced) return announced
  const { customer, target, from, until, end } = announced
  const mute: NewMute = {
    tenantId: customer.id,
    criteria: { kind: command.what, target },
    reason: "a planned change",
    ...(command.ticket === undefined ? {} : { ticket: command.ticket }),
    by: scope.person.name,
    from,
    until,
  }
  const wide = tooWide(mute.criteria)
  if (wide !== undefined) return sentenceAnswer("That is too wide", wide)
  const note = noteOf(scope, customer, from, `Announced: ${coversText(mute.criteria)} until ${end}.`)
  const {
    mute: { id },
    created,
  } = await deps.store.mutes.add(mute, note)
  if (created && command.what === "restore") await declareWithMute(id, announced, scope, deps)
  return sentenceAnswer(
    `Mute ${id} until ${end}`,
    `${customer.displayName}: nobody is paged for ${coversText(mute.criteria)} until then. It is stored all the same; “lift mute ${id}” ends it.`,
  )
}

const MONTH_MS = 30 * DAY

/**
 * The address that alerts will name: a mute of a name that fits none would look like one and cover nothing. Apps have
 * names of their own.
 */
async function targetOf(
  { what, target }: ExpectCommand,
  customer: CustomerConfig,
  { store, now, domainsOf }: Deps,
): Promise<string | Answer> {
  if (what === "application") return target
  if (target.includes("@")) return foreignMailbox(customer, target, domainsOf) ?? target.toLowerCase()
  const seen = await store.snapshots.mailboxBefore(customer.id, target.toLowerCase(), now())
  const known = await store.records.names(customer.id, { from: now() - MONTH_MS, to: now() + 1 })
  const { names, suggestions } = resolveName(target, known)
  const addresses = [...new Set(seen?.names ?? names)].filter((name) => name.includes("@"))
  const [only] = addresses
  // Of the beginning of a name alone nobody is silenced: it may be somebody else's.
  const isOne = addresses.length === 1 && only !== undefined && isWholeName(target, only)
  if (only !== undefined && (seen !== undefined || isOne)) return only.toLowerCase()
  return sentenceAnswer(
    "Whose?",
    `“${plainText(target, 60)}” is not the name of one mailbox at ${customer.displayName}. Say the address.${didYouMean(addresses.length > 0 ? addresses.slice(0, 3) : suggestions)}`,
  )
}

const noteOf = (scope: Scope, customer: CustomerConfig, at: number, what: string): TrailNote => ({
  at,
  kind: "mute",
  who: `${scope.person.name} (${scope.person.objectId})`,
  tenantId: customer.id,
  what,
  data: {},
})
