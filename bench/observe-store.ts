/** Looking at a database that the product has closed. The only place here that knows its tables. */
import { readdirSync, statSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import Database from "better-sqlite3"

export type Stored = { readonly records: number; readonly owedCards: number; readonly bytes: number }

export function lookInto(path: string): Stored {
  const files = filesOf(path)
  const events = files.filter((file) => file !== path)
  return {
    records: events.reduce((sum, file) => sum + count(file, "SELECT COUNT(*) FROM event"), 0),
    owedCards: count(path, "SELECT COUNT(*) FROM card WHERE wanted > sent"),
    bytes: files.reduce((sum, file) => sum + statSync(file).size, 0),
  }
}

function count(path: string, sql: string): number {
  const db = new Database(path, { readonly: true })
  const found = Number(db.prepare(sql).pluck().get())
  db.close()
  return found
}

/** The main database and its event files. */
export const filesOf = (path: string): readonly string[] =>
  readdirSync(dirname(path))
    .filter((file) => file === basename(path) || file.startsWith(`${basename(path, ".db")}-events-`))
    .filter((file) => file.endsWith(".db"))
    .map((file) => join(dirname(path), file))
