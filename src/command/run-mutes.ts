/** Mutes in chat: announcing a change, listing what nobody is paged for, and paging again. */
import { tooWide } from "../alert/mutes.ts"
import type { CustomerConfig } from "../config/config.ts"
import { plainText } from "../lib/plain-text.ts"
import { localTimeText } from "../lib/time-text.ts"
import { LONGEST_MUTE_MS, type Mute, muteId, type NewMute } from "../model/mute.ts"
import { mayAs } from "../model/person.ts"
import type { TrailNote } from "../model/trail-entry.ts"
import type { Store } from "../ports/store.ts"
import type { Answer } from "./answer.ts"
import type { WriteCommand } from "./command.ts"
import type { Scope } from "./command-scope.ts"
import { parseUntil } from "./parse-until.ts"

type MuteCommand = Extract<WriteCommand, { kind: "lift-mute" | "expect" }>
type Deps = { readonly store: Pick<Store, "mutes">; readonly now: () => number }

export async function answerMutes(scope: Scope, { store, now }: Deps): Promise<Answer> {
  const mutes = await store.mutes.active(
    scope.customers.map(({ id }) => id),
    now(),
  )
  if (mutes.length === 0)
    return sentence("Nothing is muted", `Everybody is paged for everything at ${scope.sentence}.`)
  return {
    title: mutes.length === 1 ? "1 mute" : `${mutes.length} mutes`,
    lines: ["Alerts that fit are stored, and page nobody. “lift mute 7” ends one."],
    rows: mutes.map((mute) => muteRow(mute, scope)),
    coverage: "",
  }
}

function muteRow(mute: Mute, { customers }: Scope): Answer["rows"][number] {
  const customer = customers.find(({ id }) => id === mute.tenantId)
  const until = localTimeText(mute.until, customer?.timeZone ?? "UTC")
  return {
    heading: `Mute ${mute.id} · ${customer?.displayName ?? mute.tenantId}`,
    facts: [
      { label: "Covers", value: coversText(mute) },
      { label: "Until", value: until },
      { label: "By", value: plainText(mute.by, 80) },
      { label: "Why", value: whyText(mute) },
    ],
  }
}

const coversText = ({ criteria }: NewMute): string =>
  Object.entries(criteria)
    .map(([field, value]) => `${field} ${plainText(value, 120)}`)
    .join(", ")

const whyText = ({ reason, ticket }: NewMute): string =>
  `${plainText(reason, 200)}${ticket === undefined ? "" : ` (ticket ${ticket})`}`

/** What changes something is for technicians: a contact gets a sentence. */
export async function runMuteCommand(command: MuteCommand, scope: Scope, deps: Deps): Promise<Answer> {
  if (!mayAs(scope.person, "technician"))
    return sentence("Only technicians may do this", "Please ask your provider; nothing was changed.")
  return command.kind === "lift-mute" ? lift(command.number, scope, deps) : expect(command, scope, deps)
}

async function lift(number: number, scope: Scope, { store, now }: Deps): Promise<Answer> {
  const mute = await store.mutes.mute(muteId(number))
  const customer = scope.customers.find(({ id }) => id === mute?.tenantId)
  if (mute === undefined || customer === undefined)
    return sentence("There is no such mute", `There is no mute ${number} here. “mutes” lists them.`)
  const at = now()
  const by = scope.person.name
  const note = noteOf(scope, customer, at, `Lifted mute ${number}: ${coversText(mute)}.`)
  if (!(await store.mutes.lift(mute.id, { by, at }, { ...note, data: { mute: mute.id } })))
    return sentence("That mute is over", `Mute ${number} was lifted or has ended already.`)
  return sentence(`Mute ${number} is lifted`, `From now on ${coversText(mute)} pages again.`)
}

async function expect(
  command: Extract<WriteCommand, { kind: "expect" }>,
  scope: Scope,
  { store, now }: Deps,
): Promise<Answer> {
  const [customer, ...others] = scope.customers
  if (customer === undefined || others.length > 0)
    return sentence(
      "For which customer?",
      "Say it at the end: … at contoso until friday. Or ask in the customer's channel.",
    )
  const at = now()
  const until = parseUntil(command.until, customer.timeZone, at)
  if (until === undefined)
    return sentence(
      "Until when?",
      `“${plainText(command.until, 60)}” is no time to come. Try: friday, 24 Dec 18:00, in 3 days.`,
    )
  if (until - at > LONGEST_MUTE_MS)
    return sentence(
      "That is too long",
      "A planned change can be announced for 90 days at most. Announce it again later.",
    )
  const mute: NewMute = {
    tenantId: customer.id,
    criteria: { kind: command.what, target: command.target },
    reason: "a planned change",
    ...(command.ticket === undefined ? {} : { ticket: command.ticket }),
    by: scope.person.name,
    from: at,
    until,
  }
  const wide = tooWide(mute.criteria)
  if (wide !== undefined) return sentence("That is too wide", wide)
  const end = localTimeText(until, customer.timeZone)
  const note = noteOf(scope, customer, at, `Announced: ${coversText(mute)} until ${end}.`)
  const { id } = await store.mutes.add(mute, note)
  return sentence(
    `Mute ${id} until ${end}`,
    `${customer.displayName}: ${coversText(mute)} pages nobody until then. It is stored all the same; “lift mute ${id}” ends it.`,
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

const sentence = (title: string, text: string): Answer => ({ title, lines: [text], rows: [], coverage: "" })
