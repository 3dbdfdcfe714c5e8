/**
 * One writing process per database. The lock is the operating system's, held through a second SQLite file beside
 * the database (`<path>.lock`): when the process dies, however it dies, the lock is gone and nothing needs cleaning.
 *
 * @NOTE POSIX drops a process's locks on a file when that process closes any handle to it. Nothing but this
 * file may open `<path>.lock`. Source: SQLite, "How To Corrupt An SQLite Database File", section 2.2.
 */
import Database from "better-sqlite3"
import { ConfigError, coerceError } from "../../model/errors.ts"

export type ProcessLock = { release(): void }

/** Throws a ConfigError with one sentence when another process holds the lock. */
export function lockForWriting(path: string): ProcessLock {
  const lock = new Database(path === ":memory:" ? path : `${path}.lock`, { timeout: 0 })
  try {
    lock.exec("BEGIN EXCLUSIVE")
  } catch (thrown) {
    lock.close()
    const error = coerceError(thrown)
    if (!("code" in error) || error.code !== "SQLITE_BUSY") throw error
    throw new ConfigError([
      `The database ${path} is in use by another Watchpost process. Stop that one first, or use another database.`,
    ])
  }
  return { release: () => lock.close() }
}
