/** Channels that were linked in chat, and channels that can't be written to. */
import { z } from "zod"
import type { Incident } from "../../model/alert.ts"
import { type IncidentId, incidentId, type TenantId } from "../../model/ids.ts"
import type { LostChannel } from "../../model/linked-channel.ts"
import type { ChannelBook, OwedOnLink } from "../../ports/channel-book.ts"
import { type Db, immediately } from "./database.ts"
import { cardRows, incidentOf, SELECT_INCIDENT } from "./incident-rows.ts"
import { linkRows } from "./link-rows.ts"
import { noticeRows } from "./notice-rows.ts"
import { openReadOnly } from "./open-read-only.ts"
import { fromRow } from "./stored-json.ts"
import { trailRows } from "./trail-rows.ts"

const lostSchema: z.ZodType<LostChannel> = z.object({
  conversationId: z.string(),
  reason: z.string(),
  since: z.number(),
})

export function sqliteChannelBook(db: Db): ChannelBook {
  const lost = db.prepare<[], object>(
    "SELECT conversation_id AS conversationId, reason, since FROM lost_channel ORDER BY since, conversation_id",
  )
  return {
    ...linkWriters(db),
    ...lossWriters(db),
    ...linkReader(db),
    lost: async () => lost.all().map((row) => fromRow(lostSchema, row, { table: "lost_channel", row: "" })),
  }
}

function linkReader(db: Db): Pick<ChannelBook, "linked"> {
  const links = linkRows(db)
  return { linked: async () => links.all() }
}

/** Throws a ConfigError with one sentence when the file is missing or isn't a database of Watchpost's. */
export function openLinksForReading(path: string): Pick<ChannelBook, "linked"> & { close(): void } {
  return openReadOnly(path, (db) => ({ ...linkReader(db), close: () => void db.close() }))
}

function linkWriters(db: Db): Pick<ChannelBook, "link" | "unlink"> {
  const trail = trailRows(db)
  const owed = owedRows(db)
  const links = linkRows(db)
  const found = db.prepare<[string]>("DELETE FROM lost_channel WHERE conversation_id = ?")
  return {
    link: async (link, note, owe) =>
      immediately(db, () => {
        if (!links.add(link)) return false
        const { tenantId, channel } = link
        const { conversationId } = channel
        found.run(conversationId)
        trail.append(note)
        if (owe !== undefined)
          owed.owe(tenantId, conversationId, owe(owed.open(tenantId), owed.left(conversationId)))
        return true
      }),
    unlink: async (conversationId, note) =>
      immediately(db, () => {
        const link = links.find(conversationId)
        if (link === undefined) return undefined
        links.remove(conversationId)
        owed.forget(conversationId)
        found.run(conversationId)
        trail.append(note)
        return link
      }),
  }
}

const CHANNEL_OF_NOTICE = "json_extract(body, '$.to.channel.conversationId')"

/** What is owed to a channel that comes, and to one that goes. The callers have opened the transaction. */
function owedRows(db: Db) {
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
  // Of one customer; the channel may be another's next.
  const unsay = db.prepare<[string]>(
    `DELETE FROM notice WHERE done_at IS NULL AND json_valid(body) AND ${CHANNEL_OF_NOTICE} = ?`,
  )
  return {
    /** Newest first. */
    open: (tenant: TenantId): readonly Incident[] => open.all(tenant).map(incidentOf),
    left: (conversationId: string): ReadonlySet<IncidentId> =>
      new Set(left.all(conversationId).map(incidentId)),
    owe: (tenant: TenantId, conversationId: string, owed: OwedOnLink): void => {
      for (const one of owed.cards) cards.want(one.incidentId, tenant, one.card)
      resume.run(conversationId)
      for (const notice of owed.notices) notices.owe(notice)
    },
    forget: (conversationId: string): void => {
      leave.run(conversationId)
      forget.run(conversationId)
      unsay.run(conversationId)
    },
  }
}

function lossWriters(db: Db): Pick<ChannelBook, "noteLost" | "noteFound"> {
  const insert = db.prepare<[string, string, number]>(
    "INSERT INTO lost_channel (conversation_id, reason, since) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
  )
  const notices = noticeRows(db)
  const found = db.prepare<[string]>("DELETE FROM lost_channel WHERE conversation_id = ?")
  return {
    noteLost: async ({ conversationId }, reason, notice) =>
      immediately(db, () => {
        if (insert.run(conversationId, reason, notice.at).changes === 0) return
        notices.owe(notice)
      }),
    noteFound: async ({ conversationId }) => {
      found.run(conversationId)
    },
  }
}
