/**
 * Small writes of thousands of tenants, gathered for a moment and stored in one transaction: each of its own would wait
 * for the disk. Nothing is answered before it is stored, so that a crash loses only what nobody was told is kept.
 */
import { coerceError } from "../../model/errors.ts"
import { type Db, immediately, immediatelyIfFree } from "./database.ts"

/** Ten waits for the disk a second at most, and no round is held up noticeably. */
const GATHERED_MS = 100
/**
 * While the ingest worker writes, the thread that answers Teams goes on and comes again after this, about as long as one
 * of the worker's transactions takes.
 */
const AGAIN_MS = 5
/** Who found no moment so often waits for one, as every other write does: a second. */
const MOST_TRIES = 200

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
  const store = (tries: number): void => {
    const isStored = storeAll(db, waiting, tries < MOST_TRIES)
    if (isStored) waiting = []
    else setTimeout(store, AGAIN_MS, tries + 1)
  }
  return (write) =>
    new Promise((done, failed) => {
      if (waiting.length === 0) setTimeout(store, gatheredMs, 1)
      waiting.push({ write, done, failed })
    })
}

/** False when another connection writes, and nobody wants to wait for it. */
function storeAll(db: Db, all: readonly Gathered[], onlyIfFree: boolean): boolean {
  const writeAll = (): void => {
    for (const { write } of all) write()
  }
  try {
    if (!onlyIfFree) immediately(db, writeAll)
    else if (!immediatelyIfFree(db, writeAll)) return false
  } catch {
    // One of them can't be stored; the others must not suffer.
    for (const one of all) storeAlone(db, one)
    return true
  }
  for (const { done } of all) done()
  return true
}

function storeAlone(db: Db, { write, done, failed }: Gathered): void {
  try {
    immediately(db, write)
    done()
  } catch (thrown) {
    failed(coerceError(thrown))
  }
}
