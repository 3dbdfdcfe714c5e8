/** Reads what is kept about one incident, for an evidence pack; works while the product is writing. */
import type { Alert } from "../../model/alert.ts"
import type { IncidentId } from "../../model/ids.ts"
import type { Evidence, EvidenceReader, SealedEntry } from "../../ports/evidence-reader.ts"
import type { Db } from "./database.ts"
import { evidenceRows } from "./evidence-rows.ts"
import { sqliteIncidentStore } from "./incident-store.ts"
import { sqliteJournal } from "./journal.ts"
import { openReadOnly } from "./open-read-only.ts"
import { alertSchema } from "./schemas.ts"
import { fromJson } from "./stored-json.ts"
import { readHead, SELECT_TRAIL, trailEntry } from "./trail-rows.ts"

/** Throws a ConfigError with one sentence when the file is missing or isn't a database of Watchpost's. */
export const openEvidenceForReading = (path: string): EvidenceReader =>
  openReadOnly(path, (db) => {
    const incidents = sqliteIncidentStore(db)
    const journal = sqliteJournal(db)
    const recordsOf = recordReader(db)
    const alertsOf = alertReader(db)
    const chainFrom = chainReader(db)
    const read = async (id: IncidentId): Promise<Evidence | undefined> => {
      const incident = await incidents.incident(id)
      const head = readHead(db)
      if (incident === undefined || head === undefined) return undefined
      const alerts = alertsOf(id)
      const records = recordsOf(alerts)
      return { incident, alerts, records, fixes: await journal.ofIncident(id), chain: chainFrom(id), head }
    }
    return {
      evidence: async (id) => {
        db.exec("BEGIN")
        try {
          return await read(id)
        } finally {
          db.exec("COMMIT")
        }
      },
      close: () => void db.close(),
    }
  })

function alertReader(db: Db): (id: IncidentId) => readonly Alert[] {
  const bodies = db
    .prepare<[number], string>("SELECT body FROM alert WHERE incident_id = ? ORDER BY happened_at, id")
    .pluck()
  return (id) =>
    bodies.all(id).map((body) => fromJson(alertSchema, body, { table: "alert", row: String(id) }))
}

function recordReader(db: Db): (alerts: readonly Alert[]) => Evidence["records"] {
  const evidence = evidenceRows(db)
  return (alerts) => {
    const wanted = alerts.flatMap(({ tenantId, recordIds }) => recordIds.map((id) => ({ tenantId, id })))
    const unique = new Map(wanted.map((one) => [`${one.tenantId} ${one.id}`, one]))
    return [...unique.values()]
      .flatMap(({ tenantId, id }) => evidence.find(tenantId, id) ?? [])
      .toSorted((a, b) => a.happenedAt - b.happenedAt)
  }
}

/** From the incident's first entry on; what belongs to others is number and hashes. */
function chainReader(db: Db): (id: IncidentId) => Evidence["chain"] {
  const own = db.prepare<[number], { seq: number }>(`${SELECT_TRAIL} WHERE incident_id = ? ORDER BY seq`)
  const links = db.prepare<[number], SealedEntry>(
    "SELECT seq, prev, hash FROM trail WHERE seq >= ? ORDER BY seq",
  )
  return (id) => {
    const whole = new Map(own.all(id).map((row) => [row.seq, trailEntry(row, row.seq)]))
    const [first] = whole.keys()
    return first === undefined ? [] : links.all(first).map((link) => whole.get(link.seq) ?? link)
  }
}
