/** Gaps as rows: opened, listed, healed or lost. A row is never deleted, so that every gap there was can be told. */
import { z } from "zod"
import { DAY } from "../../lib/time-units.ts"
import type { Gap, NewGap } from "../../ports/feed-ledger.ts"
import type { Db } from "./database.ts"
import { fromRow } from "./stored-json.ts"

export const GAP_COLUMNS = `id, from_at AS "from", to_at AS "to", cause, detail, opened_at AS openedAt,
  listed_at AS listedAt, healed_at AS healedAt, lost_at AS lostAt`

const rowSchema = z.object({
  id: z.number(),
  from: z.number(),
  to: z.number(),
  // Whatever its cause was: a gap that isn't told would be taken for coverage.
  cause: z.enum(["not-running", "not-listed", "disabled"]).catch("not-listed"),
  detail: z.string(),
  openedAt: z.number(),
  listedAt: z.number().nullable(),
  healedAt: z.number().nullable(),
  lostAt: z.number().nullable(),
})

export function gapFromRow(row: unknown): Gap {
  const { listedAt, healedAt, lostAt, ...rest } = fromRow(rowSchema, row, { table: "coverage_gap", row: "" })
  return {
    ...rest,
    ...(listedAt === null ? {} : { listedAt }),
    ...(healedAt === null ? {} : { healedAt }),
    ...(lostAt === null ? {} : { lostAt }),
  }
}

const OPEN = "tenant_id = ? AND content_type = ? AND healed_at IS NULL AND lost_at IS NULL"

export function gapRows(db: Db) {
  const insert = db.prepare(
    `INSERT INTO coverage_gap (tenant_id, content_type, from_at, to_at, cause, detail, opened_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  // A subscription that stays off is one gap, not one a minute.
  const lengthen = db.prepare<[number, string, string, number, number]>(
    `UPDATE coverage_gap SET to_at = ? WHERE ${OPEN} AND cause = 'disabled' AND to_at = ? AND from_at >= ?`,
  )
  const open = db.prepare<[string, string]>(
    `SELECT ${GAP_COLUMNS} FROM coverage_gap WHERE ${OPEN} ORDER BY from_at DESC`,
  )
  const markListed = db.prepare<[number, string, string, number, number]>(
    `UPDATE coverage_gap SET listed_at = ?
     WHERE ${OPEN} AND listed_at IS NULL AND from_at >= ? AND to_at <= ?`,
  )
  // A disabled subscription collected nothing: listing what there is doesn't bring the rest back.
  const whole = db.prepare<[string, string], object>(
    `SELECT ${GAP_COLUMNS} FROM coverage_gap g
     WHERE ${OPEN} AND listed_at IS NOT NULL AND cause <> 'disabled' AND NOT EXISTS (
       SELECT 1 FROM content c INDEXED BY content_open
       WHERE c.tenant_id = g.tenant_id AND c.content_type = g.content_type AND c.done_at IS NULL AND c.given_up IS NULL AND c.created_at >= g.from_at AND c.created_at < g.to_at)`,
  )
  const setHealed = db.prepare<[number, number]>("UPDATE coverage_gap SET healed_at = ? WHERE id = ?")
  return {
    add: (tenant: string, type: string, gap: NewGap, at: number): void => {
      if (gap.cause === "disabled" && lengthen.run(gap.to, tenant, type, gap.from, gap.to - DAY).changes > 0)
        return
      insert.run(tenant, type, gap.from, gap.to, gap.cause, gap.detail, at)
    },
    open: (tenant: string, type: string): readonly Gap[] => open.all(tenant, type).map(gapFromRow),
    markListed: (tenant: string, type: string, window: { from: number; to: number }, at: number): void =>
      void markListed.run(at, tenant, type, window.from, window.to),
    lose: gapLoser(db),
    /** Listed whole, and none of their blobs is open. */
    whole: (tenant: string, type: string): readonly Gap[] => whole.all(tenant, type).map(gapFromRow),
    heal: (gaps: readonly Gap[], now: number): void => {
      for (const { id } of gaps) setHealed.run(now, id)
    },
  }
}

/** Splits a gap that is past reach in part: the older part is lost, the rest stays what it is. */
function gapLoser(db: Db): (tenant: string, gap: Gap, before: number, now: number) => void {
  const lose = db.prepare<[number, string, number]>(
    "UPDATE coverage_gap SET lost_at = ? WHERE tenant_id = ? AND id = ? AND healed_at IS NULL",
  )
  const copyOlder = db.prepare<[number, number, string, number]>(
    `INSERT INTO coverage_gap (tenant_id, content_type, from_at, to_at, cause, detail, opened_at, lost_at)
     SELECT tenant_id, content_type, from_at, ?, cause, detail, opened_at, ? FROM coverage_gap
     WHERE tenant_id = ? AND id = ? AND healed_at IS NULL AND lost_at IS NULL`,
  )
  const shorten = db.prepare<[number, string, number]>(
    "UPDATE coverage_gap SET from_at = ? WHERE tenant_id = ? AND id = ? AND healed_at IS NULL AND lost_at IS NULL",
  )
  return (tenant, gap, before, now) => {
    if (before >= gap.to) lose.run(now, tenant, gap.id)
    else if (before > gap.from) {
      copyOlder.run(before, now, tenant, gap.id)
      shorten.run(before, tenant, gap.id)
    }
  }
}
