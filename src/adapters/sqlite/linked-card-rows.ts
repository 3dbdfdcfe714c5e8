/** The cards and messages of a channel that becomes a customer's, or is nobody's any more, as rows. The callers have opened the transaction. */

import type { Channel } from "../../model/delivery.ts"
import { type IncidentId, incidentId } from "../../model/ids.ts"
import type { LinkedChannel } from "../../model/linked-channel.ts"
import type { MoveCards, OweOnLink } from "../../ports/channel-book.ts"
import type { Db } from "./database.ts"
import { CLOSED, cardRows, incidentOf, SELECT_INCIDENT } from "./incident-rows.ts"
import { leftCardRows } from "./left-card-rows.ts"
import { noticeRows } from "./notice-rows.ts"
import { wholeRow, wholeRows } from "./whole-rows.ts"

const CHANNEL_OF_NOTICE = "json_extract(body, '$.to.channel.conversationId')"

/** What is owed to a channel that comes, newest incidents first, and to one that goes. */
export function owedRows(db: Db) {
  const cards = cardRows(db)
  const notices = noticeRows(db)
  const left = leftCardRows(db)
  const end = endRows(db)
  const open = db.prepare<[string], { id: number }>(
    `${SELECT_INCIDENT} WHERE tenant_id = ? AND state NOT IN ${CLOSED} ORDER BY id DESC`,
  )
  const ended = db.prepare<[string, string], { id: number }>(
    `${SELECT_INCIDENT} WHERE tenant_id = ? AND state IN ${CLOSED}
       AND id IN (SELECT incident_id FROM left_card WHERE conversation_id = ?) ORDER BY id DESC`,
  )
  return {
    /** Answers of which incidents technicians have no card any more. */
    owe: (link: LinkedChannel, decide: OweOnLink): readonly IncidentId[] => {
      const { tenantId, channel } = link
      const { conversationId } = channel
      // Technicians' until now: what they had there, of anybody, isn't for the new readers.
      const moved = end(conversationId)
      left.takeTold(link)
      const owed = decide({
        open: wholeRows(db, open.all(tenantId), incidentOf),
        ended: wholeRows(db, ended.all(tenantId, conversationId), incidentOf),
        left: left.facesIn(conversationId),
      })
      for (const one of owed.cards) cards.want(one.incidentId, tenantId, one.card)
      left.resume(conversationId)
      for (const notice of owed.notices) notices.owe(notice)
      return moved
    },
    forget: end,
  }
}

/** Ends a channel's cards, buttons, messages and schedules; answers of which open incidents technicians had a card there. */
function endRows(db: Db): (conversationId: string) => readonly IncidentId[] {
  const left = leftCardRows(db)
  const technicians = db
    .prepare<[string], number>(
      `SELECT incident_id FROM card JOIN incident ON incident.id = card.incident_id
       WHERE conversation_id = ? AND face = 'technician' AND state NOT IN ${CLOSED} ORDER BY incident_id`,
    )
    .pluck()
  // Without its row no later change of the incident can reach the channel.
  const forget = db.prepare<[string]>("DELETE FROM card WHERE conversation_id = ?")
  // What stays there is only a picture: whoever reads the channel next must not act by it.
  const disarm = db.prepare<[string]>("DELETE FROM button WHERE conversation_id = ?")
  const found = db.prepare<[string]>("DELETE FROM lost_channel WHERE conversation_id = ?")
  // Of one customer, or for technicians; the channel may be another's next.
  const unsay = db.prepare<[string]>(
    `DELETE FROM notice WHERE done_at IS NULL AND json_valid(body) AND ${CHANNEL_OF_NOTICE} = ?`,
  )
  // Whoever had it asked, asked as somebody in that customer's channel.
  const unasked = db.prepare<[string]>("DELETE FROM schedule WHERE conversation_id = ?")
  return (conversationId) => {
    const ids = technicians.all(conversationId).map(incidentId)
    left.leave(conversationId)
    for (const step of [forget, disarm, unsay, unasked, found]) step.run(conversationId)
    return ids
  }
}

/** Technicians' channels that the configuration doesn't name any more. */
export function formerlyOurs(db: Db) {
  const end = endRows(db)
  const former = db
    .prepare<[string], string>(
      `SELECT DISTINCT conversation_id FROM card WHERE face = 'technician'
         AND conversation_id NOT IN (SELECT value FROM json_each(?)) ORDER BY conversation_id`,
    )
    .pluck()
  const readdress = db.prepare<[string, string]>(
    `UPDATE notice SET body = json_set(body, '$.to.channel', json(?)), next_attempt_at = 0, sending_since = NULL
     WHERE done_at IS NULL AND json_valid(body) AND ${CHANNEL_OF_NOTICE} = ?`,
  )
  return {
    /** Answers of which open incidents technicians had a card there. */
    leave: (ours: readonly string[], triage: Channel): readonly IncidentId[] =>
      former.all(JSON.stringify(ours)).flatMap((conversationId) => {
        readdress.run(JSON.stringify(triage), conversationId)
        return end(conversationId)
      }),
  }
}

/** Technicians' cards of incidents that have none any more go where they go now. */
export function movedRows(db: Db): (ids: Iterable<IncidentId>, moved: MoveCards) => void {
  const cards = cardRows(db)
  const left = leftCardRows(db)
  const homeless = db.prepare<[string], { id: number }>(
    `${SELECT_INCIDENT} WHERE id IN (SELECT value FROM json_each(?))
       AND NOT EXISTS (SELECT 1 FROM card WHERE incident_id = incident.id AND face = 'technician') ORDER BY id`,
  )
  return (ids, moved) => {
    for (const row of homeless.all(JSON.stringify([...new Set(ids)]))) {
      const incident = wholeRow(db, () => incidentOf(row))
      if (incident === undefined) continue
      for (const card of moved(incident)) {
        cards.want(incident.id, incident.tenantId, card)
        left.resume(card.channel.conversationId)
      }
    }
  }
}
