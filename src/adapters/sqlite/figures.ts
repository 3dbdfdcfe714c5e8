/** Figures as SQLite counts them, by an index where there are many rows: they are asked every few seconds, on the bot's thread. */
import { readdirSync, statSync } from "node:fs"
import { dirname, join } from "node:path"
import { z } from "zod"
import type { TenantId } from "../../model/ids.ts"
import { LEVELS } from "../../model/level.ts"
import type { RecordKind } from "../../model/storage-policy.ts"
import type { FeedFigure, Figures, SourceFigure, WaitingFigure } from "../../ports/figures.ts"
import type { Db } from "./database.ts"
import { kindOfShelf, shelfOfFile } from "./event-shelf.ts"
import { CLOSED } from "./incident-rows.ts"
import { contentTypeSchema, tenantIdSchema } from "./schemas.ts"
import { fromRow } from "./stored-json.ts"
import { wholeRows } from "./whole-rows.ts"

const OF = "tenant_id IN (SELECT value FROM json_each(@of))"

const FEEDS = `SELECT c.tenant_id AS tenantId, c.content_type AS type, c.watermark AS listedTo,
    COALESCE(o.count, 0) AS openBlobs, o.oldest AS oldestOpenAt, COALESCE(g.count, 0) AS openGaps
  FROM feed_cursor c
  LEFT JOIN (SELECT tenant_id, content_type, COUNT(*) AS count, MIN(created_at) AS oldest
    FROM content INDEXED BY content_open WHERE done_at IS NULL AND given_up IS NULL AND ${OF} GROUP BY 1, 2) o
    USING (tenant_id, content_type)
  LEFT JOIN (SELECT tenant_id, content_type, COUNT(*) AS count
    FROM coverage_gap INDEXED BY gap_not_healed WHERE healed_at IS NULL AND lost_at IS NULL AND ${OF} GROUP BY 1, 2) g
    USING (tenant_id, content_type)
  WHERE c.${OF} ORDER BY 1, 2`

/** What waits for the morning isn't late. */
const WAITING = `
  SELECT 'card' AS what, COUNT(*) AS count, MIN(CASE WHEN sent = 0 AND json_valid(i.body)
      THEN json_extract(i.body, '$.times.fetchedAt') END) AS oldestAt
    FROM card INDEXED BY card_owed JOIN incident i ON i.id = card.incident_id
    WHERE wanted > sent AND held_until IS NULL
  UNION ALL
  SELECT CASE WHEN json_valid(body) AND body ->> '$.to.kind' = 'webhook' THEN 'webhook' ELSE 'message' END,
      COUNT(*), MIN(owed_at)
    FROM notice WHERE done_at IS NULL GROUP BY 1`

const SOURCES = `SELECT tenant_id AS tenantId, source, state = 'trouble' AS isTrouble, last_ok_at AS lastOkAt
  FROM feed_health WHERE ${OF} ORDER BY 1, 2`
const OPEN = `SELECT level, COUNT(*) AS count FROM incident INDEXED BY incident_open
  WHERE state NOT IN ${CLOSED} GROUP BY level`
const CANARIES = `SELECT tenant_id AS tenantId, MAX(arrived_at) AS arrivedAt FROM canary
  WHERE arrived_at IS NOT NULL GROUP BY tenant_id`

const feedSchema = z
  .object({
    tenantId: tenantIdSchema,
    type: contentTypeSchema,
    listedTo: z.number(),
    openBlobs: z.number(),
    oldestOpenAt: z.number().nullable(),
    openGaps: z.number(),
  })
  .transform(
    ({ oldestOpenAt, ...rest }): FeedFigure => ({
      ...rest,
      ...(oldestOpenAt === null ? {} : { oldestOpenAt }),
    }),
  )
const sourceSchema = z
  .object({
    tenantId: tenantIdSchema,
    source: z.string(),
    isTrouble: z.number(),
    lastOkAt: z.number().nullable(),
  })
  .transform(
    ({ isTrouble, lastOkAt, ...rest }): SourceFigure => ({
      ...rest,
      isTrouble: isTrouble === 1,
      ...(lastOkAt === null ? {} : { lastOkAt }),
    }),
  )
const waitingSchema = z
  .object({
    what: z.enum(["card", "message", "webhook"]),
    count: z.number(),
    oldestAt: z.number().nullable(),
  })
  .transform(
    ({ oldestAt, ...rest }): WaitingFigure => ({ ...rest, ...(oldestAt === null ? {} : { oldestAt }) }),
  )
const levelSchema = z.object({ level: z.enum(LEVELS), count: z.number() })
const canarySchema = z.object({ tenantId: tenantIdSchema, arrivedAt: z.number() })

export function sqliteFigures(db: Db): Figures {
  const rowsOf = <T extends object>(
    table: string,
    schema: z.ZodType<T>,
    sql: string,
  ): ((of?: readonly TenantId[]) => Promise<readonly T[]>) => {
    const select = db.prepare<[{ of: string }], object>(sql)
    return async (of = []) =>
      wholeRows(db, select.all({ of: JSON.stringify(of) }), (row) => fromRow(schema, row, { table, row: "" }))
  }
  const running = db
    .prepare<[], number>("SELECT COUNT(*) FROM remediation WHERE state IN ('requested', 'intended')")
    .pluck()
  return {
    feeds: rowsOf("feed_cursor", feedSchema, FEEDS),
    sources: rowsOf("feed_health", sourceSchema, SOURCES),
    waiting: rowsOf("card", waitingSchema, WAITING),
    openIncidents: rowsOf("incident", levelSchema, OPEN),
    runningFixes: async () => running.get() ?? 0,
    canaries: rowsOf("canary", canarySchema, CANARIES),
    sizes: async () => sizesBeside(db.name),
  }
}

/** A file that is dropped while it is looked at has no size. A database in memory has no files. */
function sizesBeside(database: string): Awaited<ReturnType<Figures["sizes"]>> {
  if (database === ":memory:") return []
  const folder = dirname(database)
  const bytesOf = (path: string): number =>
    ["", "-wal"].reduce(
      (sum, end) => sum + (statSync(`${path}${end}`, { throwIfNoEntry: false })?.size ?? 0),
      0,
    )
  const byKind = new Map<RecordKind, number>()
  for (const file of readdirSync(folder)) {
    const shelf = shelfOfFile(database, file)
    const kind = shelf === undefined ? undefined : kindOfShelf(shelf)
    if (kind !== undefined) byKind.set(kind, (byKind.get(kind) ?? 0) + bytesOf(join(folder, file)))
  }
  return [
    { part: "main", bytes: bytesOf(database) },
    ...[...byKind].toSorted().map(([part, bytes]) => ({ part, bytes })),
  ]
}
