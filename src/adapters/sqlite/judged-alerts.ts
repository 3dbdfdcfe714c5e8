/** What people said incidents were, and the alerts of those. The callers that write have opened the transaction. */
import { z } from "zod"
import type { Incident } from "../../model/alert.ts"
import type { DetectMemory } from "../../model/detect-memory.ts"
import { JUDGEMENTS, judgementOf } from "../../model/judged-alert.ts"
import type { Db } from "./database.ts"
import { fromRow } from "./stored-json.ts"
import { wholeRows } from "./whole-rows.ts"

/** With the incident itself, so that neither knows what the other has lost. What nobody says any more stays said. */
export function judgedWriter(db: Db): (incident: Incident) => void {
  const keep = db.prepare<[number, string, string, number]>(
    `INSERT INTO judged_incident (incident_id, tenant_id, judged, judged_at) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET judged = excluded.judged, judged_at = excluded.judged_at`,
  )
  return (incident) => {
    const judgement = judgementOf(incident)
    if (judgement !== undefined) keep.run(incident.id, incident.tenantId, judgement.as, judgement.at)
  }
}

const rowSchema = z
  .object({
    as: z.enum(JUDGEMENTS),
    at: z.number(),
    happenedAt: z.number(),
    ip: z.string().nullable().catch(null),
    account: z.string().nullable().catch(null),
  })
  .transform(({ as, at, happenedAt, ip, account }) => ({
    judgement: { as, at },
    happenedAt,
    ...(ip === null ? {} : { ip }),
    ...(account === null ? {} : { account }),
  }))

/** Asked with every batch: where nobody found an attack lately, one look into an index is all. */
export function judgedReader(db: Db): DetectMemory["judged"] {
  const attacked = db.prepare<[string, number], object>(
    "SELECT 1 FROM judged_incident WHERE tenant_id = ? AND judged = 'attack' AND judged_at >= ? LIMIT 1",
  )
  // Of thousands of one burst the earliest says as much as all. One that tells neither, as a damaged one does, teaches nothing.
  const alerts = db.prepare<[string, number], { incidentId: number }>(
    `SELECT incident_id AS incidentId, judged AS "as", judged_at AS at, MIN(happened_at) AS happenedAt, ip, account
     FROM judged_incident JOIN alert USING (incident_id)
     WHERE judged_incident.tenant_id = ? AND judged_at >= ? AND (ip IS NOT NULL OR account IS NOT NULL)
     GROUP BY incident_id, ip, account`,
  )
  return (tenant, since) =>
    attacked.get(tenant, since) === undefined
      ? []
      : wholeRows(db, alerts.all(tenant, since), (row) =>
          fromRow(rowSchema, row, { table: "judged_incident", row: row.incidentId }),
        )
}
