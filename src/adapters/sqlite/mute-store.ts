/** Mutes. A row is never changed but for being lifted, and never deleted: the trail refers to it. */
import { z } from "zod"
import { MINUTE } from "../../lib/time-units.ts"
import { MUTE_FIELDS, type Mute, muteId } from "../../model/mute.ts"
import type { MuteStore } from "../../ports/mute-store.ts"
import { type Db, immediately } from "./database.ts"
import { incidentChanges } from "./incident-rows.ts"
import { tenantIdSchema } from "./schemas.ts"
import { fromJson, fromRow } from "./stored-json.ts"
import { trailRows } from "./trail-rows.ts"
import { wholeRows } from "./whole-rows.ts"

const rowSchema = z.object({
  id: z.number().int().transform(muteId),
  tenantId: tenantIdSchema,
  criteria: z.string(),
  reason: z.string(),
  ticket: z.string().nullable(),
  by: z.string(),
  from: z.number(),
  until: z.number(),
  liftedBy: z.string().nullable(),
  liftedAt: z.number().nullable(),
})

type Row = { readonly id: number }

const criteriaSchema: z.ZodType<Mute["criteria"]> = z.partialRecord(z.enum(MUTE_FIELDS), z.string())

const SELECT = `SELECT id, tenant_id AS tenantId, criteria, reason, ticket, made_by AS "by", from_at AS "from",
  until_at AS "until", lifted_by AS liftedBy, lifted_at AS liftedAt FROM mute`

export function sqliteMuteStore(db: Db): MuteStore {
  const one = db.prepare<[number], Row>(`${SELECT} WHERE id = ?`)
  const active = db.prepare<[string, number], Row>(
    `${SELECT} WHERE tenant_id IN (SELECT value FROM json_each(?)) AND until_at > ? AND lifted_at IS NULL
     ORDER BY until_at, id`,
  )
  const covering = db.prepare<[string, number], Row>(
    `${SELECT} WHERE tenant_id = ? AND until_at > ? AND lifted_at IS NULL ORDER BY id`,
  )
  return {
    ...writers(db),
    mute: async (id) => {
      const row = one.get(id)
      return row === undefined ? undefined : muteOf(row)
    },
    active: async (tenants, now) => wholeRows(db, active.all(JSON.stringify(tenants), now), muteOf),
    // One that can't be read hides nothing.
    covering: async (tenant, since) => wholeRows(db, covering.all(tenant, since), muteOf),
  }
}

const REPEATED_MS = MINUTE

function writers(db: Db): Pick<MuteStore, "add" | "lift"> {
  const trail = trailRows(db)
  const change = incidentChanges(db)
  const insert = db.prepare(
    `INSERT INTO mute (tenant_id, criteria, reason, ticket, made_by, from_at, until_at)
     VALUES (@tenantId, @criteria, @reason, @ticket, @by, @from, @until)`,
  )
  const twin = db.prepare<[object], Row>(
    `${SELECT} WHERE tenant_id = @tenantId AND criteria = @criteria AND reason = @reason AND ticket IS @ticket
       AND made_by = @by AND lifted_at IS NULL
       AND ABS(from_at - @from) < ${REPEATED_MS} AND ABS(until_at - @until) < ${REPEATED_MS}`,
  )
  const lift = db.prepare<[string, number, number, number]>(
    "UPDATE mute SET lifted_by = ?, lifted_at = ? WHERE id = ? AND lifted_at IS NULL AND until_at > ?",
  )
  return {
    add: async (mute, note, toldOn) =>
      immediately(db, () => {
        const row = { ...mute, criteria: JSON.stringify(mute.criteria), ticket: mute.ticket ?? null }
        const there = twin.get(row)
        if (there !== undefined) return { mute: muteOf(there), created: false }
        const id = muteId(Number(insert.run(row).lastInsertRowid))
        trail.append({ ...note, data: { ...note.data, mute: id } })
        const made = { ...mute, id }
        if (toldOn !== undefined)
          change(toldOn.incident, (incident) => ({
            ...incident,
            history: [...incident.history, toldOn.line(made)],
          }))
        return { mute: made, created: true }
      }),
    lift: async (id, { by, at }, note) =>
      immediately(db, () => {
        if (lift.run(by, at, id, at).changes === 0) return false
        trail.append(note)
        return true
      }),
  }
}

function muteOf(row: Row): Mute {
  const place = { table: "mute", row: row.id }
  const { criteria, ticket, liftedBy, liftedAt, ...rest } = fromRow(rowSchema, row, place)
  return {
    ...rest,
    criteria: fromJson(criteriaSchema, criteria, place),
    ...(ticket === null ? {} : { ticket }),
    ...(liftedBy === null || liftedAt === null ? {} : { lifted: { by: liftedBy, at: liftedAt } }),
  }
}
