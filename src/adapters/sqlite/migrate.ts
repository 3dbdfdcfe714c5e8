/**
 * Brings a database to this program's schema, one numbered step after the other, each in its own transaction.
 * A step that was released is never edited: a change is a new step.
 */
import { ConfigError } from "../../model/errors.ts"
import { type Db, immediately } from "./database.ts"
import { FIRST_TABLES } from "./migrations/0001-first-tables.ts"

export type Migration = { readonly number: number; readonly name: string; readonly sql: string }

export const MIGRATIONS: readonly Migration[] = [{ number: 1, name: "first-tables", sql: FIRST_TABLES }]

/**
 * Applies what is missing. `now` is milliseconds UTC. Throws a ConfigError, and changes nothing, for a database
 * that a newer program has written or that isn't Watchpost's.
 */
export function migrate(db: Db, path: string, now: number, migrations = MIGRATIONS): void {
  const applied = appliedNumber(db, path)
  const known = migrations.at(-1)?.number ?? 0
  if (applied > known)
    throw new ConfigError([
      `The database ${path} was written by a newer Watchpost (schema ${applied}, this program knows ${known}). ` +
        "Install that version again, or point to another database.",
    ])
  for (const migration of migrations) if (migration.number > applied) apply(db, migration, now)
}

function apply(db: Db, migration: Migration, now: number): void {
  immediately(db, () => {
    db.exec(
      "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT",
    )
    db.exec(migration.sql)
    db.prepare("INSERT INTO migration (number, name, applied_at) VALUES (?, ?, ?)").run(
      migration.number,
      migration.name,
      now,
    )
  })
}

function appliedNumber(db: Db, path: string): number {
  const tables = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all()
  if (tables.length === 0) return 0
  if (!tables.includes("migration"))
    throw new ConfigError([
      `${path} is a database, but not one of Watchpost's. Point to another file; it will be created.`,
    ])
  return db.prepare<[], number>("SELECT COALESCE(MAX(number), 0) FROM migration").pluck().get() ?? 0
}
