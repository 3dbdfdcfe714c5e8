/** The records that the product stored, read from the event files beside its database. */
import { existsSync, readdirSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import Database from "better-sqlite3"
import { z } from "zod"

const eventRow = z.object({
  tenantId: z.string(),
  id: z.string().or(z.instanceof(Uint8Array).transform(guidText)),
  times: z.number(),
})
export type StoredRecord = z.infer<typeof eventRow> & { readonly id: string }

/** Each record of the feed with the number of rows that it has in all files together. */
export function readEvents(database: string): readonly StoredRecord[] {
  const counted = new Map<string, StoredRecord>()
  for (const path of eventFiles(database)) {
    for (const row of rowsOf(path)) {
      const key = `${row.tenantId} ${row.id}`
      counted.set(key, { ...row, times: row.times + (counted.get(key)?.times ?? 0) })
    }
  }
  return [...counted.values()]
}

/** Rows in all files together. */
export const countEvents = (database: string): number =>
  readEvents(database).reduce((sum, { times }) => sum + times, 0)

function eventFiles(database: string): readonly string[] {
  const prefix = `${basename(database, ".db")}-events-`
  return readdirSync(dirname(database))
    .filter((file) => file.startsWith(prefix) && file.endsWith(".db"))
    .map((file) => join(dirname(database), file))
}

function rowsOf(path: string): readonly StoredRecord[] {
  if (!existsSync(path)) return []
  const db = new Database(path, { readonly: true, fileMustExist: true })
  try {
    // Killed right after the file was made: it has no tables yet.
    if (db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'event'").get() === undefined) return []
    return db
      .prepare(
        `SELECT t.id AS tenantId, e.id, count(*) AS times
         FROM event e JOIN tenant t ON t.k = e.tenant JOIN arrival a ON a.k = e.arrival
         WHERE a.source LIKE 'Audit.%' GROUP BY e.tenant, e.id`,
      )
      .all()
      .map((row) => eventRow.parse(row))
  } finally {
    db.close()
  }
}

function guidText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString("hex")
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")
}
