import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { statSync, symlinkSync, writeFileSync } from "node:fs"
import { resolve } from "node:path"
import Database from "better-sqlite3"
import { describe, expect, it, onTestFinished } from "vitest"
import { MIGRATIONS, migrate } from "../../../src/adapters/sqlite/migrate.ts"
import { openStore } from "../../../src/adapters/sqlite/open-store.ts"
import { ConfigError } from "../../../src/model/errors.ts"
import { CONTOSO, makeBatch, makeNote, makeRecord, mergeInto, NOW } from "./make-rows.ts"
import { countOf, openRaw, openTemporaryStore, temporaryPath } from "./temporary-store.ts"

const OPEN_STORE = resolve(import.meta.dirname, "../../../src/adapters/sqlite/open-store.ts")

/** Another process that opens the store, says so, and stays. */
async function holdInChild(path: string): Promise<ChildProcess> {
  const program = `
    import { openStore } from ${JSON.stringify(OPEN_STORE)}
    const store = openStore(${JSON.stringify(path)})
    console.log("open")
    setInterval(() => store, 1000)`
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  onTestFinished(() => void child.kill("SIGKILL"))
  await Promise.race([
    once(child.stdout, "data"),
    once(child, "exit").then(([code]) => {
      throw new Error(`the child ended with ${code}`)
    }),
  ])
  return child
}

describe("openStore()", () => {
  it("keeps everything across closing and opening", async () => {
    const path = temporaryPath()
    const first = openStore(path)
    await first.records.saveBatch(makeBatch(), mergeInto())
    first.close()

    const { store } = openTemporaryStore(path)

    expect(await store.records.record(CONTOSO, makeRecord().id)).toEqual(makeRecord())
    expect(await store.trail.read(0, 10)).toHaveLength(1)
  })

  it("lets readers read beside the writer (WAL), in pages of 8 KB", () => {
    const { path } = openTemporaryStore()

    const raw = openRaw(path)

    expect(raw.pragma("journal_mode", { simple: true })).toBe("wal")
    expect(raw.pragma("page_size", { simple: true })).toBe(8192)
  })

  it("lets nobody else on the machine read the customers' records", () => {
    const { path } = openTemporaryStore()

    expect(statSync(path).mode & 0o077).toBe(0)
  })

  it("refuses a second writer with one sentence", () => {
    const { path } = openTemporaryStore()

    expect(() => openStore(path)).toThrow(/in use by another Watchpost process/)
  })

  it("refuses a second writer that comes through a link", () => {
    const { path } = openTemporaryStore()
    symlinkSync(path, `${path}.link`)

    expect(() => openStore(`${path}.link`)).toThrow(/in use by another Watchpost process/)
  })

  it("refuses a writer in another process, and is free when that one was killed", async () => {
    const path = temporaryPath()
    const child = await holdInChild(path)
    expect(() => openStore(path)).toThrow(ConfigError)

    child.kill("SIGKILL")
    await once(child, "exit")

    const { store } = openTemporaryStore(path)
    expect(await store.trail.append(makeNote())).toMatchObject({ seq: 1 })
  })

  it("refuses a file that is no database, and one that is somebody else's", () => {
    const text = temporaryPath()
    writeFileSync(text, "This is a plain text file, and it is long enough to be read as a header of a page.")
    const foreign = temporaryPath()
    new Database(foreign).exec("CREATE TABLE invoice (id INTEGER)").close()

    expect(() => openStore(text)).toThrow(/can't be opened/)
    expect(() => openStore(foreign)).toThrow(/not one of Watchpost's/)
  })

  it("gives the lock back when opening fails", () => {
    const path = temporaryPath()
    const foreign = new Database(path).exec("CREATE TABLE invoice (id INTEGER)")
    expect(() => openStore(path)).toThrow(ConfigError)
    foreign.exec("DROP TABLE invoice").close()

    expect(() => openTemporaryStore(path)).not.toThrow()
  })
})

describe("migrate()", () => {
  it("applies each step once, in order, and notes it", () => {
    const { path } = openTemporaryStore()
    const db = openRaw(path)
    const next = { number: 2, name: "next", sql: "CREATE TABLE next (id INTEGER) STRICT" }

    migrate(db, path, NOW, [...MIGRATIONS, next])
    migrate(db, path, NOW + 1, [...MIGRATIONS, next])

    expect(db.prepare("SELECT number, name FROM migration ORDER BY number").all()).toEqual([
      { number: 1, name: "first-tables" },
      { number: 2, name: "next" },
    ])
    expect(countOf(path, "next")).toBe(0)
  })

  it("leaves nothing of a step that fails half way", () => {
    const { path } = openTemporaryStore()
    const db = openRaw(path)
    const broken = { number: 2, name: "broken", sql: "CREATE TABLE half (id INTEGER); CREATE TABL" }

    expect(() => migrate(db, path, NOW, [...MIGRATIONS, broken])).toThrow()

    expect(db.prepare("SELECT name FROM sqlite_schema WHERE name = 'half'").all()).toEqual([])
    expect(countOf(path, "migration")).toBe(1)
  })

  it("refuses a database that a newer program wrote", () => {
    const path = temporaryPath()
    openStore(path).close()
    openRaw(path).prepare("INSERT INTO migration VALUES (99, 'from the future', 0)").run()

    expect(() => openStore(path)).toThrow(/newer Watchpost \(schema 99, this program knows 1\)/)
  })
})
