import Database from "better-sqlite3"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import { gatherWrites } from "../../../src/adapters/sqlite/gathered-writes.ts"
import { temporaryPath } from "./temporary-store.ts"

/** No machine is so busy that a few words take as long. */
const ANY_TIME_MS = 60_000

function open(longestMs = ANY_TIME_MS) {
  const path = temporaryPath()
  const db = new Database(path)
  onTestFinished(() => void db.close())
  db.pragma("journal_mode = WAL")
  db.pragma("synchronous = FULL")
  db.exec("CREATE TABLE note (word TEXT NOT NULL) STRICT")
  const insert = db.prepare("INSERT INTO note VALUES (?)")
  const transactions = vi.spyOn(db, "transaction")
  const reader = new Database(path, { readonly: true })
  onTestFinished(() => void reader.close())
  const stored = () => reader.prepare("SELECT word FROM note ORDER BY rowid").pluck().all()
  // It changes with each transaction that another connection commits.
  const changes = () => reader.pragma("data_version", { simple: true })
  const other = new Database(path)
  onTestFinished(() => void other.close())
  return {
    other,
    patience: () => db.pragma("busy_timeout", { simple: true }),
    begun: () => transactions.mock.calls.length,
    giveUpAfter: (ms: number) => void db.pragma(`busy_timeout = ${ms}`),
    close: () => void db.close(),
    synchronous: () => db.pragma("synchronous", { simple: true }),
    soon: gatherWrites(db, 0, longestMs),
    write: (word: string | null) => () => void insert.run(word),
    stored,
    changes,
  }
}

describe("gatherWrites()", () => {
  it("answers only after it is stored, and stores what came together in one transaction", async () => {
    const { soon, write, stored, changes } = open()
    const before = changes()

    const all = ["a", "b", "c"].map((word) => soon(write(word)))
    const early = stored()
    const seen = await Promise.all(all.map((one) => one.then(() => [stored(), changes()])))

    expect(early).toEqual([])
    expect(seen.map(([words]) => words)).toEqual(Array.from({ length: 3 }, () => ["a", "b", "c"]))
    expect(new Set([before, ...seen.map(([, version]) => version)]).size).toBe(2)
  })

  it("doesn't wait for the disk, while everybody else's commits still do, also after one that fails", async () => {
    const { soon, write, synchronous } = open()
    const [NORMAL, FULL] = [1, 2]
    const before = synchronous()

    const during: unknown[] = []
    const stored = soon(() => void during.push(synchronous()))
    const refused = soon(write(null))

    await expect(refused).rejects.toThrow("NOT NULL")
    await stored
    // Together, and once more alone.
    expect({ before, during, after: synchronous() }).toEqual({
      before: FULL,
      during: [NORMAL, NORMAL],
      after: FULL,
    })
  })

  it("waits for the disk when one of them has to be there before something happens outside, also alone", async () => {
    const { soon, synchronous } = open()
    const FULL = 2
    const during: unknown[] = []
    const broken = (): void => {
      throw new Error("broken")
    }

    await soon(() => void during.push(synchronous()), "on the disk")
    const together = [soon(broken), soon(() => void during.push(synchronous()), "on the disk")]
    await Promise.allSettled(together)

    expect(during).toEqual([FULL, FULL])
  })

  it("lets others have their turn before it goes on with what takes long, and keeps the order", async () => {
    const { soon, write, changes, stored } = open(0)

    const turns: string[] = []
    const all = ["a", "b", "c"].map((word) => soon(write(word)).then(() => [stored(), changes()]))
    void all[0]?.then(() => setImmediate(() => turns.push("somebody else")))
    void all[2]?.then(() => turns.push("the last"))
    const seen = await Promise.all(all)

    expect(seen.map(([words]) => words)).toEqual([["a"], ["a", "b"], ["a", "b", "c"]])
    expect(new Set(seen.map(([, version]) => version)).size).toBe(3)
    expect(turns).toEqual(["somebody else", "the last"])
  })

  it("stores the others when one of them can't be stored, and tells that one alone", async () => {
    const { soon, write, stored } = open()

    const ended = await Promise.allSettled([soon(write("a")), soon(write(null)), soon(write("c"))])

    expect(ended.map((one) => one.status)).toEqual(["fulfilled", "rejected", "fulfilled"])
    expect(stored()).toEqual(["a", "c"])
  })

  it("tells all of them when the other writes for too long, and has waited for it once", async () => {
    const { soon, write, other, stored, begun, giveUpAfter } = open()
    giveUpAfter(10)
    other.exec("BEGIN IMMEDIATE")

    const all = await Promise.allSettled(["a", "b", "c"].map((word) => soon(write(word))))
    const tries = begun()
    other.exec("COMMIT")
    await soon(write("d"))

    expect(all.map((one) => one.status)).toEqual(["rejected", "rejected", "rejected"])
    expect(tries).toBe(200)
    expect(stored()).toEqual(["d"])
  })

  it("refuses what comes too late to be stored, and throws nothing at the thread", async () => {
    const { soon, write, close } = open()

    const late = soon(write("a"))
    close()

    await expect(late).rejects.toThrow("not open")
  })

  it("begins anew after each transaction", async () => {
    const { soon, write, stored } = open()

    await soon(write("a"))
    await soon(write("b"))

    expect(stored()).toEqual(["a", "b"])
  })

  it("lets the thread go on while another connection writes, and stores then in the order they came", async () => {
    const { soon, write, stored, other, patience } = open()
    const before = patience()
    other.exec("BEGIN IMMEDIATE")

    const first = soon(write("a"))
    // Runs right after the first try, which would otherwise hold the thread for as long as the other writes.
    await new Promise((resolve) => setTimeout(resolve, 0))
    const meanwhile = stored()
    const second = soon(write("b"))
    other.exec("COMMIT")
    await Promise.all([first, second])

    expect(meanwhile).toEqual([])
    expect(stored()).toEqual(["a", "b"])
    expect(patience()).toBe(before)
  })
})
