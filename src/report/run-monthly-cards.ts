/**
 * Once a month, by each customer's own calendar: a card with the month's key figures in their channels. The page isn't sent
 * along: its button asks for it, so that a link is only ever given to somebody who may ask, and lives for minutes.
 */
import { type Month, monthToTell } from "../lib/month.ts"
import { plainText } from "../lib/plain-text.ts"
import { type Channel, isWebhook } from "../model/delivery.ts"
import { coerceError } from "../model/errors.ts"
import type { Notice } from "../model/notice.ts"
import type { Tenant } from "../model/tenant.ts"
import type { Log } from "../ports/log.ts"
import type { Notices } from "../ports/notices.ts"

export type MonthlyDeps<Customer extends Tenant> = {
  /** Those that want a card. */
  readonly customers: readonly Customer[]
  readonly channelsOf: (customer: Customer) => Promise<readonly Channel[]>
  /** Since when a customer is watched, milliseconds UTC; undefined for not at all. */
  readonly watchedSince: (customer: Customer) => Promise<number | undefined>
  readonly linesOf: (customer: Customer, month: Month) => Promise<readonly string[]>
  readonly notices: Pick<Notices, "owe">
  /** Whether a page can be handed over. */
  readonly hasPages: boolean
  /** Milliseconds UTC. */
  readonly now: () => number
  readonly log: Log
}

/**
 * Owes the cards that are due, one customer after the other. What was owed is remembered only to spare the store: the
 * notice's key alone makes it once.
 */
export function createMonthlyCards<Customer extends Tenant>(
  deps: MonthlyDeps<Customer>,
): () => Promise<void> {
  const done = new Set<string>()
  return async () => {
    for (const customer of deps.customers) {
      const month = monthToTell(deps.now(), customer.timeZone)
      const key = `${customer.id} ${month?.name}`
      if (month === undefined || done.has(key)) continue
      try {
        await oweCards(customer, month, deps)
        done.add(key)
      } catch (thrown) {
        deps.log.error("a customer's monthly card could not be made; it is tried again", {
          tenant: customer.name,
          problem: coerceError(thrown).message,
        })
      }
    }
  }
}

async function oweCards<Customer extends Tenant>(
  customer: Customer,
  month: Month,
  deps: MonthlyDeps<Customer>,
): Promise<void> {
  const since = await deps.watchedSince(customer)
  const channels = await deps.channelsOf(customer)
  // Of a month that wasn't watched there is nothing to tell.
  if (since === undefined || since >= month.to || channels.length === 0) return
  const lines = await deps.linesOf(customer, month)
  const cardIn = (channel: Channel): Notice => ({
    key: `report ${month.name} ${customer.id} ${channel.conversationId}`,
    kind: "report",
    to: { kind: "channel", channel },
    title: `${plainText(customer.displayName, 80)}: ${month.title}`,
    lines,
    ...(deps.hasPages && !isWebhook(channel)
      ? { asks: [{ title: "The whole report", ask: `report ${month.name}` }] }
      : {}),
    data: { month: month.name },
    tenantId: customer.id,
    at: deps.now(),
  })
  await deps.notices.owe(channels.map(cardIn))
}
