/** Looking at a database that the product has closed. The only place here that knows its tables. */
import { statSync } from "node:fs"
import Database from "better-sqlite3"

export type Stored = { readonly records: number; readonly owedCards: number; readonly bytes: number }

export function lookInto(path: string): Stored {
  const db = new Database(path, { readonly: true })
  const count = (sql: string): number => Number(db.prepare(sql).pluck().get())
  const stored = {
    records: count("SELECT COUNT(*) FROM record"),
    owedCards: count("SELECT COUNT(*) FROM card WHERE wanted > sent"),
    bytes: statSync(path).size,
  }
  db.close()
  return stored
}
