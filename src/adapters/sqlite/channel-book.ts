/** Channels that were linked in chat, and channels that can't be written to. */
import { z } from "zod"
import type { Incident } from "../../model/alert.ts"
import { type IncidentId, incidentId, type TenantId } from "../../model/ids.ts"
import type { LinkedChannel, LostChannel } from "../../model/linked-channel.ts"
import type { ChannelBook, OwedOnLink } from "../../ports/channel-book.ts"
import { type Db, immediately } from "./database.ts"
import { cardRows, incidentOf, SELECT_INCIDENT } from "./incident-rows.ts"
import { noticeRows } from "./notice-rows.ts"
import { openReadOnly } from "./open-read-only.ts"
import { tenantIdSchema } from "./schemas.ts"
import { fromRow } from "./stored-json.ts"
import { trailRows } from "./trail-rows.ts"

const linkSchema = z
  .object({
    conversationId: z.string(),
    tenantId: tenantIdSchema,
    serviceUrl: z.string(),
    teamsTenantId: tenantIdSchema,
    teamId: z.string().nullable(),
    by: z.string(),
    at: z.number(),
  })
  .transform(
    ({ tenantId, by, at, teamId, ...channel }): LinkedChannel => ({
      tenantId,
      channel: teamId === null ? channel : { ...channel, teamId },
      by,
      at,
    }),
  )
const lostSchema: z.ZodType<LostChannel> = z.object({
  conversationId: z.string(),
  reason: z.string(),
  since: z.number(),
})

const SELECT_LINK = `SELECT conversation_id AS conversationId, tenant_id AS tenantId, service_url AS serviceUrl,
  teams_tenant_id AS teamsTenantId, team_id AS teamId, linked_by AS "by", linked_at AS "at" FROM linked_channel`

const linkOf = (row: unknown): LinkedChannel => fromRow(linkSchema, row, { table: "linked_channel", row: "" })

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
  const links = db.prepare<[], object>(`${SELECT_LINK} ORDER BY linked_at, conversation_id`)
  return { linked: async () => links.all().map(linkOf) }
}

/** Throws a ConfigError with one sentence when the file is missing or isn't a database of Watchpost's. */
export function openLinksForReading(path: string): Pick<ChannelBook, "linked"> & { close(): void } {
  return openReadOnly(path, (db) => ({ ...linkReader(db), close: () => void db.close() }))
}

function linkWriters(db: Db): Pick<ChannelBook, "link" | "unlink"> {
  const trail = trailRows(db)
  const owed = owedRows(db)
  const insert = db.prepare<[string, string, string, string, string | null, string, number]>(
    `INSERT INTO linked_channel
       (conversation_id, tenant_id, service_url, teams_tenant_id, team_id, linked_by, linked_at)
     VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  )
  const one = db.prepare<[string], object>(`${SELECT_LINK} WHERE conversation_id = ?`)
  const remove = db.prepare<[string]>("DELETE FROM linked_channel WHERE conversation_id = ?")
  const found = db.prepare<[string]>("DELETE FROM lost_channel WHERE conversation_id = ?")
  return {
    link: async ({ tenantId, channel, by, at }, note, owe) =>
      immediately(db, () => {
        const { conversationId, serviceUrl, teamsTenantId, teamId = null } = channel
        const place = [conversationId, tenantId, serviceUrl, teamsTenantId, teamId] as const
        if (insert.run(...place, by, at).changes === 0) return false
        found.run(conversationId)
        trail.append(note)
        if (owe !== undefined)
          owed.owe(tenantId, conversationId, owe(owed.open(tenantId), owed.left(conversationId)))
        return true
      }),
    unlink: async (conversationId, note) =>
      immediately(db, () => {
        const row = one.get(conversationId)
        if (row === undefined) return undefined
        remove.run(conversationId)
        owed.forget(conversationId)
        found.run(conversationId)
        trail.append(note)
        return linkOf(row)
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
