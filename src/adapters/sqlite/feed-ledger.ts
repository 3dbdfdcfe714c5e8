/** What was listed, what is stored, what is open: the feed's part of the store. Gaps are in `feed-ledger-gaps.ts`. */
import { z } from "zod"
import type { ContentType } from "../../model/audit-record.ts"
import type { TenantId } from "../../model/ids.ts"
import type {
  FeedCursor,
  FeedHealth,
  FeedLedger,
  OpenContent,
  SavedListing,
} from "../../ports/feed-ledger.ts"
import { type Db, immediately } from "./database.ts"
import { gapRows } from "./feed-ledger-gaps.ts"
import { ledgerReader } from "./feed-ledger-reader.ts"
import { subscriptionRows } from "./feed-ledger-subscriptions.ts"
import { gatherWrites, type StoreSoon } from "./gathered-writes.ts"
import { contentTypeSchema, tenantIdSchema } from "./schemas.ts"
import { fromRow } from "./stored-json.ts"
import { wholeRows } from "./whole-rows.ts"
import { LONGEST_PAUSE_MS } from "./wrong-clock.ts"

const itemSchema: z.ZodType<OpenContent> = z.object({
  contentId: z.string(),
  contentUri: z.string(),
  contentType: contentTypeSchema,
  createdAt: z.number(),
  expiresAt: z.number(),
  attempts: z.number(),
  strikes: z.number(),
})

const toldSchema = z.object({ tenantId: tenantIdSchema, source: z.string() })

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

/** Of one tenant by index, or of all. */
const selectHealth = (
  where: string,
): string => `SELECT h.tenant_id AS tenantId, h.source, h.state, h.sentence, h.last_ok_at AS lastOkAt,
    n.happened_at AS lastRecordAt,
    (SELECT COUNT(*) FROM content c INDEXED BY content_open
      WHERE c.tenant_id = h.tenant_id AND c.content_type = h.source AND c.done_at IS NULL AND c.given_up IS NULL) AS pending
  FROM feed_health h LEFT JOIN newest_record n ON n.tenant_id = h.tenant_id AND n.source = h.source
  ${where} ORDER BY h.tenant_id, h.source`

export function sqliteFeedLedger(db: Db, soon: StoreSoon = gatherWrites(db)): FeedLedger {
  const gaps = gapRows(db)
  const subscriptions = subscriptionRows(db)
  const reader = ledgerReader(db)
  return {
    ...watching(db),
    ...contentParts(db, soon),
    ...healthParts(db, reader.ledgers, soon),
    cursor: async (tenant, type) => reader.cursor(tenant, type),
    ledgers: async (tenant) => reader.ledgers(tenant),
    subscription: async (tenant, type) => subscriptions.get(tenant, type),
    // Once Microsoft was asked to start it, nothing else tells that it was off.
    saveSubscription: (tenant, type, state) =>
      soon(() => subscriptions.set(tenant, type, state), "on the disk"),
    saveListing: listingSaver(db, { gaps, subscriptions }, soon),
    openGaps: async (tenant, type) => gaps.open(tenant, type),
    loseGap: (tenant, gap, before, now) => soon(() => gaps.lose(tenant, gap, before, now)),
    healGaps: async (tenant, type, now) => {
      const whole = gaps.whole(tenant, type)
      // Most rounds heal nothing.
      if (whole.length > 0) await soon(() => gaps.heal(whole, now))
      return whole.map((gap) => ({ ...gap, healedAt: now }))
    },
  }
}

function watching(db: Db): Pick<FeedLedger, "watchedSince"> {
  // Read first: this is asked for every blob, and a write would wait for the disk each time.
  const known = db.prepare<[string], number>("SELECT since FROM watched_tenant WHERE tenant_id = ?").pluck()
  // The update that changes nothing makes RETURNING answer for a known tenant too.
  const since = db
    .prepare<[string, number], number>(
      `INSERT INTO watched_tenant (tenant_id, since) VALUES (?, ?)
       ON CONFLICT (tenant_id) DO UPDATE SET since = since RETURNING since`,
    )
    .pluck()
  return { watchedSince: async (tenant, now) => known.get(tenant) ?? since.get(tenant, now) ?? now }
}

