/** Opens a database of Watchpost for reading only, also while the product is writing it. */
import { existsSync } from "node:fs"
import Database from "better-sqlite3"
import { AppError, ConfigError, coerceError } from "../../model/errors.ts"
import type { Db } from "./database.ts"

/**
 * `read` prepares what is wanted; what it throws closes the database again. Throws a ConfigError with one sentence
 * when the file is missing or isn't a database of Watchpost's.
 */
export function openReadOnly<T>(path: string, read: (db: Db) => T): T {
  if (!existsSync(path))
    throw new ConfigError([`There is no database at ${path}. Watchpost makes it when it first runs.`])
  let db: Db | undefined
  try {
    db = new Database(path, { readonly: true, fileMustExist: true })
    return read(db)
  } catch (thrown) {
    db?.close()
    if (thrown instanceof AppError) throw thrown
    throw new ConfigError([
      `The database ${path} can't be read as Watchpost's: ${coerceError(thrown).message}.`,
    ])
  }
}
