/**
 * The event files beside a main database: which there are, and connections to them. `synchronous=NORMAL`: a commit
 * survives the death of the process, and the last ones may be gone after a power cut; see `content_unsynced`.
 */
import { closeSync, existsSync, openSync, readdirSync, rmSync, statSync } from "node:fs"
import { dirname, join } from "node:path"
import Database from "better-sqlite3"
import { ConfigError } from "../../model/errors.ts"
import { type AsideFile, asideFiles, brokenSentence, isBroken, putAside } from "./broken-files.ts"
import { BUSY_TIMEOUT } from "./connect.ts"
import type { Db } from "./database.ts"
import { ADDRESSED, kindOfShelf, type Shelf, shelfOfFile, shelfPath } from "./event-shelf.ts"
import { finishKeeping, type Kept, keepTenants, keptFor } from "./keep-tenants.ts"
import { ADDRESS_INDEX, EVENT_TABLES, EVENT_TABLES_VERSION } from "./migrations/event-tables.ts"

export interface EventFiles {
  /** Oldest week first. */
  shelves(): readonly Shelf[]
  /** A connection that writes; the file is made when it isn't there. The caller closes it with `finish`. */
  openToWrite(shelf: Shelf): Db
  /** A file that can't be written because it is damaged gets another name. The caller has closed it. */
  putAside(shelf: Shelf): void
  /** Runs `work` on a connection that only reads; undefined when the file isn't there, or can't be read. */
  read<T>(shelf: Shelf, work: (db: Db) => T): T | undefined
  /** Everything that was committed is on the disk afterwards. */
  sync(db: Db): void
  /** Syncs and closes. */
  finish(db: Db): void
  /** Removes the file. Nobody writes it any more. */
  remove(shelf: Shelf): void
  /** Writes the file anew with some tenants' rows; nobody writes it meanwhile. False when that can't be just now. */
  keep(shelf: Shelf, kept: Kept): boolean
  /** Ends what a process that died while it kept some tenants' rows has left. Before anything is written. */
  finishKeeping(): void
  /** Damaged files that were put aside. */
  aside(): readonly AsideFile[]
  /** Closes what was opened to read. */
  close(): void
}

/** `damaged` is told of each file that can't be read, maybe often; without it, who reads gets SQLite's own error. */
export const eventFiles = (database: string, damaged?: (sentence: string) => void): EventFiles =>
  database === ":memory:" ? inMemory() : onDisk(database, damaged)

/** Pages of 8 KB. A longer write-ahead log writes each page less often; this one grows to 160 MB in a back-fill. */
const CHECKPOINT_PAGES = 20_000
/** Negative means kilobytes. */
const WRITER_CACHE = -32_000

function onDisk(database: string, damaged: ((sentence: string) => void) | undefined): EventFiles {
  const path = (shelf: Shelf): string => shelfPath(database, shelf)
  const readers = openReaders()
  const sync = (db: Db): void => void db.pragma("wal_checkpoint(PASSIVE)")
  return {
    shelves: () =>
      readdirSync(dirname(database))
        .flatMap((file) => shelfOfFile(database, file) ?? [])
        .sort(),
    openToWrite: (shelf) => openWriter(path(shelf), shelf),
    putAside: (shelf) => {
      damaged?.(brokenSentence(path(shelf)))
      putAside(path(shelf))
    },
    read: (shelf, work) => {
      try {
        const db = readers.of(path(shelf))
        return db === undefined ? undefined : work(db)
      } catch (thrown) {
        if (damaged === undefined || !isBroken(thrown)) throw thrown
        damaged(brokenSentence(path(shelf)))
        readers.forget(path(shelf))
        return undefined
      }
    },
    sync,
    finish: (db) => {
      sync(db)
      db.close()
    },
    remove: (shelf) => {
      readers.forget(path(shelf))
      for (const suffix of ["-wal", "-shm", ""]) rmSync(`${path(shelf)}${suffix}`, { force: true })
    },
    keep: (shelf, kept) => {
      readers.forget(path(shelf))
      return keepTenants(path(shelf), kept, (db) => void withTables(db, { path: path(shelf), shelf }))
    },
    finishKeeping: () => {
      const begun = readdirSync(dirname(database)).flatMap((file) => keptFor(file) ?? [])
      for (const file of new Set(begun))
        if (shelfOfFile(database, file) !== undefined) finishKeeping(join(dirname(database), file))
    },
    aside: () => asideFiles(database),
    close: readers.close,
  }
}

