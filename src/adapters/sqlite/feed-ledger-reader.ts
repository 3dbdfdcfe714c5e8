/** The ledger as a whole, for answers; also for a second process that reads while the product writes. */
import { z } from "zod"
import { HOUR } from "../../lib/time-units.ts"
import type { TenantId } from "../../model/ids.ts"
import type { FeedCursor, GivenUp, TypeLedger } from "../../ports/feed-ledger.ts"
import { type Db, readTogether } from "./database.ts"
import { GAP_COLUMNS, gapFromRow } from "./feed-ledger-gaps.ts"
import { openReadOnly } from "./open-read-only.ts"
import { contentTypeSchema, tenantIdSchema } from "./schemas.ts"
import { fromRow } from "./stored-json.ts"
import { wholeRow, wholeRows } from "./whole-rows.ts"

const CURSOR_COLUMNS = `since, watermark, last_listed_at AS lastListedAt, day_listed_at AS dayListedAt,
  week_listed_at AS weekListedAt`
const cursorSchema = z
  .object({
    since: z.number(),
    watermark: z.number(),
    lastListedAt: z.number(),
    dayListedAt: z.number().nullable(),
    weekListedAt: z.number().nullable(),
  })
  .transform(
    ({ dayListedAt, weekListedAt, ...rest }): FeedCursor => ({
      ...rest,
      ...(dayListedAt === null ? {} : { dayListedAt }),
      ...(weekListedAt === null ? {} : { weekListedAt }),
    }),
  )

const keySchema = z.object({ tenantId: tenantIdSchema, type: contentTypeSchema })
const openSchema = keySchema.extend({ hour: z.number(), count: z.number() })
const givenUpSchema = z
  .object({
    contentId: z.string(),
    createdAt: z.number(),
    // Whatever became of it: content that isn't told would be taken for coverage.
    state: z.enum(["lost", "unreadable", "too-large"]).catch("unreadable"),
    reason: z.string(),
    at: z.number(),
    sha256: z.string().nullable(),
    size: z.number().nullable(),
  })
  .transform(
    ({ sha256, size, ...rest }): GivenUp => ({
      ...rest,
      ...(sha256 === null ? {} : { sha256 }),
      ...(size === null ? {} : { size }),
    }),
  )

const KEY = `tenant_id AS tenantId, content_type AS type`
type OfTenant = { readonly tenant: string | null }

/** Two forms of each, so that one tenant is found by index. */
function queries(db: Db, where: "@tenant IS NULL" | "tenant_id = @tenant") {
  return {
    cursors: db.prepare<[OfTenant], object>(
      `SELECT ${KEY}, ${CURSOR_COLUMNS} FROM feed_cursor WHERE ${where} ORDER BY tenant_id, content_type`,
    ),
    gaps: db.prepare<[OfTenant], object>(
      `SELECT ${KEY}, ${GAP_COLUMNS} FROM coverage_gap WHERE healed_at IS NULL AND ${where} ORDER BY from_at`,
    ),
    open: db.prepare<[OfTenant], object>(
      `SELECT ${KEY}, created_at / ${HOUR} AS hour, COUNT(*) AS count FROM content INDEXED BY content_open
       WHERE done_at IS NULL AND given_up IS NULL AND ${where} GROUP BY 1, 2, 3 ORDER BY 3`,
    ),
    givenUp: db.prepare<[OfTenant], object>(
      `SELECT ${KEY}, content_id AS contentId, created_at AS createdAt, given_up AS state,
         COALESCE(problem, '') AS reason, given_up_at AS at, raw_hash AS sha256, raw_size AS size
       FROM content INDEXED BY content_given_up
       WHERE done_at IS NULL AND given_up IS NOT NULL AND ${where} ORDER BY created_at`,
    ),
  }
}

export function ledgerReader(db: Db) {
  const one = db.prepare<[string, string], object>(
    `SELECT ${CURSOR_COLUMNS} FROM feed_cursor WHERE tenant_id = ? AND content_type = ?`,
  )
  const ofAll = queries(db, "@tenant IS NULL")
  const ofOne = queries(db, "tenant_id = @tenant")
  const ledgers = (tenant?: TenantId): readonly TypeLedger[] =>
    readTogether(db, () => {
      const of = { tenant: tenant ?? null }
      const { cursors, gaps, open, givenUp } = tenant === undefined ? ofAll : ofOne
      const gapsBy = byKey(db, gaps.all(of))
      const openBy = byKey(db, open.all(of))
      const givenUpBy = byKey(db, givenUp.all(of))
      return wholeRows(db, cursors.all(of), (row): TypeLedger => {
        const key = keyOf(row)
        const name = `${key.tenantId} ${key.type}`
        return {
          ...key,
          cursor: fromRow(cursorSchema, row, { table: "feed_cursor", row: name }),
          gaps: (gapsBy.get(name) ?? []).map(gapFromRow),
          open: (openBy.get(name) ?? []).map(hourOf),
          givenUp: (givenUpBy.get(name) ?? []).map((content) =>
            fromRow(givenUpSchema, content, { table: "content", row: name }),
          ),
        }
      })
    })
  return {
    cursor: (tenant: string, type: string): FeedCursor | undefined => {
      const row = one.get(tenant, type)
      return row === undefined ? undefined : fromRow(cursorSchema, row, { table: "feed_cursor", row: tenant })
    },
    ledgers,
  }
}

const keyOf = (row: object) => fromRow(keySchema, row, { table: "feed_cursor", row: "" })

/** What is of no content type that we know is of none that is shown. */
function byKey(db: Db, rows: readonly object[]): ReadonlyMap<string, readonly object[]> {
  return Map.groupBy(rows, (row) => {
    const key = wholeRow(db, () => keyOf(row))
    return `${key?.tenantId} ${key?.type}`
  })
}

const hourOf = (row: object): TypeLedger["open"][number] => {
  const { hour, count } = fromRow(openSchema, row, { table: "content", row: "" })
  return { from: hour * HOUR, to: (hour + 1) * HOUR, count }
}

export interface LedgerReader {
  ledgers(): readonly TypeLedger[]
  /** Sources that aren't well, and why in one sentence: also those that wait for their first records. */
  troubles(): readonly Trouble[]
  close(): void
}

export type Trouble = { readonly tenantId: TenantId; readonly source: string; readonly sentence: string }
const troubleSchema: z.ZodType<Trouble> = z.object({
  tenantId: tenantIdSchema,
  source: z.string(),
  sentence: z.string(),
})

/** Throws a ConfigError with one sentence when the file is missing, isn't a database or has no ledger. */
export const openLedgerForReading = (path: string): LedgerReader =>
  openReadOnly(path, (db) => {
    const reader = ledgerReader(db)
    const troubles = db.prepare<[], object>(
      "SELECT tenant_id AS tenantId, source, sentence FROM feed_health WHERE state <> 'ok'",
    )
    return {
      ledgers: () => reader.ledgers(),
      troubles: () =>
        wholeRows(db, troubles.all(), (row) =>
          fromRow(troubleSchema, row, { table: "feed_health", row: "" }),
        ),
      close: () => void db.close(),
    }
  })
