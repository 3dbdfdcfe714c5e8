/** Channels that were linked in chat, and channels that can't be written to. */
import { z } from "zod"
import type { TenantId } from "../../model/ids.ts"
import type { LostChannel } from "../../model/linked-channel.ts"
import type { ChannelBook, OnLink } from "../../ports/channel-book.ts"
import { type Db, immediately } from "./database.ts"
import { configuredRows, linkRows } from "./link-rows.ts"
import { formerlyOurs, movedRows, owedRows } from "./linked-card-rows.ts"
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
    ...configuredWriter(db),
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

const NOTHING: OnLink = { owe: () => ({ cards: [], notices: [] }), moved: () => [] }

function linkWriters(db: Db): Pick<ChannelBook, "link" | "unlink"> {
  const trail = trailRows(db)
  const owed = owedRows(db)
  const links = linkRows(db)
  const move = movedRows(db)
  return {
    link: async (link, note, on = NOTHING) =>
      immediately(db, () => {
        if (!links.add(link)) return false
        trail.append(note)
        move(owed.owe(link, on.owe), on.moved)
        return true
      }),
    unlink: async (conversationId, note) =>
      immediately(db, () => {
        const link = links.find(conversationId)
        if (link === undefined) return undefined
        links.remove(conversationId)
        owed.forget(conversationId)
        trail.append(note)
        return link
      }),
  }
}

function configuredWriter(db: Db): Pick<ChannelBook, "configure"> {
  const links = linkRows(db)
  const named = configuredRows(db)
  const owed = owedRows(db)
  const trail = trailRows(db)
  const move = movedRows(db)
  const formerly = formerlyOurs(db)
  const leave = (conversationId: string, tenant: TenantId): void => {
    named.remove(conversationId)
    // Somebody linked it in chat as well: it stays theirs.
    if (links.find(conversationId)?.tenantId !== tenant) owed.forget(conversationId)
  }
  return {
    configure: async ({ theirs, ours, triage }, { owe, moved, ended }) =>
      immediately(db, () => {
        const homeless = [...formerly.leave(ours, triage)]
        const before = named.all()
        const after = new Map(theirs.map((link) => [link.channel.conversationId, link]))
        for (const [id, tenant] of before) if (after.get(id)?.tenantId !== tenant) leave(id, tenant)
        for (const id of [...after.keys(), ...ours]) {
          const link = links.find(id)
          if (link === undefined || link.tenantId === after.get(id)?.tenantId) continue
          links.remove(id)
          owed.forget(id)
          trail.append(ended(link))
        }
        for (const [id, link] of after) {
          if (before.get(id) === link.tenantId) continue
          named.add(id, link.tenantId)
          if (links.find(id) === undefined) homeless.push(...owed.owe(link, owe(link)))
        }
        // Last, so that no card goes to a channel that changes hands in the same moment.
        move(homeless, moved)
      }),
  }
}

function lossWriters(db: Db): Pick<ChannelBook, "noteLost" | "noteFound"> {
  const insert = db.prepare<[string, string, number]>(
    "INSERT INTO lost_channel (conversation_id, reason, since) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
  )
  const notices = noticeRows(db)
  const found = db.prepare<[string]>("DELETE FROM lost_channel WHERE conversation_id = ?")
  // What may be on its way is still looked for first.
  const dueNow = db.prepare<[string]>(
    "UPDATE card SET next_attempt_at = 0 WHERE conversation_id = ? AND wanted > sent AND sending_since IS NULL",
  )
  const sayNow = db.prepare<[string]>(
    `UPDATE notice SET next_attempt_at = 0 WHERE done_at IS NULL AND sending_since IS NULL AND json_valid(body)
       AND json_extract(body, '$.to.channel.conversationId') = ?`,
  )
  return {
    noteLost: async ({ conversationId }, reason, notice) =>
      immediately(db, () => {
        if (insert.run(conversationId, reason, notice.at).changes === 0) return
        notices.owe(notice)
      }),
    noteFound: async ({ conversationId }) =>
      immediately(db, () => {
        found.run(conversationId)
        for (const step of [dueNow, sayNow]) step.run(conversationId)
      }),
  }
}
