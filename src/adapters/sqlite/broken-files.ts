/** Event files that SQLite can't read any more: left out by who reads, put aside by who writes. */
import { existsSync, readdirSync, renameSync, statSync } from "node:fs"
import { dirname, join } from "node:path"
import Database from "better-sqlite3"
import { type Shelf, shelfOfFile } from "./event-shelf.ts"

/** Not a row but the file itself, or what lies under it. Source: SQLite "Result and Error Codes", extended codes included. */
export const isBroken = (thrown: unknown): boolean =>
  thrown instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(thrown.code)

/** Names the file, for whoever restores it. */
export const brokenSentence = (path: string): string =>
  `The event file ${path} is damaged; restore it from a backup, or move it away.`

/** Its name is no shelf's afterwards, and nothing of it is deleted: a person may still save a part. Nobody may have it open to write. */
export function putAside(path: string): void {
  let number = 1
  while (existsSync(`${path}.damaged-${number}`)) number += 1
  for (const suffix of ["-wal", "-shm", ""])
    if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${path}${suffix}.damaged-${number}`)
}

export type AsideFile = {
  /** Whole. */
  readonly path: string
  readonly shelf: Shelf
  /** When anybody last wrote into it, milliseconds UTC. */
  readonly writtenAt: number
  readonly bytes: number
}

/** Files that were put aside, with what was their write-ahead log. */
export function asideFiles(database: string): readonly AsideFile[] {
  const folder = dirname(database)
  return readdirSync(folder).flatMap((file) => {
    const [, name = ""] = /^(.+\.db)(?:-wal|-shm)?\.damaged-\d+$/.exec(file) ?? []
    const shelf = shelfOfFile(database, name)
    if (shelf === undefined) return []
    const path = join(folder, file)
    const { mtimeMs: writtenAt, size: bytes } = statSync(path)
    return [{ path, shelf, writtenAt, bytes }]
  })
}
