/** What the product stored, read from its database beside it. With `read-events.ts` the only file of the practice that knows its tables. */
import Database from "better-sqlite3"
import { z } from "zod"
import { readEvents, type StoredRecord } from "./read-events.ts"

const rejectedRow = z.object({ tenantId: z.string(), raw: z.string() })
const alertRow = z.object({ incidentId: z.number().nullable(), tenantId: z.string(), body: z.string() })
const cardRow = z.object({
  incidentId: z.number(),
  face: z.string(),
  conversationId: z.string(),
  activityId: z.string().nullable(),
})
const fixRow = z.object({ incidentId: z.number(), action: z.string(), state: z.string() })
const incidentRow = z.object({ id: z.number(), tenantId: z.string(), subject: z.string(), state: z.string() })
const buttonRow = z.object({ id: z.string(), incidentId: z.number(), action: z.string() })
const alertBody = z.object({ recordIds: z.array(z.string()) })

/** Everything of one moment. */
export type Stored = {
  readonly records: readonly StoredRecord[]
  readonly rejected: readonly z.infer<typeof rejectedRow>[]
  readonly alerts: readonly {
    readonly incidentId: number | null
    readonly tenantId: string
    readonly recordIds: readonly string[]
  }[]
  readonly incidents: readonly z.infer<typeof incidentRow>[]
  readonly cards: readonly z.infer<typeof cardRow>[]
  readonly fixes: readonly z.infer<typeof fixRow>[]
  readonly buttons: readonly z.infer<typeof buttonRow>[]
}

/** What the product still has to do. All zero means that it has nothing left. */
export type Owed = {
  readonly blobs: number
  readonly cards: number
  readonly fixes: number
  /** Customers that it says it can't see. */
  readonly blind: number
}

/** An incident that no record made: a customer's feed could not be read. */
export const BLIND_SUBJECT = "blind:"
/** An incident about what several customers have in common: its records have incidents of their own. */
export const CUSTOMERS_SUBJECT = "customers:"

const count = z.number()

function reading<Answer>(path: string, read: (db: Database.Database) => Answer): Answer {
  const db = new Database(path, { readonly: true, fileMustExist: true })
  try {
    return db.transaction(() => read(db))()
  } finally {
    db.close()
  }
}

/** `blobs` counts those that were listed and not stored; one that was never listed is for the caller to see. */
export const readOwed = (path: string): Owed & { readonly doneBlobs: number } =>
  reading(path, (db) => {
    const one = (sql: string): number => count.parse(db.prepare(sql).pluck().get())
    return {
      blobs: one("SELECT count(*) FROM content WHERE done_at IS NULL"),
      doneBlobs: one("SELECT count(*) FROM content WHERE done_at IS NOT NULL"),
      cards: one("SELECT count(*) FROM card WHERE wanted > sent"),
      fixes: one("SELECT count(*) FROM remediation WHERE state IN ('requested', 'intended')"),
      blind: one(`SELECT count(*) FROM incident WHERE subject LIKE '${BLIND_SUBJECT}%' AND state <> 'fixed'`),
    }
  })

export const readStored = (path: string): Stored =>
  reading(path, (db) => {
    const rows = <Row>(schema: z.ZodType<Row>, sql: string): Row[] =>
      db
        .prepare(sql)
        .all()
        .map((row) => schema.parse(row))
    return {
      records: readEvents(path),
      rejected: rows(rejectedRow, "SELECT tenant_id AS tenantId, raw FROM rejected"),
      alerts: rows(alertRow, "SELECT incident_id AS incidentId, tenant_id AS tenantId, body FROM alert").map(
        ({ body, ...alert }) => ({ ...alert, recordIds: alertBody.parse(JSON.parse(body)).recordIds }),
      ),
      incidents: rows(incidentRow, "SELECT id, tenant_id AS tenantId, subject, state FROM incident"),
      cards: rows(
        cardRow,
        `SELECT incident_id AS incidentId, face, conversation_id AS conversationId, activity_id AS activityId
         FROM card`,
      ),
      fixes: rows(fixRow, "SELECT incident_id AS incidentId, action, state FROM remediation"),
      buttons: rows(buttonRow, "SELECT id, incident_id AS incidentId, action FROM button"),
    }
  })
