/** What somebody says about a restore before it happens: evidence of who it was, for the time that they said. */
import type { CustomerConfig } from "../config/config.ts"
import type { TenantId } from "../model/ids.ts"
import type { Mute } from "../model/mute.ts"
import type { Person } from "../model/person.ts"
import type { Store } from "../ports/store.ts"
import { type Answer, sentenceAnswer } from "./answer.ts"
import type { Scope } from "./command-scope.ts"

type Deps = { readonly store: Pick<Store, "evidenceBook" | "trail">; readonly now: () => number }

export type Announced = {
  readonly customer: CustomerConfig
  /** The mailbox's address. */
  readonly target: string
  /** [from, until), milliseconds UTC. */
  readonly from: number
  readonly until: number
  /** `until` in words. */
  readonly end: string
}

const personOf = ({ upn, name }: Person): string => upn ?? name

/** Beside the mute that a technician's announcement is. */
export const declareWithMute = (mute: Mute["id"], announced: Announced, { person }: Scope, deps: Deps) =>
  keep(`announced:${mute}`, announced, person, deps)

/** Whoever may not mute alerts may still say that it will be them. */
export async function declareAlone(
  announced: Announced,
  ticket: string | undefined,
  { person }: Scope,
  deps: Deps,
): Promise<Answer> {
  const { customer, target, from, end } = announced
  await keep(`announced:${person.objectId}:${from}`, announced, person, deps)
  await deps.store.trail.append({
    at: from,
    kind: "evidence",
    who: `${person.name} (${person.objectId})`,
    tenantId: customer.id,
    what: `Said beforehand: will restore ${target} until ${end}.`,
    data: ticket === undefined ? {} : { ticket },
  })
  return sentenceAnswer(
    `Noted until ${end}`,
    `${customer.displayName}: when ${target} is restored until then, “who restored it” knows that you said so. It is told all the same.`,
  )
}

const keep = (id: string, { customer, target, from, until }: Announced, person: Person, deps: Deps) =>
  deps.store.evidenceBook.keep(
    customer.id,
    { kind: "declaration", id, person: personOf(person), mailbox: target, from, to: until },
    deps.now(),
  )

/** What was announced with a mute ends with it. */
export async function endDeclared(
  tenant: TenantId,
  { id, from, until }: Pick<Mute, "id" | "from" | "until">,
  { store, now }: Deps,
): Promise<void> {
  const told = await store.evidenceBook.between(tenant, from, until)
  const declared = told.find((one) => one.id === `announced:${id}`)
  if (declared?.kind === "declaration")
    await store.evidenceBook.keep(tenant, { ...declared, to: now() }, now())
}
