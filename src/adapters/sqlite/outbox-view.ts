/** What waits to be sent, by place; also for a second process that reads while the product writes. */
import { z } from "zod"
import type { OutboxView, Waiting } from "../../ports/outbox-view.ts"
import type { Db } from "./database.ts"
import { openReadOnly } from "./open-read-only.ts"
import { fromRow } from "./stored-json.ts"

const rowSchema = z
  .object({
    place: z.string(),
    count: z.number(),
    attempts: z.number(),
    problem: z.string().nullable(),
    nextAttemptAt: z.number(),
  })
  .transform(({ problem, ...rest }): Waiting => ({ ...rest, ...(problem === null ? {} : { problem }) }))

// With one MAX, SQLite takes the other columns from the row that holds it: the problem is that of the most tried.
const SELECT = `
  SELECT place, COUNT(*) AS count, MAX(attempts) AS attempts, problem, next_attempt_at AS nextAttemptAt
  FROM (
    SELECT conversation_id AS place, attempts, problem, next_attempt_at
      FROM card WHERE wanted > sent AND held_until IS NULL
    UNION ALL
    SELECT CASE WHEN json_valid(body)
      THEN COALESCE(body ->> '$.to.channel.conversationId', body ->> '$.to.person.objectId', 'webhook')
      ELSE 'a damaged row' END, attempts, problem, next_attempt_at
      FROM notice WHERE done_at IS NULL
  )
  GROUP BY place ORDER BY attempts DESC, count DESC, place`

export function sqliteOutboxView(db: Db): OutboxView {
  const select = db.prepare<[], object>(SELECT)
  return {
    waiting: async () => select.all().map((row) => fromRow(rowSchema, row, { table: "card", row: "" })),
  }
}

/** Throws a ConfigError with one sentence when the file is missing or isn't a database of Watchpost's. */
export function openOutboxForReading(path: string): OutboxView & { close(): void } {
  return openReadOnly(path, (db) => ({ ...sqliteOutboxView(db), close: () => void db.close() }))
}
