/** The emergency brake: at most one row that isn't released. The journal asks it within its own transactions. */
import { z } from "zod"
import { DeniedError } from "../../model/errors.ts"
import { type Freeze, frozenSentence } from "../../model/freeze.ts"
import type { Brake } from "../../ports/brake.ts"
import { type Db, immediately } from "./database.ts"
import { fromRow } from "./stored-json.ts"
import { trailRows } from "./trail-rows.ts"

const rowSchema = z.object({ by: z.string(), at: z.number(), reason: z.string() })

const reader = (db: Db): (() => Freeze | undefined) => {
  const select = db.prepare<[], object>(
    `SELECT frozen_by AS "by", frozen_at AS "at", reason FROM freeze WHERE released_at IS NULL`,
  )
  return () => {
    const row = select.get()
    return row === undefined ? undefined : fromRow(rowSchema, row, { table: "freeze", row: "" })
  }
}

export function sqliteBrake(db: Db): Brake {
  const frozen = reader(db)
  const trail = trailRows(db)
  const freeze = db.prepare<[string, number, string]>(
    "INSERT INTO freeze (frozen_by, frozen_at, reason) VALUES (?, ?, ?)",
  )
  const release = db.prepare<[string, number]>(
    "UPDATE freeze SET released_by = ?, released_at = ? WHERE released_at IS NULL",
  )
  return {
    frozen: async () => frozen(),
    freeze: async ({ by, at, reason }, note) =>
      immediately(db, () => {
        if (frozen() !== undefined) return false
        freeze.run(by, at, reason)
        trail.append(note)
        return true
      }),
    release: async (by, at, note) =>
      immediately(db, () => {
        if (release.run(by, at).changes === 0) return false
        trail.append(note)
        return true
      }),
  }
}

/** Throws a DeniedError while fixes are frozen. The caller has opened the transaction in which it acts. */
export function brakeCheck(db: Db): () => void {
  const frozen = reader(db)
  return () => {
    const freeze = frozen()
    if (freeze !== undefined) throw new DeniedError(frozenSentence(freeze))
  }
}
