/** The cards and messages of a channel that becomes a customer's, or is nobody's any more, as rows. */
import { incidentId } from "../../model/ids.ts"
import type { LinkedChannel } from "../../model/linked-channel.ts"
import type { OweOnLink } from "../../ports/channel-book.ts"
import type { Db } from "./database.ts"
import { cardRows, incidentOf, SELECT_INCIDENT } from "./incident-rows.ts"
import { noticeRows } from "./notice-rows.ts"

const CHANNEL_OF_NOTICE = "json_extract(body, '$.to.channel.conversationId')"

/** What is owed to a channel that comes, newest incidents first, and to one that goes. The callers have opened the transaction. */
export function owedRows(db: Db) {
  const cards = cardRows(db)
  const notices = noticeRows(db)
  const open = db.prepare<[string], { id: number }>(
    `${SELECT_INCIDENT} WHERE tenant_id = ? AND state NOT IN ('fixed', 'expected', 'not-a-threat') ORDER BY id DESC`,
  )
  const left = db
    .prepare<[string], number>("SELECT incident_id FROM left_card WHERE conversation_id = ?")
    .pluck()
  const resume = db.prepare<[string]>(
    `UPDATE card SET activity_id = l.activity_id, thread_id = l.thread_id FROM left_card l
     WHERE card.conversation_id = ? AND l.conversation_id = card.conversation_id AND l.incident_id = card.incident_id`,
  )
  const leave = db.prepare<[string]>(
    `INSERT OR REPLACE INTO left_card (incident_id, conversation_id, activity_id, thread_id)
     SELECT incident_id, conversation_id, activity_id, thread_id FROM card
     WHERE conversation_id = ? AND activity_id IS NOT NULL AND thread_id IS NOT NULL`,
  )
  // Without its row no later change of the incident can reach the channel.
  const forget = db.prepare<[string]>("DELETE FROM card WHERE conversation_id = ?")
  const found = db.prepare<[string]>("DELETE FROM lost_channel WHERE conversation_id = ?")
  // Of one customer, or for technicians; the channel may be another's next.
  const unsay = db.prepare<[string]>(
    `DELETE FROM notice WHERE done_at IS NULL AND json_valid(body) AND ${CHANNEL_OF_NOTICE} = ?`,
  )
  const end = (conversationId: string): void => {
    leave.run(conversationId)
    forget.run(conversationId)
    unsay.run(conversationId)
    found.run(conversationId)
  }
  return {
    owe: ({ tenantId, channel }: LinkedChannel, decide: OweOnLink): void => {
      const { conversationId } = channel
      // Technicians' until now: what they had there, of anybody, isn't for the new readers.
      end(conversationId)
      const there = new Set(left.all(conversationId).map(incidentId))
      const owed = decide(open.all(tenantId).map(incidentOf), there)
      for (const one of owed.cards) cards.want(one.incidentId, tenantId, one.card)
      resume.run(conversationId)
      for (const notice of owed.notices) notices.owe(notice)
    },
    forget: end,
  }
}
