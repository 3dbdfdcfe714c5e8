/** Channels that were linked in chat, and channels that can't be written to. */
import { z } from "zod"
import type { LinkedChannel, LostChannel } from "../../model/linked-channel.ts"
import type { ChannelBook } from "../../ports/channel-book.ts"
import { type Db, immediately } from "./database.ts"
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
  const insert = db.prepare<[string, string, string, string, string | null, string, number]>(
    `INSERT INTO linked_channel
       (conversation_id, tenant_id, service_url, teams_tenant_id, team_id, linked_by, linked_at)
     VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  )
  const one = db.prepare<[string], object>(`${SELECT_LINK} WHERE conversation_id = ?`)
  const remove = db.prepare<[string]>("DELETE FROM linked_channel WHERE conversation_id = ?")
  // Without its row no later change of the incident can reach the channel.
  const forget = db.prepare<[string]>("DELETE FROM card WHERE conversation_id = ?")
  const found = db.prepare<[string]>("DELETE FROM lost_channel WHERE conversation_id = ?")
  return {
    link: async ({ tenantId, channel, by, at }, note) =>
      immediately(db, () => {
        const { conversationId, serviceUrl, teamsTenantId, teamId = null } = channel
        const place = [conversationId, tenantId, serviceUrl, teamsTenantId, teamId] as const
        if (insert.run(...place, by, at).changes === 0) return false
        found.run(conversationId)
        trail.append(note)
        return true
      }),
    unlink: async (conversationId, note) =>
      immediately(db, () => {
        const row = one.get(conversationId)
        if (row === undefined) return undefined
        remove.run(conversationId)
        forget.run(conversationId)
        found.run(conversationId)
        trail.append(note)
        return linkOf(row)
      }),
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