/** The cursor moves last, and all of it or nothing is kept. */
function listingSaver(
  db: Db,
  rows: {
    readonly gaps: ReturnType<typeof gapRows>
    readonly subscriptions: ReturnType<typeof subscriptionRows>
  },
  soon: StoreSoon,
): FeedLedger["saveListing"] {
  const known = db.prepare<[string, string]>("SELECT 1 FROM content WHERE tenant_id = ? AND content_id = ?")
  const addItem = db.prepare<[string, string, string, string, number, number]>(
    `INSERT INTO content (tenant_id, content_id, content_type, content_uri, created_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id, content_id) DO NOTHING`,
  )
  const reopen = db.prepare<[string, string]>(
    `UPDATE content SET given_up = NULL, given_up_at = NULL, next_attempt_at = 0
     WHERE tenant_id = ? AND content_id = ? AND done_at IS NULL AND given_up IN ('lost', 'unreadable')`,
  )
  const setCursor = db.prepare(
    `INSERT INTO feed_cursor
       (tenant_id, content_type, since, watermark, last_listed_at, day_listed_at, week_listed_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET watermark = excluded.watermark, last_listed_at = excluded.last_listed_at,
       day_listed_at = excluded.day_listed_at, week_listed_at = excluded.week_listed_at`,
  )
  const saveCursor = (tenant: string, type: string, cursor: FeedCursor): void =>
    void setCursor.run(
      tenant,
      type,
      cursor.since,
      cursor.watermark,
      cursor.lastListedAt,
      cursor.dayListedAt ?? null,
      cursor.weekListedAt ?? null,
    )
  const save = (tenant: TenantId, type: ContentType, listing: SavedListing): void => {
    for (const item of listing.items) {
      addItem.run(tenant, item.contentId, type, item.contentUri, item.createdAt, item.expiresAt)
      if (listing.reopen) reopen.run(tenant, item.contentId)
    }
    for (const gap of listing.opened ?? []) rows.gaps.add(tenant, type, gap, listing.at)
    rows.gaps.markListed(tenant, type, listing.window, listing.at)
    if (listing.items.length > 0) rows.subscriptions.endWaiting(tenant, type)
    if (listing.cursor === undefined) return
    saveCursor(tenant, type, listing.cursor)
    rows.subscriptions.endDisabled(tenant, type)
  }
  return async (tenant, type, listing) => {
    const fresh = listing.items.filter((item) => known.get(tenant, item.contentId) === undefined).length
    await soon(() => save(tenant, type, listing))
    return { fresh }
  }
}

const ITEM_COLUMNS = `content_id AS contentId, content_uri AS contentUri, content_type AS contentType,
  created_at AS createdAt, expires_at AS expiresAt, attempts, strikes`
/** By name: left to choose, SQLite takes the index of all arrivals and looks at everything that was ever done. */
const DUE = `FROM content INDEXED BY content_open
  WHERE tenant_id = ? AND content_type = ? AND done_at IS NULL AND given_up IS NULL AND (next_attempt_at <= ? OR next_attempt_at > ?)`

