/**
 * The records as rows of the event files. What is here may come again after a crash and changes nothing; what follows
 * from a record lies in the main database.
 */
import { rmSync } from "node:fs"
import { DAY } from "../../lib/time-units.ts"
import type { AuditRecord } from "../../model/audit-record.ts"
import type { StoragePolicy } from "../../model/storage-policy.ts"
import type { Arrival } from "../../ports/record-store.ts"
import { isBroken } from "./broken-files.ts"
import type { Db } from "./database.ts"
import type { EventFiles } from "./event-files.ts"
import { isOdd, kindOfShelf, type Shelf, shelfOf, spanOf } from "./event-shelf.ts"
import { type EventWriter, eventWriter } from "./event-writer.ts"

export interface EventLog {
  /** Committed when it returns. Returns how many are new. */
  add(arrival: Arrival, records: readonly AuditRecord[]): number
  /** The last arrival of each file that was written since the last call. */
  takeMarks(): ReadonlyMap<Shelf, number>
  /** What was committed to these files is on the disk afterwards, and survives a power cut. */
  sync(shelves: readonly Shelf[]): void
  /**
   * Removes files whose records are all past their days, damaged ones that were put aside as well; `now` is milliseconds UTC.
   * Of tenants that are held the rows stay. Returns the shelves of which something went.
   */
  dropOld(now: number, held: readonly string[]): readonly Shelf[]
  close(): void
}

/** Two weeks of each kind; a late record opens an older file for a while. */
const MOST_OPEN = 8

type Open = { readonly db: Db; readonly writer: EventWriter }

export function eventLog(files: EventFiles, policy: StoragePolicy): EventLog {
  files.finishKeeping()
  const written = writtenFiles(files)
  let marks = new Map<Shelf, number>()
  return {
    add: (arrival, records) => {
      let added = 0
      for (const [shelf, some] of Map.groupBy(records, shelfOf)) {
        const { stored, arrival: number } = written.use(shelf, ({ writer }) =>
          writer.add(arrival, some, keepOf(policy, shelf)),
        )
        marks.set(shelf, number)
        added += stored
      }
      return added
    },
    takeMarks: () => {
      const taken = marks
      marks = new Map()
      return taken
    },
    sync: (shelves) => {
      const there = new Set(files.shelves())
      for (const shelf of shelves.filter((one) => there.has(one)))
        written.use(shelf, ({ db }) => files.sync(db))
    },
    dropOld: (now, held) => {
      // Whose records a damaged file holds nobody can say.
      if (held.length === 0) dropAside(files, policy, now)
      const old = files.shelves().filter((shelf) => isPast(files, policy, shelf, now))
      for (const shelf of old) written.finish(shelf)
      return dropAllBut(files, old, held)
    },
    close: () => written.close(),
  }
}

/** The files that are being written, a few at once. */
function writtenFiles(files: EventFiles) {
  /** The one that was used last is the last. */
  const open = new Map<Shelf, Open>()
  const finish = (shelf: Shelf): void => {
    const one = open.get(shelf)
    open.delete(shelf)
    if (one !== undefined) files.finish(one.db)
  }
  const openFile = (shelf: Shelf): Open => {
    const known = open.get(shelf)
    open.delete(shelf)
    const one = known ?? openNew(files, shelf)
    open.set(shelf, one)
    const [oldest] = open.keys()
    if (open.size > MOST_OPEN && oldest !== undefined) finish(oldest)
    return one
  }
  return {
    /** One week's file that is damaged must not keep what comes from being taken in: it is put aside, and begun anew. */
    use: <T>(shelf: Shelf, work: (file: Open) => T): T => {
      try {
        return work(openFile(shelf))
      } catch (thrown) {
        if (!isBroken(thrown)) throw thrown
        open.get(shelf)?.db.close()
        open.delete(shelf)
        files.putAside(shelf)
        return work(openFile(shelf))
      }
    },
    finish,
    close: (): void => {
      for (const shelf of [...open.keys()]) finish(shelf)
    },
  }
}

function openNew(files: EventFiles, shelf: Shelf): Open {
  const db = files.openToWrite(shelf)
  return { db, writer: eventWriter(db) }
}

export const tenantsIn = (db: Db): readonly string[] =>
  db.prepare<[], string>("SELECT id FROM tenant").pluck().all()

/** What goes whole goes first: it makes the room in which others are written anew. */
function dropAllBut(files: EventFiles, shelves: readonly Shelf[], held: readonly string[]): readonly Shelf[] {
  const found = shelves.map((shelf) => {
    const tenants = held.length === 0 ? [] : files.read(shelf, tenantsIn)
    return { shelf, tenants, kept: tenants?.filter((tenant) => held.includes(tenant)) }
  })
  const gone = found.filter(({ kept }) => kept?.length === 0)
  for (const { shelf } of gone) files.remove(shelf)
  // One that is damaged stays as it is: what is held may be in it.
  const parted = found.filter(
    ({ tenants = [], kept = [] }) => kept.length > 0 && kept.length < tenants.length,
  )
  const cut = parted.filter(({ shelf, kept = [] }) => {
    try {
      return files.keep(shelf, { only: kept })
    } catch (thrown) {
      if (isBroken(thrown)) return false
      throw thrown
    }
  })
  return [...gone, ...cut].map(({ shelf }) => shelf)
}

/** When they hold their last records isn't known where the time of a shelf is none: then it is when they were last written. */
function dropAside(files: EventFiles, policy: StoragePolicy, now: number): void {
  for (const { path, shelf, writtenAt } of files.aside()) {
    const to = isOdd(shelf) ? writtenAt : spanOf(shelf).to
    if (to + daysOf(policy, shelf) < now) rmSync(path, { force: true })
  }
}

const daysOf = (policy: StoragePolicy, shelf: Shelf): number =>
  policy[kindOfShelf(shelf) ?? "changes"].days * DAY

const keepOf = (policy: StoragePolicy, shelf: Shelf) => policy[kindOfShelf(shelf) ?? "changes"].keep

/** A time that can't be true says nothing about age: there, it counts when something came last. */
function isPast(files: EventFiles, policy: StoragePolicy, shelf: Shelf, now: number): boolean {
  const kept = daysOf(policy, shelf)
  if (!isOdd(shelf)) return spanOf(shelf).to + kept < now
  const newest = files.read(shelf, (db) =>
    db.prepare<[], number | null>("SELECT MAX(fetched_at) FROM arrival").pluck().get(),
  )
  return typeof newest === "number" && newest + kept < now
}
