/** Answers to "who restored it", a row each: the newest of a session counts, the others are how it came to be. */
import { z } from "zod"
import { DAY, HOUR } from "../../lib/time-units.ts"
import { restoreSubject } from "../../model/act.ts"
import { type IncidentId, incidentId } from "../../model/ids.ts"
import { type Attribution, GRADES } from "../../model/restore-evidence.ts"
import type { AttributionBook, RestoreKey } from "../../ports/attribution-book.ts"
import { type Db, immediately, readTogether } from "./database.ts"
import { cardRows, incidentRows } from "./incident-rows.ts"
import { restoreEventSchema, restoreSessionSchema, tenantIdSchema } from "./schemas.ts"
import { fromJson, fromRow } from "./stored-json.ts"
import { trailRows } from "./trail-rows.ts"
import { wholeRow, wholeRows } from "./whole-rows.ts"

const attributionSchema: z.ZodType<Attribution> = z.looseObject({
  grade: z.enum(GRADES),
  person: z.string().optional(),
  machine: z.string().optional(),
  candidates: z.array(z.string()),
  reasons: z.array(z.looseObject({ text: z.string(), evidenceIds: z.array(z.string()) })),
  withoutSignIn: z.literal(true).optional(),
  missing: z.array(z.string()).optional(),
})

const keySchema = z.object({ server: z.string(), session: z.string(), tenantId: tenantIdSchema })

type BodyRow = { readonly id: string; readonly body: string }

const answerOf = ({ id, body }: BodyRow): Attribution =>
  fromJson(attributionSchema, body, { table: "attribution", row: id })

export function sqliteAttributionBook(db: Db): AttributionBook {
  return { ...readers(db), store: writer(db) }
}

/** Evidence says something about a session from an hour before it to an hour after it. */
const AROUND_MS = HOUR
/** A session may be stored long after it ended: when its server couldn't be read, or is new. */
const STORED_LATE_MS = 31 * DAY

function readers(db: Db): Omit<AttributionBook, "store"> {
  // CROSS JOIN: from the few new pieces of evidence to their sessions, never the other way round.
  const open = db.prepare<{ since: number; kept: number; around: number; late: number }, object>(
    `SELECT server, id AS session, tenant_id AS tenantId, created_at FROM restore_session
     WHERE COALESCE(ended_at, gone_at) IS NULL
     UNION SELECT server, id, tenant_id, created_at FROM restore_session
     WHERE COALESCE(ended_at, gone_at) >= @since
     UNION SELECT server, id, tenant_id, created_at FROM restore_session WHERE gone_at >= @since
     UNION SELECT s.server, s.id, s.tenant_id, s.created_at FROM restore_session AS s
     WHERE COALESCE(s.ended_at, s.gone_at) >= @since - @late AND NOT EXISTS
       (SELECT 1 FROM attribution AS a WHERE a.server = s.server AND a.session_id = s.id)
     UNION SELECT s.server, s.id, s.tenant_id, s.created_at
     FROM restore_evidence AS e CROSS JOIN restore_session AS s ON s.tenant_id = e.tenant_id
       AND s.created_at < e.to_at + @around AND COALESCE(s.ended_at, s.gone_at) > e.from_at - @around
     WHERE e.kept_at >= @kept
     UNION SELECT s.server, s.id, s.tenant_id, s.created_at
     FROM (SELECT CASE WHEN json_valid(body) THEN body ELSE '{}' END AS body FROM restore_evidence
       WHERE kept_at >= @kept) AS e CROSS JOIN restore_session AS s
       ON s.server = json_extract(e.body, '$.server') AND s.id = json_extract(e.body, '$.session')
     ORDER BY created_at, server, session`,
  )
  const session = db.prepare<[string, string, string], { body: string; goneAt: number | null }>(
    "SELECT body, gone_at AS goneAt FROM restore_session WHERE server = ? AND id = ? AND tenant_id = ?",
  )
  const events = db.prepare<[string, string], BodyRow>(
    "SELECT id, body FROM restore_event WHERE server = ? AND session_id = ? ORDER BY position, started_at, id",
  )
  const latest = db.prepare<[string, string], BodyRow>(
    `SELECT session_id AS id, body FROM attribution WHERE server = ? AND session_id = ?
     ORDER BY revision DESC LIMIT 1`,
  )
  const ofSessions = db.prepare<[string, string], BodyRow>(
    `SELECT session_id AS id, body FROM attribution WHERE tenant_id = ?
       AND session_id IN (SELECT value FROM json_each(?)) ORDER BY revision`,
  )
  return {
    open: async (since, kept) =>
      open
        .all({ since, kept, around: AROUND_MS, late: STORED_LATE_MS })
        .map((row) => fromRow(keySchema, row, { table: "restore_session", row: "" })),
    restore: async ({ server, session: id, tenantId }) =>
      readTogether(db, () => {
        const row = session.get(server, id, tenantId)
        if (row === undefined) return undefined
        // Who restored it isn't weighed on a part of what it did: its answer stays as it is.
        return wholeRow(db, () => ({
          tenantId,
          ...(row.goneAt === null ? {} : { goneAt: row.goneAt }),
          session: fromJson(restoreSessionSchema, row.body, { table: "restore_session", row: id }),
          events: events
            .all(server, id)
            .map((row) => fromJson(restoreEventSchema, row.body, { table: "restore_event", row: row.id })),
        }))
      }),
    latest: async ({ server, session: id }) => {
      const row = latest.get(server, id)
      return row === undefined ? undefined : wholeRow(db, () => answerOf(row))
    },
    ofSessions: async (tenant, sessions) =>
      new Map(
        wholeRows(db, ofSessions.all(tenant, JSON.stringify(sessions)), (row) => [row.id, answerOf(row)]),
      ),
  }
}

function writer(db: Db): AttributionBook["store"] {
  const incidents = incidentRows(db)
  const cards = cardRows(db)
  const trail = trailRows(db)
  const about = db
    .prepare<[string, string], number>(
      "SELECT id FROM incident WHERE tenant_id = ? AND subject = ? ORDER BY id",
    )
    .pluck()
  const newest =
    "(SELECT COALESCE(MAX(revision), 0) FROM attribution WHERE server = @server AND session_id = @session)"
  const add = db.prepare<RestoreKey & { now: number; body: string }>(
    `INSERT INTO attribution (server, session_id, revision, tenant_id, at, body)
     VALUES (@server, @session, ${newest} + 1, @tenantId, @now, @body)`,
  )
  const replace = db.prepare<RestoreKey & { body: string }>(
    `UPDATE attribution SET body = @body
     WHERE server = @server AND session_id = @session AND tenant_id = @tenantId AND revision = ${newest}`,
  )
  return async (key, answer, now, told) =>
    immediately(db, () => {
      const body = JSON.stringify(answer)
      if (told === undefined) replace.run({ ...key, body })
      else add.run({ ...key, now, body })
      const ids: readonly IncidentId[] = about.all(key.tenantId, restoreSubject(key.session)).map(incidentId)
      if (told !== undefined) {
        const [incident] = ids
        trail.append({ ...told.note, ...(incident === undefined ? {} : { incidentId: incident }) })
      }
      for (const id of ids) {
        const incident = incidents.findWhole(id)
        if (incident !== undefined && told?.line !== undefined)
          incidents.write({ incident: { ...incident, history: [...incident.history, told.line] } })
        cards.wantAgain(id)
      }
    })
}
