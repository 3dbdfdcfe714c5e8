/**
 * Small writes of thousands of tenants, gathered for a moment and stored in one transaction: each of its own would wait
 * for the disk. Nothing is answered before it is stored, so that a crash loses only what nobody was told is kept.
 */
import { coerceError } from "../../model/errors.ts"
import { type Db, immediately } from "./database.ts"

/** Ten waits for the disk a second at most, and no round is held up noticeably. */
const GATHERED_MS = 100

/** Resolves when `write` is stored, soon, together with others. Rejects with what it throws; the others are stored. */
export type StoreSoon = (write: () => void) => Promise<void>

type Gathered = {
  readonly write: () => void
  readonly done: () => void
  readonly failed: (error: Error) => void
}

/** `gatheredMs`: how long the first of them waits for others. */
export function gatherWrites(db: Db, gatheredMs = GATHERED_MS): StoreSoon {
  let waiting: Gathered[] = []
  const store = (): void => {
    const all = waiting
    waiting = []
    storeAll(db, all)
  }
  return (write) =>
    new Promise((done, failed) => {
      if (waiting.length === 0) setTimeout(store, gatheredMs)
      waiting.push({ write, done, failed })
    })
}

function storeAll(db: Db, all: readonly Gathered[]): void {
  try {
    immediately(db, () => {
      for (const { write } of all) write()
    })
  } catch {
    // One of them can't be stored; the others must not suffer.
    for (const one of all) storeAlone(db, one)
    return
  }
  for (const { done } of all) done()
}

function storeAlone(db: Db, { write, done, failed }: Gathered): void {
  try {
    immediately(db, write)
    done()
  } catch (thrown) {
    failed(coerceError(thrown))
  }
}
