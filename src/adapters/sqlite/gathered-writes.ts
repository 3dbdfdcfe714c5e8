/**
 * Small writes of thousands of tenants, gathered for a moment and stored in one transaction. Nothing is answered before it
 * is stored, so that a crash loses only what nobody was told is kept. Hardly anybody waits for the disk: while the ingest
 * worker keeps it busy, that stopped the thread that answers Teams for a tenth of a second. What a power cut undoes of the
 * ledger is listed again (decision 10).
 */
import { coerceError } from "../../model/errors.ts"
import { type Db, immediately, immediatelyIfFree, isBusy, withoutWaiting } from "./database.ts"

/** Ten transactions a second at most, and no round is held up noticeably. */
const GATHERED_MS = 100
/**
 * While the ingest worker writes, the thread that answers Teams goes on and comes again after this, about as long as one
 * of the worker's transactions takes.
 */
const AGAIN_MS = 5
/** Who found no moment so often waits for one, as every other write does: a second. */
const MOST_TRIES = 200

/** One transaction stops the thread that long, and a write more; what is left is stored after others had a turn. */
const LONGEST_MS = 10

/**
 * Resolves when `write` is stored, soon, together with others. Rejects with what it throws; the others are stored. What must
 * survive a power cut, because something outside follows from it, has to be on the disk.
 */
export type StoreSoon = (write: () => void, place?: "on the disk") => Promise<void>

type Gathered = {
  readonly write: () => void
  readonly place: "on the disk" | undefined
  readonly done: () => void
  readonly failed: (error: Error) => void
}

/** `gatheredMs`: how long the first of them waits for others. `longestMs`: how long one transaction goes on. */
export function gatherWrites(db: Db, gatheredMs = GATHERED_MS, longestMs = LONGEST_MS): StoreSoon {
  let waiting: Gathered[] = []
  const store = (tries: number): void => {
    const stored = storeSome(db, waiting, { onlyIfFree: tries < MOST_TRIES, longestMs })
    waiting = waiting.slice(stored)
    if (stored === 0) setTimeout(store, AGAIN_MS, tries + 1)
    else if (waiting.length > 0) setImmediate(store, 1)
  }
  return (write, place) =>
    new Promise((done, failed) => {
      if (waiting.length === 0) setTimeout(store, gatheredMs, 1)
      waiting.push({ write, place, done, failed })
    })
}

type Limits = { readonly onlyIfFree: boolean; readonly longestMs: number }

/** How many of them, the first ones, came to an end: 0 when another connection writes and nobody wants to wait for it. */
function storeSome(db: Db, all: readonly Gathered[], { onlyIfFree, longestMs }: Limits): number {
  let written = 0
  const writeSome = (): void => {
    const until = performance.now() + longestMs
    for (const { write } of all) {
      write()
      written += 1
      if (performance.now() >= until) return
    }
  }
  try {
    const isStored = committing(db, all, () => {
      if (onlyIfFree) return immediatelyIfFree(db, writeSome)
      immediately(db, writeSome)
      return true
    })
    if (!isStored) return 0
  } catch (thrown) {
    // Everybody has waited: to wait again for each of them would stop the thread for minutes.
    if (isBusy(thrown)) for (const { failed } of all) failed(coerceError(thrown))
    // One of them can't be stored; the others must not suffer.
    else for (const one of all) storeAlone(db, one)
    return all.length
  }
  for (const { done } of all.slice(0, written)) done()
  return written
}

/** A transaction is on the disk as a whole or not at all. */
const committing = <T>(db: Db, all: readonly Gathered[], work: () => T): T =>
  all.some(({ place }) => place === "on the disk") ? work() : withoutWaiting(db, work)

function storeAlone(db: Db, one: Gathered): void {
  const { write, done, failed } = one
  try {
    committing(db, [one], () => immediately(db, write))
    done()
  } catch (thrown) {
    failed(coerceError(thrown))
  }
}
