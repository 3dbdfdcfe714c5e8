/** Alerts as rows. The callers have opened the transaction. */
import type { Alert } from "../../model/alert.ts"
import type { AlertId, IncidentId } from "../../model/ids.ts"
import { compareLevels } from "../../model/level.ts"
import type { Db } from "./database.ts"
import { alertSchema } from "./schemas.ts"
import { fromJson } from "./stored-json.ts"
import { wholeRow } from "./whole-rows.ts"

export function alertRows(db: Db) {
  const byId = db.prepare<[string], string>("SELECT body FROM alert WHERE id = ?").pluck()
  const insert = db.prepare<[string, string, number, string]>(
    `INSERT INTO alert (id, tenant_id, happened_at, body) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET happened_at = excluded.happened_at, body = excluded.body`,
  )
  const ofIncident = db
    .prepare<[number], string>("SELECT body FROM alert WHERE incident_id = ? ORDER BY happened_at, id")
    .pluck()
  const link = db.prepare<[number, string]>("UPDATE alert SET incident_id = ? WHERE id = ?")
  const find = (id: AlertId): Alert | undefined => {
    const body = byId.get(id)
    return body === undefined ? undefined : fromJson(alertSchema, body, { table: "alert", row: id })
  }
  const findWhole = (id: AlertId): Alert | undefined => wholeRow(db, () => find(id))
  return {
    /**
     * Those that are new or tell more than what is stored, each id once, and what is stored of them. One whose row is damaged
     * is new: told again, it is stored whole.
     */
    changed: (alerts: readonly Alert[]): Changed => {
      const before = new Map<AlertId, Alert>()
      const changed = [...new Map(alerts.map((alert) => [alert.id, alert])).values()].filter((alert) => {
        const stored = findWhole(alert.id)
        if (stored === undefined) return true
        if (alert.count <= stored.count && compareLevels(alert.level, stored.level) <= 0) return false
        before.set(alert.id, stored)
        return true
      })
      return { changed, before }
    },
    put: (alert: Alert): void =>
      void insert.run(alert.id, alert.tenantId, alert.happenedAt, JSON.stringify(alert)),
    link: (alert: AlertId, incident: IncidentId): void => void link.run(incident, alert),
    find,
    findWhole,
    /** Oldest first. */
    ofIncident: (id: IncidentId): readonly Alert[] =>
      ofIncident.all(id).map((body) => fromJson(alertSchema, body, { table: "alert", row: String(id) })),
  }
}

type Changed = { readonly changed: readonly Alert[]; readonly before: ReadonlyMap<AlertId, Alert> }
