/** How far the first sweep of each customer came, one row a customer. */
import { z } from "zod"
import type { FirstSweep } from "../../model/first-sweep.ts"
import type { TenantId } from "../../model/ids.ts"
import type { SweepBook } from "../../ports/sweep-book.ts"
import { type Db, immediately } from "./database.ts"
import { tenantIdSchema, textMapSchema } from "./schemas.ts"
import { fromJson } from "./stored-json.ts"
import { trailRows } from "./trail-rows.ts"
import { wholeRow } from "./whole-rows.ts"

const sweepSchema: z.ZodType<FirstSweep> = z.looseObject({
  tenantId: tenantIdSchema,
  startedAt: z.number(),
  mailboxes: z.number(),
  read: z.number(),
  unaudited: z.number(),
  forwardsAt: z.number().optional(),
  after: z.string(),
  found: z.array(
    z.looseObject({
      operation: z.enum(["Set-Mailbox", "New-InboxRule"]),
      mailbox: z.string(),
      names: z.array(z.string()),
      parameters: textMapSchema,
    }),
  ),
  doneAt: z.number().optional(),
  told: z.number().optional(),
  problem: z.looseObject({ sentence: z.string(), at: z.number() }).optional(),
})

export function sqliteSweepBook(db: Db): SweepBook {
  const find = db.prepare<[string], string>("SELECT body FROM first_sweep WHERE tenant_id = ?").pluck()
  const put = db.prepare<[string, string]>(
    `INSERT INTO first_sweep (tenant_id, body) VALUES (?, ?)
     ON CONFLICT DO UPDATE SET body = excluded.body`,
  )
  const tenants = db.prepare<[], string>("SELECT tenant_id FROM first_sweep").pluck()
  const remove = db.prepare<[string]>("DELETE FROM first_sweep WHERE tenant_id = ?")
  const trail = trailRows(db)
  const sweepOf = (tenant: TenantId): FirstSweep | undefined => {
    const body = find.get(tenant)
    if (body === undefined) return undefined
    // Of a damaged one nobody knows how far it came. Begun anew, it tells nothing twice.
    return wholeRow(db, () => fromJson(sweepSchema, body, { table: "first_sweep", row: tenant }))
  }
  const keep = (sweep: FirstSweep): void => void put.run(sweep.tenantId, JSON.stringify(sweep))
  return {
    sweep: async (tenant) => sweepOf(tenant),
    keep: async (sweep) => keep(sweep),
    finish: async (sweep, note) =>
      immediately(db, () => {
        if (sweepOf(sweep.tenantId)?.doneAt !== undefined) return
        keep(sweep)
        trail.append(note)
      }),
    keepOnly: async (kept) =>
      immediately(db, () => {
        const watched = new Set<string>(kept)
        for (const tenant of tenants.all()) if (!watched.has(tenant)) remove.run(tenant)
      }),
  }
}
