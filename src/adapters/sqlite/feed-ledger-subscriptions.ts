/** What is known of each subscription, kept so that Microsoft's 15 minutes between starts hold across our restarts. */
import { z } from "zod"
import type { Subscription } from "../../ports/feed-ledger.ts"
import type { Db } from "./database.ts"
import { fromRow } from "./stored-json.ts"

const subscriptionSchema = z
  .object({
    startedAt: z.number().nullable(),
    disabledSince: z.number().nullable(),
    waiting: z.number(),
  })
  .transform(
    ({ startedAt, disabledSince, waiting }): Subscription => ({
      ...(startedAt === null ? {} : { startedAt }),
      ...(disabledSince === null ? {} : { disabledSince }),
      waiting: waiting !== 0,
    }),
  )

export function subscriptionRows(db: Db) {
  const select = db.prepare<[string, string], object>(
    `SELECT started_at AS startedAt, disabled_since AS disabledSince, waiting
     FROM feed_subscription WHERE tenant_id = ? AND content_type = ?`,
  )
  const insert = db.prepare(
    `INSERT INTO feed_subscription (tenant_id, content_type, started_at, disabled_since, waiting)
     VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET started_at = excluded.started_at, disabled_since = excluded.disabled_since,
       waiting = excluded.waiting`,
  )
  const endWaiting = db.prepare<[string, string]>(
    "UPDATE feed_subscription SET waiting = 0 WHERE tenant_id = ? AND content_type = ? AND waiting <> 0",
  )
  const endDisabled = db.prepare<[string, string]>(
    "UPDATE feed_subscription SET disabled_since = NULL WHERE tenant_id = ? AND content_type = ? AND disabled_since IS NOT NULL",
  )
  return {
    get: (tenant: string, type: string): Subscription => {
      const row = select.get(tenant, type)
      if (row === undefined) return { waiting: false }
      return fromRow(subscriptionSchema, row, { table: "feed_subscription", row: `${tenant} ${type}` })
    },
    set: (tenant: string, type: string, state: Subscription): void => {
      const { startedAt = null, disabledSince = null, waiting } = state
      insert.run(tenant, type, startedAt, disabledSince, waiting ? 1 : 0)
    },
    endWaiting: (tenant: string, type: string): void => void endWaiting.run(tenant, type),
    endDisabled: (tenant: string, type: string): void => void endDisabled.run(tenant, type),
  }
}
