/** Messages that are owed, and the steps of escalation that they took. */
import { z } from "zod"
import { ESCALATION_STEPS, type TakenStep, UNDELIVERED_STEPS } from "../../model/escalation.ts"
import { NOTICE_KINDS, type Notice, type OwedNotice, PLACES } from "../../model/notice.ts"
import type { Notices } from "../../ports/notices.ts"
import { type Db, immediately } from "./database.ts"
import { incidentRows } from "./incident-rows.ts"
import { noticeRows } from "./notice-rows.ts"
import { faceSchema, incidentIdSchema, tenantIdSchema } from "./schemas.ts"
import { fromJson, fromRow, jsonObjectSchema } from "./stored-json.ts"
import { trailRows } from "./trail-rows.ts"
import { readOrPutOff, UNREADABLE_AGAIN_MS, wholeRows } from "./whole-rows.ts"
import { LONGEST_PAUSE_MS, LONGEST_QUIET_MS } from "./wrong-clock.ts"

const recipientSchema = z.object({ objectId: z.string(), name: z.string() })
const placeSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("channel"),
    channel: z.object({ conversationId: z.string(), serviceUrl: z.string(), teamsTenantId: tenantIdSchema }),
  }),
  z.object({ kind: z.literal("person"), person: recipientSchema }),
  z.object({ kind: z.literal("webhook") }),
])
const noticeSchema: z.ZodType<Notice> = z.object({
  key: z.string(),
  kind: z.enum(NOTICE_KINDS),
  to: placeSchema,
  title: z.string(),
  lines: z.array(z.string()),
  card: z.object({ summary: z.string(), content: jsonObjectSchema }).optional(),
  mentions: z.array(recipientSchema).optional(),
  asks: z.array(z.object({ title: z.string(), ask: z.string() })).optional(),
  data: jsonObjectSchema,
  incidents: z.array(incidentIdSchema).optional(),
  tenantId: tenantIdSchema.optional(),
  at: z.number(),
})
const rowSchema = z.object({
  seq: z.number(),
  body: z.string(),
  attempts: z.number(),
  sendingSince: z.number().nullable(),
})
const heldSchema = z.object({
  incidentId: incidentIdSchema,
  face: faceSchema,
  conversationId: z.string(),
  serviceUrl: z.string(),
  teamsTenantId: tenantIdSchema,
  heldUntil: z.number(),
})
const stepSchema: z.ZodType<TakenStep> = z.object({
  incidentId: incidentIdSchema,
  step: z.enum([...ESCALATION_STEPS, ...UNDELIVERED_STEPS]),
  since: z.number(),
})

export function sqliteNotices(db: Db): Notices {
  const rows = noticeRows(db)
  const take = db.prepare<[number, string, number]>(
    "INSERT INTO escalation (incident_id, step, since) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
  )
  const putOff = db.prepare<[number, string, number]>(
    "UPDATE notice SET attempts = attempts + 1, next_attempt_at = ?, problem = ? WHERE seq = ?",
  )
  const due = db.prepare<[number, number, string, number], { seq: number }>(
    `SELECT seq, body, attempts, sending_since AS sendingSince FROM notice
     WHERE done_at IS NULL AND (next_attempt_at <= ? OR next_attempt_at > ?)
       AND CASE WHEN json_valid(body) THEN COALESCE(body ->> '$.to.kind' NOT IN (SELECT value FROM json_each(?)), TRUE)
         ELSE TRUE END
     ORDER BY seq LIMIT ?`,
  )
  const steps = db.prepare<[string], { incidentId: number }>(
    `SELECT incident_id AS incidentId, step, since FROM escalation
     WHERE incident_id IN (SELECT value FROM json_each(?))`,
  )
  return {
    owe: async (notices, taken = []) =>
      immediately(db, () => {
        for (const notice of notices) rows.owe(notice)
        for (const { incidentId, step, since } of taken) take.run(incidentId, step, since)
      }),
    due: async (now, limit, places = PLACES) => {
      // A damaged one, which says no place, is told of by whoever looks.
      const others = JSON.stringify(PLACES.filter((place) => !places.includes(place)))
      return due.all(now, now + LONGEST_PAUSE_MS, others, limit).flatMap((row) => {
        const keep = (why: string): void => void putOff.run(now + UNREADABLE_AGAIN_MS, why, row.seq)
        return readOrPutOff(db, () => owedNotice(row), keep) ?? []
      })
    },
    ...attempts(db),
    ...heldCards(db, rows.owe),
    stepsOf: async (incidents) =>
      wholeRows(db, steps.all(JSON.stringify(incidents)), (row) =>
        fromRow(stepSchema, row, { table: "escalation", row: row.incidentId }),
      ),
  }
}

function owedNotice(row: { readonly seq: number }): OwedNotice {
  const { seq, body, attempts, sendingSince } = fromRow(rowSchema, row, { table: "notice", row: row.seq })
  const notice = { ...fromJson(noticeSchema, body, { table: "notice", row: seq }), attempts }
  return sendingSince === null ? notice : { ...notice, sendingSince }
}

/** What became of trying to send one. */
function attempts(db: Db): Pick<Notices, "sending" | "notSent" | "done" | "failed"> {
  const trail = trailRows(db)
  const sending = db.prepare<[number, number, string]>(
    "UPDATE notice SET sending_since = COALESCE(sending_since, ?), next_attempt_at = ? WHERE key = ?",
  )
  const notSent = db.prepare<[string]>("UPDATE notice SET sending_since = NULL WHERE key = ?")
  const done = db.prepare<[number, string]>(
    `UPDATE notice SET done_at = ?, problem = NULL, body = json_remove(body, '$.card')
     WHERE key = ? AND done_at IS NULL`,
  )
  const failed = db.prepare<[number, string, string]>(
    "UPDATE notice SET attempts = attempts + 1, next_attempt_at = ?, problem = ? WHERE key = ?",
  )
  return {
    sending: async (key, at, dueAgainAt) => sending.run(at, dueAgainAt, key).changes > 0,
    notSent: async (key) => void notSent.run(key),
    done: async (key, at, note) =>
      immediately(db, () => {
        if (done.run(at, key).changes === 1) trail.append(note)
      }),
    failed: async (key, nextAttemptAt, reason) => void failed.run(nextAttemptAt, reason, key),
  }
}

const OVER = "(held_until <= ? OR held_until > ?)"

function heldCards(db: Db, owe: (notice: Notice) => unknown): Pick<Notices, "held" | "release"> {
  const held = db.prepare<[number, number], { seq: number }>(
    `SELECT seq, incident_id AS incidentId, face, conversation_id AS conversationId, service_url AS serviceUrl,
       teams_tenant_id AS teamsTenantId, held_until AS heldUntil
     FROM card WHERE ${OVER} ORDER BY owed_order`,
  )
  const incidents = incidentRows(db)
  const release = db.prepare<[number, number]>(`UPDATE card SET held_until = NULL WHERE ${OVER}`)
  return {
    held: async (now) =>
      wholeRows(db, held.all(now, now + LONGEST_QUIET_MS), (row) => {
        const { incidentId, face, heldUntil, ...channel } = fromRow(heldSchema, row, {
          table: "card",
          row: row.seq,
        })
        return { incidentId, face, heldUntil, channel }
        // Nothing can be told of a damaged incident; its card may go, and says so to whoever looks why it doesn't.
      }).filter(({ incidentId }) => incidents.findWhole(incidentId) !== undefined),
    release: async (now, digests) =>
      immediately(db, () => {
        for (const digest of digests) owe(digest)
        release.run(now, now + LONGEST_QUIET_MS)
      }),
  }
}
