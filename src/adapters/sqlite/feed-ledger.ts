/** What was listed, what is stored, what is open: the feed's part of the store. */
import { z } from "zod"
import type { FeedHealth, FeedLedger } from "../../ports/feed-ledger.ts"
import { type Db, immediately } from "./database.ts"
import { contentTypeSchema, tenantIdSchema } from "./schemas.ts"
import { fromRow } from "./stored-json.ts"

const cursorSchema = z.object({ watermark: z.number(), lastListedAt: z.number() })

const itemSchema = z.object({
  contentId: z.string(),
  contentUri: z.string(),
  contentType: contentTypeSchema,
  createdAt: z.number(),
  expiresAt: z.number(),
})

const healthSchema = z
  .object({
    tenantId: tenantIdSchema,
    source: z.string(),
    state: z.enum(["ok", "waiting", "trouble"]),
    sentence: z.string(),
    lastOkAt: z.number().nullable(),
    lastRecordAt: z.number().nullable(),
    pending: z.number(),
  })
  .transform(
    ({ lastOkAt, lastRecordAt, ...rest }): FeedHealth => ({
      ...rest,
      ...(lastOkAt === null ? {} : { lastOkAt }),
      ...(lastRecordAt === null ? {} : { lastRecordAt }),
    }),
  )

const SELECT_HEALTH = `SELECT h.tenant_id AS tenantId, h.source, h.state, h.sentence, h.last_ok_at AS lastOkAt,
    n.happened_at AS lastRecordAt,
    (SELECT COUNT(*) FROM content c
      WHERE c.tenant_id = h.tenant_id AND c.content_type = h.source AND c.done_at IS NULL) AS pending
  FROM feed_health h LEFT JOIN newest_record n ON n.tenant_id = h.tenant_id AND n.source = h.source
  ORDER BY h.tenant_id, h.source`

export function sqliteFeedLedger(db: Db): FeedLedger {
  const { getCursor, setCursor, addItem, openItems, postponeItem, setHealth, allHealth } = statements(db)
  // The update that changes nothing makes RETURNING answer for a known tenant too.
  const since = db
    .prepare<[string, number], number>(
      `INSERT INTO watched_tenant (tenant_id, since) VALUES (?, ?)
       ON CONFLICT (tenant_id) DO UPDATE SET since = since RETURNING since`,
    )
    .pluck()
  return {
    watchedSince: async (tenant, now) => since.get(tenant, now) ?? now,
    cursor: async (tenant, type) => {
      const row = getCursor.get(tenant, type)
      return row === undefined ? undefined : fromRow(cursorSchema, row, { table: "feed_cursor", row: tenant })
    },
    saveListing: async (tenant, type, items, cursor) =>
      immediately(db, () => {
        for (const item of items)
          addItem.run(tenant, item.contentId, type, item.contentUri, item.createdAt, item.expiresAt)
        setCursor.run(tenant, type, cursor.watermark, cursor.lastListedAt)
      }),
    pending: async (tenant, type, now, limit) =>
      openItems
        .all(tenant, type, now, limit)
        .map((row) => fromRow(itemSchema, row, { table: "content", row: row.contentId })),
    postpone: async (tenant, contentId, nextAttemptAt, reason) => {
      postponeItem.run(nextAttemptAt, reason, tenant, contentId)
    },
    saveHealth: async (tenant, source, state, sentence, at) => {
      setHealth.run(tenant, source, state, sentence, at, state === "ok" ? at : null)
    },
    health: async () =>
      allHealth.all().map((row) => fromRow(healthSchema, row, { table: "feed_health", row: row.source })),
  }
}

function statements(db: Db) {
  return {
    getCursor: db.prepare<[string, string], object>(
      "SELECT watermark, last_listed_at AS lastListedAt FROM feed_cursor WHERE tenant_id = ? AND content_type = ?",
    ),
    setCursor: db.prepare<[string, string, number, number]>(
      `INSERT INTO feed_cursor (tenant_id, content_type, watermark, last_listed_at) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET watermark = excluded.watermark, last_listed_at = excluded.last_listed_at`,
    ),
    addItem: db.prepare<[string, string, string, string, number, number]>(
      `INSERT INTO content (tenant_id, content_id, content_type, content_uri, created_at, expires_at)
       VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id, content_id) DO NOTHING`,
    ),
    openItems: db.prepare<[string, string, number, number], { contentId: string }>(
      `SELECT content_id AS contentId, content_uri AS contentUri, content_type AS contentType,
         created_at AS createdAt, expires_at AS expiresAt
       FROM content WHERE tenant_id = ? AND content_type = ? AND done_at IS NULL AND next_attempt_at <= ?
       ORDER BY created_at, content_id LIMIT ?`,
    ),
    postponeItem: db.prepare<[number, string, string, string]>(
      `UPDATE content SET attempts = attempts + 1, next_attempt_at = ?, problem = ?
       WHERE tenant_id = ? AND content_id = ? AND done_at IS NULL`,
    ),
    setHealth: db.prepare<[string, string, string, string, number, number | null]>(
      `INSERT INTO feed_health (tenant_id, source, state, sentence, at, last_ok_at) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET state = excluded.state, sentence = excluded.sentence, at = excluded.at,
         last_ok_at = COALESCE(excluded.last_ok_at, last_ok_at)`,
    ),
    allHealth: db.prepare<[], { source: string }>(SELECT_HEALTH),
  }
}
