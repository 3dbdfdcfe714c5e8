/** Alerts as rows. The callers have opened the transaction. */
import type { Alert } from "../../model/alert.ts"
import type { AlertId, IncidentId } from "../../model/ids.ts"
import type { Db } from "./database.ts"
import { alertSchema } from "./schemas.ts"
import { fromJson } from "./stored-json.ts"

export function alertRows(db: Db) {
  const known = db.prepare<[string], number>("SELECT 1 FROM alert WHERE id = ?").pluck()
  const byId = db.prepare<[string], string>("SELECT body FROM alert WHERE id = ?").pluck()
  const insert = db.prepare<[string, string, number, string]>(
    "INSERT INTO alert (id, tenant_id, happened_at, body) VALUES (?, ?, ?, ?)",
  )
  const link = db.prepare<[number, string]>("UPDATE alert SET incident_id = ? WHERE id = ?")
  return {
    /** Those whose id isn't stored yet, each id once. */
    onlyNew: (alerts: readonly Alert[]): readonly Alert[] =>
      [...new Map(alerts.map((alert) => [alert.id, alert])).values()].filter(
        (alert) => known.get(alert.id) === undefined,
      ),
    add: (alert: Alert): void =>
      void insert.run(alert.id, alert.tenantId, alert.happenedAt, JSON.stringify(alert)),
    link: (alert: AlertId, incident: IncidentId): void => void link.run(incident, alert),
    find: (id: AlertId): Alert | undefined => {
      const body = byId.get(id)
      return body === undefined ? undefined : fromJson(alertSchema, body, { table: "alert", row: id })
    },
  }
}
