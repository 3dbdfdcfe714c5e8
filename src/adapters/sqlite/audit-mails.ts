/** Audit notifications in the main database. */
import { gzipSync } from "node:zlib"
import { z } from "zod"
import type { ReceivedMail } from "../../model/received-mail.ts"
import type { AuditMails } from "../../ports/audit-mails.ts"
import type { Db } from "./database.ts"
import { HELD } from "./legal-holds.ts"
import { fromGzip, fromJson } from "./stored-json.ts"
import { readOrPutOff } from "./whole-rows.ts"

const mailSchema: z.ZodType<ReceivedMail> = z.object({
  id: z.string(),
  from: z.string(),
  subject: z.string(),
  receivedAt: z.number(),
  html: z.string(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
})

export function sqliteAuditMails(db: Db): AuditMails {
  const cursor = db.prepare<[string], string>("SELECT cursor FROM audit_mailbox WHERE address = ?").pluck()
  const saveCursor = db.prepare<[string, string]>(
    `INSERT INTO audit_mailbox (address, cursor) VALUES (?, ?)
     ON CONFLICT (address) DO UPDATE SET cursor = excluded.cursor`,
  )
  const keep = db.prepare<[string, number, Uint8Array, number]>(
    "INSERT INTO audit_mail (id, received_at, body, kept_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
  )
  const unread = db.prepare<[number, number], { id: string; body: Uint8Array }>(
    `SELECT id, body FROM audit_mail
     WHERE (state IS NULL OR state IN ('not-understood', 'nobodys')) AND (read_at IS NULL OR read_at < ?)
     ORDER BY read_at IS NOT NULL, received_at, id LIMIT ?`,
  )
  const saveReading = db.prepare<[string, string | null, number, string | null, string]>(
    "UPDATE audit_mail SET state = ?, problem = ?, read_at = ?, tenant_id = ? WHERE id = ?",
  )
  // While anybody is on hold, a mail that is nobody's stays, too: nothing is known to be in NULL.
  const forget = db.prepare<[number]>(
    `DELETE FROM audit_mail WHERE kept_at < ? AND tenant_id NOT IN (${HELD})`,
  )
  const count = db.prepare<[string], number>("SELECT COUNT(*) FROM audit_mail WHERE state = ?").pluck()
  const countOf = (state: string): number => count.get(state) ?? 0
  return {
    cursor: async (mailbox) => cursor.get(mailbox),
    saveCursor: async (mailbox, text) => {
      saveCursor.run(mailbox, text)
    },
    keep: async (mail, now) =>
      keep.run(mail.id, mail.receivedAt, gzipSync(JSON.stringify(mail)), now).changes > 0,
    unread: async (since, limit) =>
      unread.all(since, limit).flatMap(({ id, body }) => {
        const place = { table: "audit_mail", row: id }
        const read = () => fromJson(mailSchema, fromGzip(body, place).toString("utf8"), place)
        // Behind all that can be read.
        const putOff = (why: string): void => void saveReading.run("not-understood", why, since, null, id)
        return readOrPutOff(db, read, putOff) ?? []
      }),
    saveReading: async (id, { state, problem = null, tenantId = null }, now) => {
      saveReading.run(state, problem, now, tenantId, id)
    },
    forget: async (before) => {
      forget.run(before)
    },
    counts: async () => ({
      evidence: countOf("evidence"),
      notice: countOf("notice"),
      forged: countOf("forged"),
      "not-understood": countOf("not-understood"),
      nobodys: countOf("nobodys"),
    }),
  }
}
