/** What fixes have sent, and which of Microsoft's records came of it. The callers that write have opened the transaction. */
import { z } from "zod"
import { HOUR } from "../../lib/time-units.ts"
import { recordId } from "../../model/ids.ts"
import type { FixRecord, PlannedCall, RecentFix, SentRound } from "../../model/remediation.ts"
import type { Journal } from "../../ports/journal.ts"
import type { Batch } from "../../ports/record-store.ts"
import type { Db } from "./database.ts"
import { type Row, remediationOf, SELECT_REMEDIATION } from "./remediation-rows.ts"
import { planSchema } from "./schemas.ts"
import { fromJson, fromRow, type Place } from "./stored-json.ts"
import { wholeRows } from "./whole-rows.ts"

/** A process that died sends nothing more. Calls wait for answers for minutes, never for as long as this, milliseconds. */
const LONGEST_ROUND_MS = HOUR

const roundsSchema = z.array(z.object({ at: z.number(), plan: planSchema }))
const recordsSchema: z.ZodType<readonly FixRecord[]> = z.array(
  z.object({ id: z.string().transform(recordId), happenedAt: z.number(), call: z.string() }),
)
const sentSchema = z.object({ rounds: z.string(), records: z.string(), finishedAt: z.number().nullable() })

/** A fix that failed after its intent may have reached the service all the same. */
export function recentFixesReader(db: Db): Journal["since"] {
  const intended = db.prepare<[string, number], Row>(
    `SELECT run.*, remediation.rounds, remediation.records FROM (${SELECT_REMEDIATION}) AS run
       JOIN remediation USING (id)
     WHERE remediation.tenant_id = ? AND intended_at IS NOT NULL
       AND MAX(intended_at, COALESCE(finished_at, 0)) >= ? ORDER BY id`,
  )
  return async (tenant, since) => wholeRows(db, intended.all(tenant, since), recentFixOf)
}

function recentFixOf(row: Row): RecentFix {
  const place = { table: "remediation", row: row.id }
  const { id, incidentId, tenantId, action, subject } = remediationOf(row)
  const { rounds, records, finishedAt } = fromRow(sentSchema, row, place)
  return {
    ...{ id, incidentId, tenantId, action, subject },
    rounds: roundsOf(rounds, finishedAt ?? Number.POSITIVE_INFINITY, place),
    records: fromJson(recordsSchema, records, place),
  }
}

/** A round ends where the next one begins, the last one with the run. */
function roundsOf(text: string, finishedAt: number, place: Place): readonly SentRound[] {
  const rounds = fromJson(roundsSchema, text, place)
  return rounds.map(({ at, plan }, index) => {
    const end = rounds[index + 1]?.at ?? finishedAt
    return { from: at, to: Math.min(end, at + LONGEST_ROUND_MS), plan }
  })
}

/** `at` is milliseconds UTC: right before the first call. */
export function roundWriter(db: Db): (id: number, at: number, plan: readonly PlannedCall[]) => void {
  const add = db.prepare<[string, number]>(
    "UPDATE remediation SET rounds = json_insert(rounds, '$[#]', json(?)) WHERE id = ?",
  )
  return (id, at, plan) => void add.run(JSON.stringify({ at, plan }), id)
}

/** With the records themselves, so that no call can explain a second one. */
export function fixRecordWriter(db: Db): (batch: Pick<Batch, "fixRecords">) => void {
  const add = db.prepare<[{ fix: number; id: string; happenedAt: number; text: string }]>(
    `UPDATE remediation SET records = json_insert(records, '$[#]', json(@text))
     WHERE id = @fix AND NOT EXISTS (
       SELECT 1 FROM json_each(records) WHERE value ->> 'id' = @id AND value ->> 'happenedAt' = @happenedAt)`,
  )
  return ({ fixRecords = [] }) => {
    for (const { fix, id, happenedAt, call } of fixRecords)
      add.run({ fix, id, happenedAt, text: JSON.stringify({ id, happenedAt, call }) })
  }
}
