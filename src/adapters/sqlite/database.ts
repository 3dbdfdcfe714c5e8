/** The connection as every part of this store uses it. */
import Database from "better-sqlite3"

export type Db = Database.Database

/**
 * Runs `work` in one transaction that takes the write lock first (BEGIN IMMEDIATE): a transaction that begins
 * reading and then wants to write could be refused half way. Anything thrown undoes all of it.
 */
export const immediately = <T>(db: Db, work: () => T): T => db.transaction(work).immediate()

/** The same without a wait for another connection that is writing: false, and nothing done, when there is one. */
export function immediatelyIfFree(db: Db, work: () => void): boolean {
  const patience = db.pragma("busy_timeout", { simple: true })
  db.pragma("busy_timeout = 0")
  try {
    immediately(db, work)
    return true
  } catch (thrown) {
    if (isBusy(thrown)) return false
    throw thrown
  } finally {
    db.pragma(`busy_timeout = ${patience}`)
  }
}

/** Another connection is writing, and didn't end in time. */
export const isBusy = (thrown: unknown): boolean =>
  thrown instanceof Database.SqliteError && thrown.code === "SQLITE_BUSY"

/**
 * Commits in `work` don't wait for the disk. A process that dies loses none of them; a power cut may undo the last ones, in
 * order, back to the last commit of anybody that did wait.
 */
export function withoutWaiting<T>(db: Db, work: () => T): T {
  const before = db.pragma("synchronous", { simple: true })
  db.pragma("synchronous = NORMAL")
  try {
    return work()
  } finally {
    db.pragma(`synchronous = ${before}`)
  }
}

/** Several reads of one moment. */
export const readTogether = <T>(db: Db, work: () => T): T => db.transaction(work).deferred()
