/** What doesn't reach Teams, and what can't be read, for `status`: technicians are told, of their own customers. */

import type { Config } from "../config/config.ts"
import { customerChannels } from "../config/customer-channels.ts"
import { plainText } from "../lib/plain-text.ts"
import type { OutboxView } from "../ports/outbox-view.ts"
import type { Store } from "../ports/store.ts"
import type { Scope } from "./command-scope.ts"

export type StuckStore = Pick<Store, "channels" | "damage"> & { readonly outbox: OutboxView }

/** Fewer failed tries than this pass by themselves. */
const STUCK_ATTEMPTS = 3
const MAX_SENTENCES = 5
/** As the outbox calls it. */
const WEBHOOK = "webhook"

/** One sentence for each channel that is lost or in which something is stuck, and one for rows that were left out. */
export async function stuckLines(
  scope: Scope,
  config: Config,
  store: StuckStore,
): Promise<readonly string[]> {
  if (scope.face !== "technician") return []
  const links = await store.channels.linked()
  const owners = new Map<string, string>(
    scope.customers.flatMap((customer) =>
      customerChannels(config, customer.id, links).map(
        (channel) => [channel.conversationId, `${customer.displayName}'s channel`] as const,
      ),
    ),
  )
  for (const end of config.routes.flatMap(({ to }) => to))
    if (typeof end === "object") owners.set(end.conversationId, "a channel of technicians")
  owners.set(config.triageChannel.conversationId, "the triage channel")
  owners.set(WEBHOOK, "escalation.webhook")
  const lost = await store.channels.lost()
  const waiting = await store.outbox.waiting()
  const sentences = [...owners].flatMap(([place, name]) => {
    const owed = waiting.find((one) => one.place === place)
    const reason = lost.find(({ conversationId }) => conversationId === place)?.reason
    const isStuck = owed !== undefined && owed.attempts >= STUCK_ATTEMPTS
    if (reason === undefined && !isStuck) return []
    const why = plainText(reason ?? owed?.problem ?? "", 200)
    return [`${owed?.count ?? 0} ${place === WEBHOOK ? "calls" : "cards"} wait for ${name}: ${why}`]
  })
  const more = sentences.length - MAX_SENTENCES
  return [
    ...damageLine(store.damage.damaged()),
    ...sentences.slice(0, MAX_SENTENCES),
    ...(more > 0 ? [`… and for ${more} more channels.`] : []),
  ]
}

/** Whose a damaged row is can't be read either: every technician is told. */
function damageLine([first, ...others]: readonly string[]): readonly string[] {
  if (first === undefined) return []
  if (others.length === 0) return [`${first} Until then it is left out.`]
  return [`${others.length + 1} rows of the database are damaged and left out. The first: ${first}`]
}
