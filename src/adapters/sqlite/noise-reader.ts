/** Incidents by their rule. A damaged row is left out: it tells nothing of its rule. */
import { z } from "zod"
import { INCIDENT_STATES } from "../../model/alert.ts"
import { LEVELS } from "../../model/level.ts"
import type { RuleIncident } from "../../model/rule-incident.ts"
import type { NoiseReader } from "../../ports/noise-reader.ts"
import type { Db } from "./database.ts"
import { incidentIdSchema, tenantIdSchema } from "./schemas.ts"
import { fromRow } from "./stored-json.ts"
import { wholeRows } from "./whole-rows.ts"

/** What a mute names is told as `criteriaOf` tells it. `harmlessAt` counts as long as the verdict stands. */
const SELECT_RULE_INCIDENT = `SELECT incident.id, incident.tenant_id AS tenantId, subject, state, rule,
    json_extract(body, '$.alert.rule.title') AS title, json_extract(body, '$.alert.level') AS level,
    COALESCE(json_extract(body, '$.alert.actor.upn'), json_extract(body, '$.alert.actor.id')) AS actor,
    json_extract(body, '$.alert.target.name') AS target,
    json_extract(body, '$.customerAnswer.answer') AS answer,
    json_extract(body, '$.times.postedAt') AS postedAt, json_extract(body, '$.claimedAt') AS claimedAt,
    CASE WHEN state IN ('expected', 'not-a-threat') AND judged = 'harmless' THEN judged_at END AS harmlessAt
  FROM incident LEFT JOIN judged_incident ON judged_incident.incident_id = incident.id`

const maybe = <T>(schema: z.ZodType<T>) => schema.nullable()

const rowSchema = z
  .object({
    id: incidentIdSchema,
    tenantId: tenantIdSchema,
    subject: z.string(),
    state: z.enum(INCIDENT_STATES),
    rule: z.string(),
    title: z.string(),
    level: z.enum(LEVELS),
    actor: z.string(),
    target: z.string(),
    answer: maybe(z.enum(["expected", "unknown"])),
    postedAt: maybe(z.number()),
    claimedAt: maybe(z.number()),
    harmlessAt: maybe(z.number()),
  })
  .transform(
    ({ answer, postedAt, claimedAt, harmlessAt, ...row }): RuleIncident => ({
      ...row,
      ...(answer === null ? {} : { answer }),
      ...(postedAt === null ? {} : { postedAt }),
      ...(claimedAt === null ? {} : { claimedAt }),
      ...(harmlessAt === null ? {} : { harmlessAt }),
    }),
  )

const ruleIncidentOf = (row: { readonly id: number }): RuleIncident =>
  fromRow(rowSchema, row, { table: "incident", row: row.id })

// `rule` is NULL where the body is damaged.
const TOLD = `${SELECT_RULE_INCIDENT}
  WHERE incident.id IN
      (SELECT incident_id FROM alert WHERE tenant_id = ? AND happened_at >= ? AND happened_at < ?)
    AND incident.tenant_id = ? AND rule IS NOT NULL ORDER BY incident.id`

/** Of a tenant, a rule, without an incident, at most so many. */
export const LIKE = `${SELECT_RULE_INCIDENT}
  WHERE incident.tenant_id = ? AND rule = ? AND incident.id <> ? ORDER BY incident.id DESC LIMIT ?`

export function sqliteNoiseReader(db: Db): NoiseReader {
  const told = db.prepare<[string, number, number, string], { id: number }>(TOLD)
  const like = db.prepare<[string, string, number, number], { id: number }>(LIKE)
  return {
    told: async (tenant, { from, to }) => wholeRows(db, told.all(tenant, from, to, tenant), ruleIncidentOf),
    like: async ({ id, tenantId, rule }, limit) =>
      wholeRows(db, like.all(tenantId, rule, id, limit), ruleIncidentOf),
  }
}
