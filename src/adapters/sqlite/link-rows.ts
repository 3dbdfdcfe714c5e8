/** Channels that were linked in chat, and those that the configuration named at the last start, as rows. */
import { z } from "zod"
import type { TenantId } from "../../model/ids.ts"
import type { LinkedChannel } from "../../model/linked-channel.ts"
import type { Db } from "./database.ts"
import { tenantIdSchema } from "./schemas.ts"
import { fromRow } from "./stored-json.ts"

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
const SELECT_LINK = `SELECT conversation_id AS conversationId, tenant_id AS tenantId, service_url AS serviceUrl,
  teams_tenant_id AS teamsTenantId, team_id AS teamId, linked_by AS "by", linked_at AS "at" FROM linked_channel`

const linkOf = (row: unknown): LinkedChannel => fromRow(linkSchema, row, { table: "linked_channel", row: "" })

export function linkRows(db: Db) {
  const all = db.prepare<[], object>(`${SELECT_LINK} ORDER BY linked_at, conversation_id`)
  const one = db.prepare<[string], object>(`${SELECT_LINK} WHERE conversation_id = ?`)
  const insert = db.prepare<[string, string, string, string, string | null, string, number]>(
    `INSERT INTO linked_channel
       (conversation_id, tenant_id, service_url, teams_tenant_id, team_id, linked_by, linked_at)
     VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  )
  const remove = db.prepare<[string]>("DELETE FROM linked_channel WHERE conversation_id = ?")
  return {
    all: (): readonly LinkedChannel[] => all.all().map(linkOf),
    find: (conversationId: string): LinkedChannel | undefined => {
      const row = one.get(conversationId)
      return row === undefined ? undefined : linkOf(row)
    },
    /** False when the channel is linked already. */
    add: ({ tenantId, channel, by, at }: LinkedChannel): boolean => {
      const { conversationId, serviceUrl, teamsTenantId, teamId = null } = channel
      const place = [conversationId, tenantId, serviceUrl, teamsTenantId, teamId] as const
      return insert.run(...place, by, at).changes > 0
    },
    remove: (conversationId: string): void => void remove.run(conversationId),
  }
}

const namedSchema = z.object({ conversationId: z.string(), tenantId: tenantIdSchema })

export function configuredRows(db: Db) {
  const all = db.prepare<[], object>(
    "SELECT conversation_id AS conversationId, tenant_id AS tenantId FROM configured_channel",
  )
  const insert = db.prepare<[string, string]>(
    "INSERT INTO configured_channel (conversation_id, tenant_id) VALUES (?, ?)",
  )
  const remove = db.prepare<[string]>("DELETE FROM configured_channel WHERE conversation_id = ?")
  return {
    /** Whose each is. */
    all: (): ReadonlyMap<string, TenantId> =>
      new Map(
        all
          .all()
          .map((row) => fromRow(namedSchema, row, { table: "configured_channel", row: "" }))
          .map(({ conversationId, tenantId }) => [conversationId, tenantId]),
      ),
    add: (conversationId: string, tenant: TenantId): void => void insert.run(conversationId, tenant),
    remove: (conversationId: string): void => void remove.run(conversationId),
  }
}
