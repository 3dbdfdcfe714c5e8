/** Runs of fixes, as rows: how they are asked for and read. */
import { z } from "zod"
import { remediationId } from "../../model/ids.ts"
import { LEFT_BEHIND, REMEDIATION_STATES, type Remediation } from "../../model/remediation.ts"
import { fixNameSchema, incidentIdSchema, planSchema, tenantIdSchema, textMapSchema } from "./schemas.ts"
import { fromJson, fromRow, jsonObjectSchema } from "./stored-json.ts"

export type Row = { readonly id: number }

const rowSchema = z.object({
  id: z.number().int().transform(remediationId),
  tenantId: tenantIdSchema,
  incidentId: incidentIdSchema,
  action: fixNameSchema,
  part: z.string(),
  undoes: z.number().int().transform(remediationId).nullable(),
  press: z.number().int().transform(remediationId).nullable(),
  state: z.enum(REMEDIATION_STATES),
  requestedBy: z.string(),
  automatic: z.number(),
  approvedBy: z.string().nullable(),
  requestedAt: z.number(),
  subject: z.string(),
  before: z.string().nullable(),
  plan: z.string().nullable(),
  after: z.string().nullable(),
  leaves: z.enum(LEFT_BEHIND).nullable(),
  finishedAt: z.number().nullable(),
  lookAt: z.number().nullable(),
  result: z.string().nullable(),
})

export const SELECT_REMEDIATION = `SELECT id, tenant_id AS tenantId, incident_id AS incidentId, action, part, undoes, press, state,
  requested_by AS requestedBy, automatic, approved_by AS approvedBy, requested_at AS requestedAt, subject, before, plan, after,
  leaves, finished_at AS finishedAt, look_at AS lookAt, result FROM remediation`

export const jsonOrNull = (value: unknown): string | null =>
  value === undefined ? null : JSON.stringify(value)

/** Throws a ContractError that names the row when it is damaged. */
export function remediationOf(row: Row): Remediation {
  const place = { table: "remediation", row: row.id }
  const {
    subject,
    part,
    undoes,
    press,
    automatic,
    approvedBy,
    before,
    plan,
    after,
    leaves,
    finishedAt,
    lookAt,
    result,
    ...rest
  } = fromRow(rowSchema, row, place)
  return {
    ...rest,
    ...(part === "" ? {} : { part }),
    ...(undoes === null ? {} : { undoes }),
    ...(press === null ? {} : { press }),
    ...(automatic === 0 ? {} : { automatic: true as const }),
    ...(approvedBy === null ? {} : { approvedBy }),
    subject: fromJson(textMapSchema, subject, place),
    ...(before === null ? {} : { before: fromJson(jsonObjectSchema, before, place) }),
    ...(plan === null ? {} : { plan: fromJson(planSchema, plan, place) }),
    ...(after === null ? {} : { after: fromJson(jsonObjectSchema, after, place) }),
    ...(leaves === null ? {} : { leaves }),
    ...(finishedAt === null ? {} : { finishedAt }),
    ...(lookAt === null ? {} : { lookAt }),
    ...(result === null ? {} : { result }),
  }
}
