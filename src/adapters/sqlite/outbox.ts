/** Cards that are owed to Teams. */
import { z } from "zod"
import type { OwedCard } from "../../model/delivery.ts"
import { ContractError } from "../../model/errors.ts"
import type { Outbox } from "../../ports/outbox.ts"
import { type Db, immediately } from "./database.ts"
import { incidentRows } from "./incident-rows.ts"
import { leftCardPlaces } from "./left-card-rows.ts"
import { faceSchema, incidentIdSchema, tenantIdSchema } from "./schemas.ts"
import { fromRow } from "./stored-json.ts"
import { trailRows } from "./trail-rows.ts"
import { readOrPutOff, UNREADABLE_AGAIN_MS } from "./whole-rows.ts"
import { LONGEST_PAUSE_MS } from "./wrong-clock.ts"

const cardSchema = z
  .object({
    incidentId: incidentIdSchema,
    tenantId: tenantIdSchema,
    face: faceSchema,
    conversationId: z.string(),
    serviceUrl: z.string(),
    teamsTenantId: tenantIdSchema,
    wanted: z.number(),
    sent: z.number(),
    activityId: z.string().nullable(),
    threadId: z.string().nullable(),
    attempts: z.number(),
    sendingSince: z.number().nullable(),
  })
  .transform(
    ({
      conversationId,
      serviceUrl,
      teamsTenantId,
      activityId,
      threadId,
      sendingSince,
      ...rest
    }): OwedCard => ({
      ...rest,
      channel: { conversationId, serviceUrl, teamsTenantId },
      ...(activityId === null ? {} : { activityId }),
      ...(threadId === null ? {} : { threadId }),
      ...(sendingSince === null ? {} : { sendingSince }),
    }),
  )

const SELECT_DUE = `SELECT seq, incident_id AS incidentId, card.tenant_id AS tenantId, face,
    conversation_id AS conversationId, service_url AS serviceUrl, teams_tenant_id AS teamsTenantId,
    wanted, sent, activity_id AS activityId, thread_id AS threadId, attempts,
    sending_since AS sendingSince
  FROM card JOIN incident ON incident.id = card.incident_id
  WHERE wanted > sent AND (next_attempt_at <= ? OR next_attempt_at > ?) AND held_until IS NULL
  ORDER BY CASE incident.level WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END, owed_order
  LIMIT ?`

/** Records the version that was sent, not the newest: what changed meanwhile stays owed. */
const UPDATE_SENT = `UPDATE card SET sent = MAX(sent, ?), activity_id = ?, thread_id = ?, attempts = 0,
    next_attempt_at = 0, problem = NULL, sending_since = NULL, sent_at = ?
  WHERE incident_id = ? AND face = ? AND conversation_id = ?`

const SELECT_ROW = "SELECT 1 FROM card WHERE incident_id = ? AND face = ? AND conversation_id = ?"

const UPDATE_FAILED = `UPDATE card SET attempts = attempts + 1, next_attempt_at = ?, problem = ?
  WHERE incident_id = ? AND face = ? AND conversation_id = ?`

const UPDATE_SENDING = `UPDATE card SET sending_since = COALESCE(sending_since, ?), next_attempt_at = ?
  WHERE incident_id = ? AND face = ? AND conversation_id = ?`

const UPDATE_UNREADABLE = `UPDATE card SET attempts = attempts + 1, next_attempt_at = ?, problem = ?
  WHERE seq = ?`

const UPDATE_NOT_SENT = `UPDATE card SET sending_since = NULL
  WHERE incident_id = ? AND face = ? AND conversation_id = ?`

export function sqliteOutbox(db: Db): Outbox {
  const due = db.prepare<[number, number, number], { seq: number }>(SELECT_DUE)
  const putOff = db.prepare<[number, string, number]>(UPDATE_UNREADABLE)
  const markSent = db.prepare<[number, string, string, number, number, string, string]>(UPDATE_SENT)
  // 0 means "at once": such a card has not been tried yet.
  const earliest = db
    .prepare<[], number | null>(
      "SELECT MIN(next_attempt_at) FROM card WHERE wanted > sent AND held_until IS NULL",
    )
    .pluck()
  const incidents = incidentRows(db)
  const trail = trailRows(db)
  const place = leftCardPlaces(db)
  return {
    ...attempts(db),
    due: async (now, limit) =>
      due.all(now, now + LONGEST_PAUSE_MS, limit).flatMap((row) => {
        const read = () => fromRow(cardSchema, row, { table: "card", row: row.seq })
        return readOrPutOff(db, read, (why) => void putOff.run(now + UNREADABLE_AGAIN_MS, why, row.seq)) ?? []
      }),
    sent: async (card, posted, at, note) =>
      immediately(db, () => {
        const { incidentId, face, channel } = card
        const { activityId, threadId } = posted
        const { changes } = markSent.run(
          card.wanted,
          activityId,
          threadId,
          at,
          incidentId,
          face,
          channel.conversationId,
        )
        const incident = incidents.find(incidentId)
        // Its channel was unlinked while it was on its way: known, it isn't posted again there.
        const isThere = changes === 1 || place(incidentId, channel.conversationId, posted)
        if (!isThere || incident === undefined)
          throw new ContractError(`Nothing is owed for incident ${incidentId} in this channel.`)
        if (incident.times.postedAt === undefined)
          incidents.write({ incident: { ...incident, times: { ...incident.times, postedAt: at } } })
        if (note !== undefined) trail.append(note)
      }),
    nextDue: async () => earliest.get() ?? undefined,
  }
}

function attempts(db: Db): Pick<Outbox, "isOwed" | "sending" | "notSent" | "failed"> {
  const row = db.prepare<[number, string, string]>(SELECT_ROW)
  const markFailed = db.prepare<[number, string, number, string, string]>(UPDATE_FAILED)
  const markSending = db.prepare<[number, number, number, string, string]>(UPDATE_SENDING)
  const markNotSent = db.prepare<[number, string, string]>(UPDATE_NOT_SENT)
  const keyOf = ({ incidentId, face, channel }: OwedCard) =>
    [incidentId, face, channel.conversationId] as const
  return {
    isOwed: async (card) => row.get(...keyOf(card)) !== undefined,
    sending: async (card, at, dueAgainAt) => {
      markSending.run(at, dueAgainAt, ...keyOf(card))
    },
    notSent: async (card) => {
      markNotSent.run(...keyOf(card))
    },
    failed: async (card, nextAttemptAt, reason) => {
      markFailed.run(nextAttemptAt, reason, ...keyOf(card))
    },
  }
}