/** Opening a file costs more than most questions to it. Three months of weeks of one kind, or a fortnight of all. */
const MOST_READERS = 16

/** Connections that only read, the one that was used last at the end. */
function openReaders(): {
  of(path: string): Db | undefined
  forget(path: string): void
  close(): void
} {
  const open = new Map<string, { readonly db: Db; readonly inode: number }>()
  const forget = (path: string): void => {
    open.get(path)?.db.close()
    open.delete(path)
  }
  return {
    of: (path) => {
      const inode = statSync(path, { throwIfNoEntry: false })?.ino
      const known = open.get(path)
      // Somebody else dropped the file, and may have made another of the same name: the old one is still readable.
      if (known !== undefined && known.inode !== inode) forget(path)
      if (inode === undefined) return undefined
      const db = open.get(path)?.db ?? openReader(path)
      if (db === undefined) return undefined
      open.delete(path)
      open.set(path, { db, inode })
      const [oldest] = open.keys()
      if (open.size > MOST_READERS && oldest !== undefined) forget(oldest)
      return db
    },
    forget,
    close: () => {
      for (const path of [...open.keys()]) forget(path)
    },
  }
}

/** A file that was made a moment ago may not have its tables yet: nothing was committed into it either. */
function openReader(path: string): Db | undefined {
  const db = new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT })
  try {
    if (versionOf(db) !== 0) return db
  } catch (thrown) {
    db.close()
    throw thrown
  }
  db.close()
  return undefined
}

const versionOf = (db: Db): number => Number(db.pragma("user_version", { simple: true }))

function openWriter(path: string, shelf: Shelf): Db {
  // Customers' audit records are for the owner of the process alone; SQLite gives its side files the same mode.
  if (!existsSync(path)) closeSync(openSync(path, "a", 0o600))
  const db = new Database(path, { timeout: BUSY_TIMEOUT })
  try {
    db.pragma("page_size = 8192")
    db.pragma("journal_mode = WAL")
    db.pragma("synchronous = NORMAL")
    db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
    db.pragma(`cache_size = ${WRITER_CACHE}`)
    return withTables(db, { path, shelf })
  } catch (thrown) {
    db.close()
    throw thrown
  }
}

function withTables(db: Db, { path, shelf }: { readonly path: string; readonly shelf: Shelf }): Db {
  const version = versionOf(db)
  if (version === 0) db.transaction(() => db.exec(tablesOf(shelf))).exclusive()
  else if (version !== EVENT_TABLES_VERSION)
    throw new ConfigError([
      `The event file ${path} has tables of version ${version}, and this program writes ${EVENT_TABLES_VERSION}. ` +
        "Install the version that wrote it, or move the file away.",
    ])
  return db
}

const tablesOf = (shelf: Shelf): string =>
  ADDRESSED.some((kind) => kind === kindOfShelf(shelf)) ? `${EVENT_TABLES}${ADDRESS_INDEX}` : EVENT_TABLES

/** For tests: one connection a shelf that everybody shares. */
function inMemory(): EventFiles {
  const open = new Map<Shelf, Db>()
  return {
    shelves: () => [...open.keys()].sort(),
    openToWrite: (shelf) => {
      const db = open.get(shelf) ?? withTables(new Database(":memory:"), { path: shelf, shelf })
      open.set(shelf, db)
      return db
    },
    read: (shelf, work) => {
      const db = open.get(shelf)
      return db === undefined ? undefined : work(db)
    },
    putAside: (shelf) => void open.delete(shelf),
    sync: () => undefined,
    finish: () => undefined,
    remove: (shelf) => void open.delete(shelf),
    keep: () => false,
    finishKeeping: () => undefined,
    aside: () => [],
    close: () => undefined,
  }
}
