/** Reads what is kept about one incident, for an evidence pack; works while the product is writing. */
import type { Alert } from "../../model/alert.ts"
import type { IncidentId } from "../../model/ids.ts"
import type { TrailEntry } from "../../model/trail-entry.ts"
import type { Evidence, EvidenceReader, SealedEntry } from "../../ports/evidence-reader.ts"
import { alertRows } from "./alert-rows.ts"
import type { Db } from "./database.ts"
import { evidenceRows } from "./evidence-rows.ts"
import { sqliteIncidentStore } from "./incident-store.ts"
import { sqliteJournal } from "./journal.ts"
import { openReadOnly } from "./open-read-only.ts"
import { readHead, SELECT_TRAIL, trailEntry } from "./trail-rows.ts"

type Chained = TrailEntry | SealedEntry

/** Throws a ConfigError with one sentence when the file is missing or isn't a database of Watchpost's. */
export const openEvidenceForReading = (path: string): EvidenceReader =>
  openReadOnly(path, (db) => {
    const incidents = sqliteIncidentStore(db)
    const journal = sqliteJournal(db)
    const recordsOf = recordReader(db)
    const { ofIncident: alertsOf } = alertRows(db)
    const trail = trailReader(db)
    return {
      evidence: async (id) => {
        // The transaction ends with the connection: until then everything is of this moment.
        if (!db.inTransaction) db.exec("BEGIN")
        const incident = await incidents.incident(id)
        const head = readHead(db)
        if (incident === undefined || head === undefined) return undefined
        const alerts = alertsOf(id)
        const fixes = await journal.ofIncident(id)
        return { incident, alerts, records: recordsOf(alerts), fixes, ...trail(id), head }
      },
      close: () => void db.close(),
    }
  })

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
function trailReader(db: Db): (id: IncidentId) => Pick<Evidence, "entries" | "chain"> {
  const own = db.prepare<[number], { seq: number }>(`${SELECT_TRAIL} WHERE incident_id = ? ORDER BY seq`)
  const links = db.prepare<[number], SealedEntry>(
    "SELECT seq, prev, hash FROM trail WHERE seq >= ? ORDER BY seq",
  )
  return (id) => {
    const entries = own.all(id).map((row) => trailEntry(row, row.seq))
    const whole = new Map(entries.map((entry) => [entry.seq, entry]))
    function* chain(): Generator<Chained> {
      const [first] = entries
      if (first === undefined) return
      for (const link of links.iterate(first.seq)) yield whole.get(link.seq) ?? link
    }
    return { entries, chain: { [Symbol.iterator]: chain } }
  }
}
