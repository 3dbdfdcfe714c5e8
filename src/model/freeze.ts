/** All fixes stopped at once, by a person's word, of all customers or of one. Watching, cards and questions go on. */
import type { TenantId } from "./ids.ts"

export type Freeze = {
  /** A technician's name. */
  readonly by: string
  /** Milliseconds UTC. */
  readonly at: number
  readonly reason: string
  /** Whose fixes alone; missing when it is everybody's. `name` is the whole one. */
  readonly customer?: { readonly id: TenantId; readonly name: string }
}

/** What every press is told meanwhile. */
export const frozenSentence = ({ by, reason, customer }: Freeze): string =>
  `All fixes${customer === undefined ? "" : ` of ${customer.name}`} are frozen by ${by}${reason === "" ? "" : ` (${reason})`}. An operator allows them again with “${unfreezeWords(customer)}”.`

/** What ends it, as it is written in chat. */
export const unfreezeWords = (customer: Freeze["customer"]): string =>
  customer === undefined ? "unfreeze" : `unfreeze ${customer.name}`
