/** The emergency brakes: of all customers and of each at most one row that isn't released. The journal asks them within its own transactions. */
import { z } from "zod"
import { DeniedError } from "../../model/errors.ts"
import { type Freeze, frozenSentence } from "../../model/freeze.ts"
import type { TenantId } from "../../model/ids.ts"
import type { Brake } from "../../ports/brake.ts"
import { type Db, immediately } from "./database.ts"
import { tenantIdSchema } from "./schemas.ts"
import { fromRow } from "./stored-json.ts"
import { trailRows } from "./trail-rows.ts"

const rowSchema = z
  .object({
    by: z.string(),
    at: z.number(),
    reason: z.string(),
    tenant: tenantIdSchema.nullable(),
    name: z.string(),
  })
  .transform(
    ({ tenant, name, ...freeze }): Freeze =>
      tenant === null ? freeze : { ...freeze, customer: { id: tenant, name } },
  )

const SELECT = `SELECT frozen_by AS "by", frozen_at AS "at", reason, tenant_id AS tenant, customer AS name
  FROM freeze WHERE released_at IS NULL`
/** The brake of all comes first. */
const IN_ORDER = "ORDER BY tenant_id IS NOT NULL, id"

const parsed = (row: object): Freeze => fromRow(rowSchema, row, { table: "freeze", row: "" })

const reader = (db: Db): ((tenant?: TenantId) => Freeze | undefined) => {
  const select = db.prepare<[string | null], object>(
    `${SELECT} AND (tenant_id IS NULL OR tenant_id = ?) ${IN_ORDER} LIMIT 1`,
  )
  return (tenant) => {
    const row = select.get(tenant ?? null)
    return row === undefined ? undefined : parsed(row)
  }
}

export function sqliteBrake(db: Db): Brake {
  const frozen = reader(db)
  const trail = trailRows(db)
  const all = db.prepare<[], object>(`${SELECT} ${IN_ORDER}`)
  const freeze = db.prepare<[string, number, string, string | null, string]>(
    `INSERT INTO freeze (frozen_by, frozen_at, reason, tenant_id, customer) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  )
  const release = db.prepare<[string, number, string | null]>(
    "UPDATE freeze SET released_by = ?, released_at = ? WHERE released_at IS NULL AND tenant_id IS ?",
  )
  return {
    frozen: async (tenant) => frozen(tenant),
    all: async () => all.all().map(parsed),
    freeze: async ({ by, at, reason, customer }, note) =>
      immediately(db, () => {
        if (freeze.run(by, at, reason, customer?.id ?? null, customer?.name ?? "").changes === 0) return false
        trail.append(note)
        return true
      }),
    release: async ({ by, at, tenant }, note) =>
      immediately(db, () => {
        if (release.run(by, at, tenant ?? null).changes === 0) return false
        trail.append(note)
        return true
      }),
  }
}

/** Throws a DeniedError while this customer's fixes are frozen; without one, while everybody's are. The caller has opened the transaction in which it acts. */
export function brakeCheck(db: Db): (tenant?: TenantId) => void {
  const frozen = reader(db)
  return (tenant) => {
    const freeze = frozen(tenant)
    if (freeze !== undefined) throw new DeniedError(frozenSentence(freeze))
  }
}
