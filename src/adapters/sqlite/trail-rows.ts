/** Rows of the trail, both ways. Shared by the log that writes and the reader that checks. */
import { z } from "zod"
import { canonicalHash, canonicalJson, wellFormed } from "../../lib/canonical-json.ts"
import { ContractError, IntegrityError } from "../../model/errors.ts"
import { tenantId } from "../../model/ids.ts"
import { TRAIL_KINDS, type TrailEntry, type TrailNote } from "../../model/trail-entry.ts"
import type { TrailHead } from "../../ports/trail-reader.ts"
import type { Db } from "./database.ts"
import { incidentIdSchema, tenantIdSchema } from "./schemas.ts"
import { fromJson, fromRow, jsonObjectSchema } from "./stored-json.ts"

export const SELECT_TRAIL = `SELECT seq, at, kind, who, tenant_id AS tenantId, incident_id AS incidentId,
  what, data, prev, hash FROM trail`

const trailKindSchema = z.enum(TRAIL_KINDS)

/** As it lies there: `tenantId` would mend the case of a changed letter, and nobody would see the change. */
const storedTenantIdSchema = z
  .string()
  .refine((text) => tenantId(text) === text)
  .transform(tenantId)

const rowSchema = z.object({
  seq: z.number().int(),
  at: z.number().int(),
  kind: trailKindSchema,
  who: z.string(),
  tenantId: storedTenantIdSchema.nullable(),
  incidentId: incidentIdSchema.nullable(),
  what: z.string(),
  data: z.string(),
  prev: z.string(),
  hash: z.string(),
})

const noteSchema = z.object({
  at: z.number().int(),
  kind: trailKindSchema,
  who: z.string(),
  tenantId: tenantIdSchema.optional(),
  incidentId: incidentIdSchema.optional(),
  what: z.string(),
  data: jsonObjectSchema,
})

/**
 * A stored row as an entry. Throws a ContractError when it isn't one, also when `data` isn't byte for byte what
 * the store writes: another spelling of the same JSON has the same hash, and would be a change that nobody sees.
 */
export function trailEntry(row: unknown, seq: number): TrailEntry {
  const place = { table: "trail", row: seq }
  const { tenantId, incidentId, data: text, ...rest } = fromRow(rowSchema, row, place)
  const data = fromJson(jsonObjectSchema, text, place)
  if (canonicalJson(data) !== text)
    throw new ContractError(`The database's row ${seq} in table trail isn't spelled as the store writes it.`)
  return {
    ...rest,
    ...(tenantId === null ? {} : { tenantId }),
    ...(incidentId === null ? {} : { incidentId }),
    data,
  }
}

/** A page of entries in order. Throws a ContractError that names the first damaged row. */
export function readPage(db: Db, afterSeq: number, limit: number): readonly TrailEntry[] {
  const page = db.prepare<[number, number], { seq: number }>(
    `${SELECT_TRAIL} WHERE seq > ? ORDER BY seq LIMIT ?`,
  )
  return page.all(afterSeq, limit).map((row) => trailEntry(row, row.seq))
}

const SELECT_HEAD = "SELECT entries, hash FROM trail_head"

/** The head of an empty trail. */
const NO_ENTRY = "0".repeat(64)

export const readHead = (db: Db): TrailHead | undefined => db.prepare<[], TrailHead>(SELECT_HEAD).get()

/** What writes the trail. The callers have opened the transaction that a note belongs to. */
export function trailRows(db: Db) {
  const insert = db.prepare(
    `INSERT INTO trail (seq, at, kind, who, tenant_id, incident_id, what, data, prev, hash)
     VALUES (@seq, @at, @kind, @who, @tenantId, @incidentId, @what, @data, @prev, @hash)`,
  )
  const moveHead = db.prepare<[number, string]>("UPDATE trail_head SET entries = ?, hash = ? WHERE one = 1")
  const lastEntry = db.prepare<[], TrailHead>(
    "SELECT seq AS entries, hash FROM trail ORDER BY seq DESC LIMIT 1",
  )
  const head = db.prepare<[], TrailHead>(SELECT_HEAD)
  return {
    /** Appends one entry and moves the head. Throws an IntegrityError when the head is gone. */
    append: (note: TrailNote): TrailEntry => {
      const last = head.get()
      if (last === undefined)
        throw new IntegrityError("The trail's head is gone, so nothing can be added to it.")
      const linked = { seq: last.entries + 1, ...cleanNote(note), prev: last.hash }
      const entry = { ...linked, hash: canonicalHash(linked) }
      const { tenantId: tenant = null, incidentId = null, data } = entry
      insert.run({ ...entry, tenantId: tenant, incidentId, data: canonicalJson(data) })
      moveHead.run(entry.seq, entry.hash)
      return entry
    },
    /**
     * Throws an IntegrityError when the last entry isn't the one that the head names. Asked before a fix: fixes stop
     * when the trail was tampered with, while watching goes on.
     */
    requireWhole: (): void => {
      const last = lastEntry.get() ?? { entries: 0, hash: NO_ENTRY }
      const stored = head.get()
      if (stored?.entries === last.entries && stored.hash === last.hash) return
      throw new IntegrityError(
        "The trail isn't as it was written, so nothing is changed for any customer. Run “watchpost trail verify”.",
      )
    },
  }
}

/** Only the fields that the hash covers, and only text that can be hashed: names in a note come from outside. */
const cleanNote = (note: TrailNote): TrailNote =>
  fromRow(noteSchema, wellFormed({ ...note, at: Math.trunc(note.at) }), {
    table: "trail",
    row: "to be added",
  })