function contentParts(db: Db, soon: StoreSoon): Pick<FeedLedger, "pending" | "postpone" | "giveUp"> {
  type Due = [string, string, number, number, number, number]
  const anyOpen = db.prepare<[string, string]>(
    `SELECT 1 FROM content INDEXED BY content_open
     WHERE tenant_id = ? AND content_type = ? AND done_at IS NULL AND given_up IS NULL LIMIT 1`,
  )
  const live = db.prepare<Due, { contentId: string }>(
    `SELECT ${ITEM_COLUMNS} ${DUE} AND created_at >= ? ORDER BY created_at, content_id LIMIT ?`,
  )
  const older = db.prepare<Due, { contentId: string }>(
    `SELECT ${ITEM_COLUMNS} ${DUE} AND created_at < ? ORDER BY created_at DESC, content_id DESC LIMIT ?`,
  )
  const postponeItem = db.prepare<[number, number, string, string, string]>(
    `UPDATE content SET attempts = attempts + 1, strikes = strikes + ?, next_attempt_at = ?, problem = ?
     WHERE tenant_id = ? AND content_id = ? AND done_at IS NULL`,
  )
  const giveUpItem = db.prepare(
    `UPDATE content SET attempts = attempts + 1, strikes = strikes + 1, given_up = ?, given_up_at = ?,
       problem = ?, raw_hash = ?, raw_size = ?
     WHERE tenant_id = ? AND content_id = ? AND done_at IS NULL`,
  )
  return {
    pending: async (tenant, type, { now, liveSince, limit }) => {
      // Mostly nothing is, and to put that in order would take ten times as long.
      if (anyOpen.get(tenant, type) === undefined) return []
      const wrongClock = now + LONGEST_PAUSE_MS
      const first = live.all(tenant, type, now, wrongClock, liveSince, limit)
      const room = limit - first.length
      const rest = room > 0 ? older.all(tenant, type, now, wrongClock, liveSince, room) : []
      return [...first, ...rest].map((row) =>
        fromRow(itemSchema, row, { table: "content", row: row.contentId }),
      )
    },
    postpone: (tenant, contentId, { nextAttemptAt, reason, strike }) =>
      soon(() => void postponeItem.run(strike ? 1 : 0, nextAttemptAt, reason, tenant, contentId)),
    giveUp: (tenant, { contentId, state, at, reason, sha256, size }) =>
      soon(() => void giveUpItem.run(state, at, reason, sha256 ?? null, size ?? null, tenant, contentId)),
  }
}

function healthParts(
  db: Db,
  ledgers: ReturnType<typeof ledgerReader>["ledgers"],
  soon: StoreSoon,
): Pick<FeedLedger, "saveHealth" | "forgetHealth" | "keepHealth" | "health" | "tally" | "trouble"> {
  const set = db.prepare<[string, string, string, string, string | null, number, number | null]>(
    `INSERT INTO feed_health (tenant_id, source, state, sentence, code, at, last_ok_at) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET state = excluded.state, sentence = excluded.sentence, code = excluded.code,
       at = excluded.at, last_ok_at = COALESCE(excluded.last_ok_at, last_ok_at)`,
  )
  const known = db.prepare<[string, string]>("SELECT 1 FROM feed_health WHERE tenant_id = ? AND source = ?")
  const forget = db.prepare<[string, string]>("DELETE FROM feed_health WHERE tenant_id = ? AND source = ?")
  const told = db.prepare<[], object>("SELECT tenant_id AS tenantId, source FROM feed_health")
  const all = db.prepare<[], { source: string }>(selectHealth(""))
  const ofOne = db.prepare<[string], { source: string }>(selectHealth("WHERE h.tenant_id = ?"))
  const trouble = db.prepare<[string, string], { sentence: string; at: number }>(
    "SELECT sentence, at FROM feed_health WHERE tenant_id = ? AND source = ? AND state = 'trouble'",
  )
  const tally = db.prepare<[], { sources: number; trouble: number }>(
    "SELECT COUNT(*) AS sources, COUNT(*) FILTER (WHERE state = 'trouble') AS trouble FROM feed_health",
  )
  return {
    tally: async () => tally.get() ?? { sources: 0, trouble: 0 },
    saveHealth: (tenant, source, state, sentence, at, code) =>
      soon(() => void set.run(tenant, source, state, sentence, code ?? null, at, state === "ok" ? at : null)),
    forgetHealth: async (tenant, source) => {
      // Mostly nothing is told, and then nobody waits.
      if (known.get(tenant, source) !== undefined) await soon(() => void forget.run(tenant, source))
    },
    keepHealth: async (isRead) =>
      immediately(db, () => {
        for (const row of told.all()) {
          const { tenantId, source } = fromRow(toldSchema, row, { table: "feed_health", row: "" })
          if (!isRead(tenantId, source)) forget.run(tenantId, source)
        }
      }),
    trouble: async (tenant, type) => trouble.get(tenant, type),
    health: async (tenant) => {
      const known = new Map(ledgers(tenant).map((one) => [`${one.tenantId} ${one.type}`, one]))
      return wholeRows(db, tenant === undefined ? all.all() : ofOne.all(tenant), (row) => {
        const health = fromRow(healthSchema, row, { table: "feed_health", row: row.source })
        const ledger = known.get(`${health.tenantId} ${health.source}`)
        return ledger === undefined ? health : { ...health, ledger }
      })
    },
  }
}
