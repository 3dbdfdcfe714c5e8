/**
 * Rows that can't be read any more. Whoever reads many leaves them out, so that one holds up nobody else; which they are is
 * told, once each while the process runs. Who asks for a single row gets the error that names it.
 */
import { HOUR } from "../../lib/time-units.ts"
import { ContractError } from "../../model/errors.ts"
import type { DamagedRows } from "../../ports/damaged-rows.ts"
import type { Log } from "../../ports/log.ts"
import type { Db } from "./database.ts"

type Known = { readonly sentences: Set<string>; log: Pick<Log, "error"> | undefined }

const known = new WeakMap<Db, Known>()
/** A file that is damaged all over is told of all the same; more sentences than these help nobody. */
const MOST_TOLD = 100

function knownOf(db: Db): Known {
  const found = known.get(db) ?? { sentences: new Set<string>(), log: undefined }
  known.set(db, found)
  return found
}

/** What `read` makes of a row; where it is damaged undefined, or the error, as whoever asks wants it. */
export type OrDamaged = <T>(read: () => T) => T | undefined

/** What `read` makes of a row; undefined when that is damaged. Throws what isn't about the row. */
export const wholeRow = <T>(db: Db, read: () => T): T | undefined => readOrPutOff(db, read, () => undefined)

/** A row that is worked off and can't be read is looked at again after this: somebody may have restored it. */
export const UNREADABLE_AGAIN_MS = HOUR

/** As `wholeRow`. `putOff` writes down why, and keeps the row from being the first one again and again. */
export function readOrPutOff<T>(db: Db, read: () => T, putOff: (why: string) => void): T | undefined {
  try {
    return read()
  } catch (thrown) {
    if (!(thrown instanceof ContractError)) throw thrown
    noteDamage(db, thrown.message)
    putOff(thrown.message)
    return undefined
  }
}

/** Those of the rows that can be read. */
export function wholeRows<Row, T extends object>(
  db: Db,
  rows: readonly Row[],
  read: (row: Row) => T,
): readonly T[] {
  return rows.flatMap((row) => wholeRow(db, () => [read(row)]) ?? [])
}

/** `sentence` names table and row, and nothing of what lies in it. */
export function noteDamage(db: Db, sentence: string): void {
  const { sentences, log } = knownOf(db)
  if (sentences.has(sentence) || sentences.size >= MOST_TOLD) return
  sentences.add(sentence)
  log?.error("a damaged row of the database is left out", { problem: sentence })
}

/** Each is told to `log` once. */
export function damagedRows(db: Db, log?: Pick<Log, "error">): DamagedRows {
  knownOf(db).log = log
  return { damaged: () => [...knownOf(db).sentences] }
}
