/** Which entries became which alert, and bursts for which something waits. */
import { z } from "zod"
import {
  type Burst,
  burstEnd,
  type DetectMemory,
  EVERY_TENANT,
  type MemoryGroup,
} from "../../model/detect-memory.ts"
import { alertId, tenantId } from "../../model/ids.ts"
import type { Db } from "./database.ts"
import { groupKey } from "./group-key.ts"
import { fromJson } from "./stored-json.ts"
import { wholeRows } from "./whole-rows.ts"

type Row = {
  readonly alert_id: string
  readonly from_at: number
  readonly to_at: number
  readonly counted_at: number | null
  readonly counted: number | null
  readonly waiting: string | null
}

/** The group is named by a burst that waits: nobody asks for that one by its group. */
const Waiting = z.object({
  scope: z.union([z.literal(EVERY_TENANT), z.string().transform(tenantId)]),
  rule: z.string(),
  key: z.string(),
  entries: z.number(),
  /** The burst's own end; that of the row has what waits. */
  end: z.number(),
})

/** So many are looked at again with one batch: an attack on thousands of accounts ends in as many groups. */
const AT_ONCE = 50

export function burstReader(db: Db): Pick<DetectMemory, "bursts" | "waitingBursts"> {
  const columns = "alert_id, from_at, to_at, counted_at, counted, waiting"
  // Sorted here: SQLite makes room for sorting before it knows that there is nothing to sort, which takes ten times the look-up.
  const ofGroup = db.prepare<[number, number, number], Row>(
    `SELECT ${columns} FROM detect_burst WHERE group_key = ? AND from_at <= ? AND to_at >= ?`,
  )
  // A damaged one is nobody's, and SQLite would refuse the question for all of them.
  const scope = "CASE WHEN json_valid(waiting) THEN json_extract(waiting, '$.scope') END"
  const waiting = db.prepare<[number, string, number], Row>(
    `SELECT ${columns} FROM detect_burst WHERE waiting IS NOT NULL AND counted_at <= ?
       AND ${scope} = ? ORDER BY counted_at LIMIT ?`,
  )
  return {
    bursts: (group, from, to) =>
      wholeRows(db, ofGroup.all(groupKey(group), to, from), (row) => burstOf(row, group)).toSorted(
        (a, b) => a.from - b.from,
      ),
    waitingBursts: (scope, countedBy) =>
      wholeRows(db, waiting.all(countedBy, scope, AT_ONCE), (row) => burstOf(row)),
  }
}

function burstOf(row: Row, group?: MemoryGroup): Burst {
  const place = { table: "detect_burst", row: row.alert_id }
  const waiting = row.waiting === null ? undefined : fromJson(Waiting, row.waiting, place)
  const { scope, rule, key } = group ?? fromJson(Waiting, row.waiting ?? "", place)
  return {
    ...{ scope, rule, key, alertId: alertId(row.alert_id), from: row.from_at, to: waiting?.end ?? row.to_at },
    ...(row.counted_at === null ? {} : { counted: { at: row.counted_at, entries: row.counted ?? 0 } }),
    ...(waiting === undefined ? {} : { waiting: { entries: waiting.entries, to: row.to_at } }),
  }
}

/** The caller has opened the transaction. */
export function burstWriter(db: Db): (burst: Burst) => void {
  const add = db.prepare<[number, string, number, number, number | null, number | null, string | null]>(
    `INSERT INTO detect_burst (group_key, alert_id, from_at, to_at, counted_at, counted, waiting) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET from_at = excluded.from_at, to_at = excluded.to_at, counted_at = excluded.counted_at,
       counted = excluded.counted, waiting = excluded.waiting`,
  )
  return (burst) => {
    const { alertId: id, from, to: end, counted, waiting, ...group } = burst
    const waits = waiting && JSON.stringify({ ...group, entries: waiting.entries, end })
    const [countedAt, entries] = [counted?.at ?? null, counted?.entries ?? null]
    add.run(groupKey(group), id, from, burstEnd(burst), countedAt, entries, waits ?? null)
  }
}
