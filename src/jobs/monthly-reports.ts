/** Which customers get a monthly card, and what it is made of. */
import type { CustomerConfig } from "../config/config.ts"
import { customerChannels } from "../config/customer-channels.ts"
import type { Ground } from "../ground.ts"
import { createReports } from "../make-report.ts"
import { createMonthlyCards } from "../report/run-monthly-cards.ts"
import type { Chore } from "./housekeeping.ts"

type MonthlyGround = Pick<Ground, "config" | "store" | "book" | "now" | "log">

/** Looks every hour: customers live in different zones, and a month that was missed is told when the process runs again. */
export const monthlyReports = (ground: MonthlyGround): Chore => ({
  name: "monthly reports",
  at: "7 * * * *",
  run: monthlyCards(ground),
})

export function monthlyCards(ground: MonthlyGround): () => Promise<void> {
  const { config, store, now, log } = ground
  const reportOf = createReports(ground)
  return createMonthlyCards<CustomerConfig>({
    customers: config.customers.filter((customer) => customer.monthlyReport === true),
    channelsOf: async ({ id }) => customerChannels(config, id, await store.channels.linked()),
    watchedSince: async ({ id }) => {
      const since = (await store.feed.ledgers(id)).map(({ cursor }) => cursor.since)
      return since.length === 0 ? undefined : Math.min(...since)
    },
    linesOf: async (customer, month) => (await reportOf(customer, month)).lines,
    notices: store.notices,
    hasPages: config.publicUrl !== undefined,
    ...{ now, log },
  })
}
