/** How well a tenant is seen: what the last rounds told, how far was listed, and when something last arrived. */
import { z } from "zod"
import { ERROR_CODES } from "../../model/errors.ts"
import type { FeedSight, SourceSight } from "../../ports/feed-sight.ts"
import type { Db } from "./database.ts"
import { fromRow } from "./stored-json.ts"
import { wholeRows } from "./whole-rows.ts"

const sightSchema = z
  .object({
    source: z.string(),
    state: z.enum(["ok", "waiting", "trouble"]),
    sentence: z.string(),
    // A code of another version says nothing here; the sentence still does.
    code: z.enum(ERROR_CODES).nullable().catch(null),
    at: z.number(),
    listedTo: z.number().nullable(),
    newestAt: z.number().nullable(),
  })
  .transform(
    ({ code, listedTo, newestAt, ...rest }): SourceSight => ({
      ...rest,
      ...(code === null ? {} : { code }),
      ...(listedTo === null ? {} : { listedTo }),
      ...(newestAt === null ? {} : { newestAt }),
    }),
  )

/** Two weeks of a blob a minute. */
const MAX_ARRIVALS = 20_000

export function sqliteFeedSight(db: Db): FeedSight {
  const told = db.prepare<[string], { source: string }>(
    `SELECT h.source, h.state, h.sentence, h.code, h.at, c.watermark AS listedTo,
       (SELECT MAX(created_at) FROM content WHERE tenant_id = h.tenant_id AND content_type = h.source) AS newestAt
     FROM feed_health h
     LEFT JOIN feed_cursor c ON c.tenant_id = h.tenant_id AND c.content_type = h.source
     WHERE h.tenant_id = ? ORDER BY h.source`,
  )
  const arrivals = db
    .prepare<[string, string, number, number, number], number>(
      `SELECT created_at FROM content WHERE tenant_id = ? AND content_type IN (SELECT value FROM json_each(?))
         AND created_at BETWEEN ? AND ? ORDER BY created_at DESC LIMIT ?`,
    )
    .pluck()
  return {
    sources: async (tenant) =>
      wholeRows(db, told.all(tenant), (row) =>
        fromRow(sightSchema, row, { table: "feed_health", row: row.source }),
      ),
    arrivals: async (tenant, types, from, to) =>
      arrivals.all(tenant, JSON.stringify(types), from, to, MAX_ARRIVALS).reverse(),
  }
}
