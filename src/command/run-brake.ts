/** `freeze` and `unfreeze`: all fixes stop at once, of all customers or of one, or may go on. */
import { plainText } from "../lib/plain-text.ts"
import { type Freeze, frozenSentence, unfreezeWords } from "../model/freeze.ts"
import type { TenantId } from "../model/ids.ts"
import type { TrailNote } from "../model/trail-entry.ts"
import type { Store } from "../ports/store.ts"
import { type Answer, sentenceAnswer } from "./answer.ts"
import { closestCustomer } from "./closest-customer.ts"
import type { Command, UnknownCommand, WriteCommand } from "./command.ts"
import { narrowScope, type Refusal, type Scope } from "./command-scope.ts"

type Deps = { readonly store: Pick<Store, "brake">; readonly now: () => number }
/** What a freeze doesn't stop. */
const ON_THE_WAY =
  "A call that was already on its way may still arrive; its result is shown. Watching and cards go on."

type BrakeCommand = Extract<WriteCommand, { kind: "freeze" | "unfreeze" }>

const isBrake = (command: Command | UnknownCommand): command is BrakeCommand =>
  command.kind === "freeze" || command.kind === "unfreeze"

/** What is answered where a customer is meant that isn't clear; undefined where it is, and for everything else. */
export function unclearBrake(command: Command | UnknownCommand, place: Scope): Refusal | undefined {
  if (!isBrake(command) || command.customer === undefined) return undefined
  if (narrowScope(place, command.customer).allowed) return undefined
  const typed = plainText(command.customer, 60)
  const meant = oneMeant(command.kind, typed, place)
  const all =
    command.kind === "freeze"
      ? `To stop all fixes of all customers at once, write: freeze. With a reason: freeze: ${typed}.`
      : "To allow those of all customers again, write: unfreeze."
  return {
    allowed: false,
    title: command.kind === "freeze" ? "Nothing is frozen by that" : "Nothing was changed",
    sentence: `“${typed}” is no customer that I answer for here. ${all}${meant}`,
  }
}

/** "freeze contoso attacker is in": what stands behind a customer's very name may be a reason. */
function oneMeant(kind: BrakeCommand["kind"], typed: string, { customers }: Scope): string {
  const named = customers.find(({ name }) => typed.toLowerCase().startsWith(`${name} `))
  const guess = named?.name ?? closestCustomer(typed, customers)
  if (guess === undefined) return ""
  const reason = named !== undefined && kind === "freeze" ? `:${typed.slice(named.name.length)}` : ""
  return ` Of one customer, for example: ${kind} ${guess}${reason}.`
}

/** For whom `may-write.ts` lets through; a scope that was narrowed to the customer that is named. */
export const runBrake = (command: BrakeCommand, scope: Scope, deps: Deps): Promise<Answer> => {
  const [named] = command.customer === undefined ? [] : scope.customers
  const customer = named && { id: named.id, name: named.displayName }
  return command.kind === "freeze"
    ? freeze(command.reason, customer, scope, deps)
    : release(customer, scope, deps)
}

async function freeze(
  typed: string,
  customer: Freeze["customer"],
  { person }: Scope,
  { store, now }: Deps,
): Promise<Answer> {
  const [at, reason] = [now(), plainText(typed, 200)]
  const which = customer === undefined ? "all fixes" : `all fixes of ${customer.name}`
  const what = `Froze ${which}${reason === "" ? "" : `: ${reason}`}.`
  const wanted = { by: person.name, at, reason, ...(customer === undefined ? {} : { customer }) }
  const isNew = await store.brake.freeze(wanted, noteOf(person, at, what, customer?.id))
  const until = `until “${unfreezeWords(customer)}”`
  if (!isNew) {
    const before = (await store.brake.all()).find((one) => one.customer?.id === customer?.id)
    return sentenceAnswer("Fixes are frozen already", `Since ${before?.by ?? "somebody"} said so, ${until}.`)
  }
  if (customer === undefined)
    return sentenceAnswer(
      "All fixes are frozen",
      `Nothing is changed for any customer ${until}. ${ON_THE_WAY}`,
    )
  // Not who froze them and why: a customer may read along.
  const others =
    (await store.brake.frozen()) === undefined
      ? "other customers' fixes go on"
      : "all other fixes are frozen, too, until “unfreeze”"
  return sentenceAnswer(
    `All fixes of ${customer.name} are frozen`,
    `Nothing is changed for ${customer.name} ${until}; ${others}. ${ON_THE_WAY}`,
  )
}

async function release(
  customer: Freeze["customer"],
  { person, customers, face }: Scope,
  { store, now }: Deps,
): Promise<Answer> {
  const [at, of] = [now(), customer === undefined ? "" : ` of ${customer.name}`]
  const wanted = { by: person.name, at, ...(customer === undefined ? {} : { tenant: customer.id }) }
  const note = noteOf(person, at, `Allowed fixes${of} again.`, customer?.id)
  const released = await store.brake.release(wanted, note)
  const own = new Set(customers.map(({ id }) => id))
  const standing = await store.brake.all()
  // Where one customer is answered for, nobody reads of another.
  const left = standing.filter((one) => one.customer === undefined || own.has(one.customer.id))
  // Nor why everybody's stand still: the reason may name another.
  const sentences = left.map((one) => frozenSentence(face === "technician" ? one : { ...one, reason: "" }))
  if (!released && left.length > 0) return sentenceAnswer("Nothing was changed", sentences.join(" "))
  if (!released) return sentenceAnswer("Nothing is frozen", "Fixes are allowed.")
  if (customer !== undefined && left.some((one) => one.customer === undefined))
    return sentenceAnswer("All fixes are still frozen", `The freeze${of} is over. ${sentences.join(" ")}`)
  const anew = "Press the buttons of the cards anew: what was stopped doesn't start by itself."
  return sentenceAnswer(`Fixes${of} are allowed again`, [...sentences, anew].join(" "))
}

const noteOf = (
  { name, objectId }: Scope["person"],
  at: number,
  what: string,
  tenant: TenantId | undefined,
): TrailNote => ({
  at,
  kind: "command",
  who: `${name} (${objectId})`,
  what,
  data: {},
  ...(tenant === undefined ? {} : { tenantId: tenant }),
})
