/** Urgent incidents that nobody can see in Teams, for `status`: technicians are told, of their own customers. */
import { findUndelivered } from "../alert/run-tell-undelivered.ts"
import type { Config } from "../config/config.ts"
import { andList, andMore } from "../lib/list-text.ts"
import type { Tenant } from "../model/tenant.ts"
import type { CardArrivals } from "../ports/card-arrivals.ts"
import type { Store } from "../ports/store.ts"
import type { Scope } from "./command-scope.ts"

export type UndeliveredStore = Pick<Store, "incidents"> & { readonly outbox: CardArrivals }

const MAX_NUMBERS = 5

/** One sentence, or none. `owners`: whose incidents are told here. */
export async function undeliveredLines(
  owners: readonly Tenant[],
  { face }: Pick<Scope, "face">,
  deps: { readonly config: Config; readonly store: UndeliveredStore; readonly now: () => number },
): Promise<readonly string[]> {
  if (face !== "technician") return []
  const { incidents, outbox: arrivals } = deps.store
  const { escalation: policy, quietHours } = deps.config
  const ownerOf = ({ tenantId }: { readonly tenantId: string }) => owners.find(({ id }) => id === tenantId)
  const found = await findUndelivered({
    ...{ incidents, arrivals, policy, quietHours, tenantOf: ownerOf, now: deps.now },
  })
  const numbers = found.map(({ incident }) => incident).filter(ownerOf)
  if (numbers.length === 0) return []
  const shown = numbers.slice(0, MAX_NUMBERS).map(({ id }) => String(id))
  const which = numbers.length > shown.length ? andMore(shown, numbers.length) : andList(shown)
  const called =
    policy?.webhookUrl === undefined
      ? "Nobody is called instead: set escalation.webhook."
      : "escalation.webhook is called instead."
  return [`Teams takes no card of ${numbers.length === 1 ? "incident" : "incidents"} ${which}. ${called}`]
}
