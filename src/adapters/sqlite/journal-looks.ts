/** Later looks at runs that failed because what was accepted couldn't be seen: one for each run, and no call. */
import type { RemediationId } from "../../model/ids.ts"
import type { Journal, RequestedRun } from "../../ports/journal.ts"
import { type Db, immediately } from "./database.ts"
import { incidentChanges } from "./incident-rows.ts"
import { jsonOrNull, type Row, remediationOf, SELECT_REMEDIATION } from "./remediation-rows.ts"
import { trailRows } from "./trail-rows.ts"
import { wholeRows } from "./whole-rows.ts"
import { LONGEST_PAUSE_MS } from "./wrong-clock.ts"

/** Not while another run of the incident may change what would be seen. */
const AT_REST = `NOT EXISTS (SELECT 1 FROM remediation AS other
  WHERE other.incident_id = remediation.incident_id AND other.state IN ('requested', 'intended'))`

export function journalLooks(db: Db): Pick<Journal, "toLookAt" | "looked"> {
  const due = db.prepare<[number, number], Row>(
    `${SELECT_REMEDIATION} WHERE (look_at <= ? OR look_at > ?) AND ${AT_REST} ORDER BY id`,
  )
  const write = db.prepare<[string, string | null, string | null, string | null, number | null, number]>(
    `UPDATE remediation SET state = ?, after = ?, leaves = ?, result = ?, finished_at = ?, look_at = NULL
     WHERE id = ? AND look_at IS NOT NULL AND ${AT_REST}`,
  )
  const trail = trailRows(db)
  const change = incidentChanges(db)
  const markUndone = undoneMarker(db)
  return {
    toLookAt: async (now) => wholeRows(db, due.all(now, now + LONGEST_PAUSE_MS), remediationOf),
    looked: async ({ id, incidentId, ...end }, note, tell) =>
      immediately(db, () => {
        const { state, after, leaves, result, finishedAt } = end
        const told = [leaves ?? null, result ?? null, finishedAt ?? null] as const
        if (write.run(state, jsonOrNull(after), ...told, id).changes !== 1) return false
        trail.append(note)
        if (state === "verified") markUndone(id)
        change(incidentId, tell)
        return true
      }),
  }
}

/** Whoever asks for the same thing anew, or takes it back, is answered by that run. */
export function looksDropper(db: Db): (wanted: Pick<RequestedRun, "incidentId" | "action" | "part">) => void {
  const drop = db.prepare<[number, string, string]>(
    `UPDATE remediation SET look_at = NULL
     WHERE incident_id = ? AND action = ? AND part = ? AND look_at IS NOT NULL`,
  )
  return ({ incidentId, action, part }) => void drop.run(incidentId, action, part ?? "")
}

/** The fix that this run took back doesn't stand any more. */
export function undoneMarker(db: Db): (id: RemediationId) => void {
  const undone = db.prepare<[number]>(
    `UPDATE remediation SET state = 'undone'
     WHERE id = (SELECT undoes FROM remediation WHERE id = ?) AND state IN ('verified', 'failed')`,
  )
  return (id) => void undone.run(id)
}
