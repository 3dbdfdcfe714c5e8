/** The connection as every part of this store uses it. */
import type Database from "better-sqlite3"

export type Db = Database.Database

/**
 * Runs `work` in one transaction that takes the write lock first (BEGIN IMMEDIATE): a transaction that begins
 * reading and then wants to write could be refused half way. Anything thrown undoes all of it.
 */
export const immediately = <T>(db: Db, work: () => T): T => db.transaction(work).immediate()

/** Several reads of one moment. */
export const readTogether = <T>(db: Db, work: () => T): T => db.transaction(work).deferred()
