/**
 * Writes an event file anew with the rows of some tenants alone. Rows that are deleted leave their bytes in free pages; a new
 * file has none of them. Nobody may be writing the file meanwhile; readers go on with the old one until they look again.
 *
 * A process that dies leaves one of three states: the old file beside an unfinished new one; no file beside a finished new
 * one, since the old one is moved away only then; or the new file. `finishKeeping` tells them apart.
 */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs"
import { dirname } from "node:path"
import Database from "better-sqlite3"
import type { Db } from "./database.ts"

export type Kept = { readonly only: readonly string[] } | { readonly except: string }

/** So long a reader is waited for, milliseconds; then it is tried another time. */
const READERS_MS = 200

const newName = (path: string): string => `${path}.kept`
const oldName = (path: string): string => `${path}.past`

/**
 * `makeTables` makes the empty tables of such a file. False, and nothing changed, when somebody is reading just now: what
 * the write-ahead log holds could not be brought home. Throws what SQLite throws, also where the file is damaged.
 */
export function keepTenants(path: string, kept: Kept, makeTables: (db: Db) => void): boolean {
  removeWhole(newName(path))
  closeSync(openSync(newName(path), "a", 0o600))
  const db = new Database(newName(path), { timeout: READERS_MS })
  try {
    // Until it has its name nothing of it counts: a killed process begins it anew.
    db.pragma("page_size = 8192")
    db.pragma("journal_mode = OFF")
    db.pragma("synchronous = OFF")
    makeTables(db)
    db.prepare("ATTACH ? AS old").run(path)
    if (isHome(db)) copy(db, kept)
    else db.close()
  } catch (thrown) {
    db.close()
    removeWhole(newName(path))
    throw thrown
  }
  if (!db.open) {
    removeWhole(newName(path))
    return false
  }
  db.close()
  flush(newName(path))
  putInPlace(path)
  return true
}

/** Everything of the write-ahead log is in the file, and the log is empty. */
function isHome(db: Db): boolean {
  const [state] = db.pragma("old.wal_checkpoint(TRUNCATE)") as readonly { readonly busy: number }[]
  return state?.busy === 0
}

/** Arrivals are times and sources, nobody's; the main database may still name them. */
function copy(db: Db, kept: Kept): void {
  const [tenants, value] =
    "only" in kept
      ? ["id IN (SELECT value FROM json_each(?))", JSON.stringify(kept.only)]
      : ["id <> ?", kept.except]
  // Of nearly all tenants the rows are read in their order, of few through the index.
  const column = "only" in kept ? "tenant" : "+tenant"
  db.transaction(() => {
    db.prepare(`INSERT INTO main.tenant SELECT * FROM old.tenant WHERE ${tenants}`).run(value)
    db.exec(`
      INSERT INTO main.arrival SELECT * FROM old.arrival;
      INSERT INTO main.name SELECT * FROM old.name WHERE tenant IN (SELECT k FROM main.tenant);
      INSERT INTO main.event SELECT * FROM old.event WHERE ${column} IN (SELECT k FROM main.tenant);
      INSERT INTO main.operation SELECT * FROM old.operation WHERE k IN (SELECT operation FROM main.event);
      INSERT INTO main.raw SELECT raw.* FROM main.event JOIN old.raw AS raw USING (seq);
      INSERT INTO main.bundle SELECT bundle.* FROM main.event JOIN old.bundle AS bundle ON bundle.first_seq = main.event.seq;`)
  })()
  db.exec("DETACH old")
  db.pragma("journal_mode = WAL")
}

/**
 * @NOTE The old file's side files go while nothing has its name: whoever opened the new file beside the old one's `-shm` would
 * cut off memory that the old one's readers have mapped. Source: SQLite, "How To Corrupt An SQLite Database File", 2.4.
 */
function putInPlace(path: string): void {
  renameSync(path, oldName(path))
  finishKeeping(path)
}

/** Ends what a process that died may have begun. */
export function finishKeeping(path: string): void {
  if (!existsSync(path)) {
    for (const suffix of ["-wal", "-shm"]) rmSync(`${path}${suffix}`, { force: true })
    renameSync(existsSync(newName(path)) ? newName(path) : oldName(path), path)
  }
  removeWhole(newName(path))
  removeWhole(oldName(path))
  flushFolder(path)
}

/** The file that a `.kept` or `.past` stands for. */
export const keptFor = (file: string): string | undefined => /^(.*\.db)\.(?:kept|past)$/.exec(file)?.[1]

function removeWhole(path: string): void {
  for (const suffix of ["-wal", "-shm", "-journal", ""]) rmSync(`${path}${suffix}`, { force: true })
}

function flush(path: string): void {
  const file = openSync(path, "r+")
  fsyncSync(file)
  closeSync(file)
}

/** So that no power cut brings the old file's name back. Windows lets nobody sync a folder, and needs it less. */
function flushFolder(path: string): void {
  if (process.platform === "win32") return
  const folder = openSync(dirname(path), "r")
  fsyncSync(folder)
  closeSync(folder)
}
