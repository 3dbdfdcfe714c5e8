/** The chats that people of customers have with the bot. */
import { z } from "zod"
import type { PersonalChat } from "../../model/owner-question.ts"
import type { PersonalChats } from "../../ports/personal-chats.ts"
import type { Db } from "./database.ts"
import { tenantIdSchema } from "./schemas.ts"
import { fromRow } from "./stored-json.ts"

const rowSchema = z
  .object({
    teamsTenantId: tenantIdSchema,
    objectId: z.string(),
    conversationId: z.string(),
    serviceUrl: z.string(),
    timeZone: z.string().nullable(),
  })
  .transform(
    ({ timeZone, ...chat }): PersonalChat => ({ ...chat, ...(timeZone === null ? {} : { timeZone }) }),
  )

export function sqlitePersonalChats(db: Db): PersonalChats {
  const select = db.prepare<[string, string], object>(
    `SELECT teams_tenant_id AS teamsTenantId, object_id AS objectId, conversation_id AS conversationId,
       service_url AS serviceUrl, time_zone AS timeZone
     FROM personal_chat WHERE teams_tenant_id = ? AND object_id = ?`,
  )
  // Written only where it tells something new: it comes with every message.
  const keep = db.prepare<[string, string, string, string, string | null]>(
    `INSERT INTO personal_chat (teams_tenant_id, object_id, conversation_id, service_url, time_zone)
     VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (teams_tenant_id, object_id) DO UPDATE SET conversation_id = excluded.conversation_id,
       service_url = excluded.service_url, time_zone = COALESCE(excluded.time_zone, time_zone)
     WHERE conversation_id <> excluded.conversation_id OR service_url <> excluded.service_url
       OR COALESCE(excluded.time_zone, time_zone) IS NOT time_zone`,
  )
  const remove = db.prepare<[string, string, string]>(
    "DELETE FROM personal_chat WHERE teams_tenant_id = ? AND object_id = ? AND conversation_id = ?",
  )
  return {
    of: async (tenant, objectId) => {
      const row = select.get(tenant, objectId)
      return row === undefined
        ? undefined
        : fromRow(rowSchema, row, { table: "personal_chat", row: objectId })
    },
    remember: async ({ teamsTenantId, objectId, conversationId, serviceUrl, timeZone = null }) =>
      keep.run(teamsTenantId, objectId, conversationId, serviceUrl, timeZone).changes > 0,
    forget: async ({ teamsTenantId, objectId, conversationId }) =>
      void remove.run(teamsTenantId, objectId, conversationId),
  }
}
