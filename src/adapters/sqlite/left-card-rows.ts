/**
 * Where the cards of a channel are that isn't its customer's any more, as rows: when it is again, they are edited and not
 * posted anew. The callers have opened the transaction.
 */
import { z } from "zod"
import type { Face } from "../../model/delivery.ts"
import { type IncidentId, incidentId } from "../../model/ids.ts"
import type { LinkedChannel } from "../../model/linked-channel.ts"
import type { PostedCard } from "../../ports/messenger.ts"
import type { Db } from "./database.ts"
import { CLOSED } from "./incident-rows.ts"
import { faceSchema } from "./schemas.ts"
import { fromRow } from "./stored-json.ts"
import { wholeRows } from "./whole-rows.ts"

/** One whose first post is on its way has no place yet: it is looked for when it is wanted again. */
const LEAVE = `INSERT OR REPLACE INTO left_card
    (incident_id, conversation_id, face, activity_id, thread_id, sending_since, version, told_state)
  SELECT incident_id, conversation_id, face, activity_id, thread_id, sending_since, wanted,
    CASE WHEN wanted = sent THEN incident.state END
  FROM card JOIN incident ON incident.id = card.incident_id
  WHERE conversation_id = ? AND (activity_id IS NOT NULL OR sending_since IS NOT NULL)`

/** Cards that tell rightly how it ended need no edit, but what happens to their incidents later reaches them again. */
const TAKE_TOLD = `INSERT INTO card (incident_id, tenant_id, face, conversation_id, service_url, teams_tenant_id,
    wanted, sent, activity_id, thread_id, owed_order)
  SELECT incident_id, tenant_id, face, conversation_id, ?, ?, version, version, activity_id, thread_id, 0
  FROM left_card JOIN incident ON incident.id = incident_id
  WHERE conversation_id = ? AND tenant_id = ? AND face = 'customer' AND told_state = state
    AND state IN ${CLOSED}`

/** Goes on counting, so that what was on its way before isn't taken for what is wanted now. */
const RESUME = `UPDATE card SET activity_id = l.activity_id, thread_id = l.thread_id,
    sending_since = l.sending_since, wanted = l.version + 1, sent = l.version
  FROM left_card l
  WHERE card.conversation_id = ? AND card.wanted > card.sent
    AND l.conversation_id = card.conversation_id AND l.incident_id = card.incident_id`

const TAKEN = `DELETE FROM left_card WHERE conversation_id = ?
  AND EXISTS (SELECT 1 FROM card WHERE card.conversation_id = left_card.conversation_id
    AND card.incident_id = left_card.incident_id)`

const rowSchema = z.object({ id: z.number().transform(incidentId), face: faceSchema })

export function leftCardRows(db: Db) {
  const leave = db.prepare<[string]>(LEAVE)
  const takeTold = db.prepare<[string, string, string, string]>(TAKE_TOLD)
  const resume = db.prepare<[string]>(RESUME)
  const taken = db.prepare<[string]>(TAKEN)
  const faces = db.prepare<[string], { id: number }>(
    "SELECT incident_id AS id, face FROM left_card WHERE conversation_id = ?",
  )
  return {
    leave: (conversationId: string): void => void leave.run(conversationId),
    takeTold: ({ tenantId, channel }: LinkedChannel): void => {
      const { conversationId, serviceUrl, teamsTenantId } = channel
      takeTold.run(serviceUrl, teamsTenantId, conversationId, tenantId)
      taken.run(conversationId)
    },
    facesIn: (conversationId: string): ReadonlyMap<IncidentId, Face> =>
      new Map(
        wholeRows(db, faces.all(conversationId), (row) =>
          fromRow(rowSchema, row, { table: "left_card", row: row.id }),
        ).map(({ id, face }) => [id, face]),
      ),
    /** What is wanted there now goes on where its card is. */
    resume: (conversationId: string): void => {
      resume.run(conversationId)
      taken.run(conversationId)
    },
  }
}

/** What Teams took after its channel was left. False when no such card was on its way. */
export function leftCardPlaces(
  db: Db,
): (incident: IncidentId, conversationId: string, posted: PostedCard) => boolean {
  const place = db.prepare<[string, string, number, string]>(
    `UPDATE left_card SET activity_id = ?, thread_id = ?, sending_since = NULL
     WHERE incident_id = ? AND conversation_id = ?`,
  )
  return (incident, conversationId, { activityId, threadId }) =>
    place.run(activityId, threadId, incident, conversationId).changes > 0
}
