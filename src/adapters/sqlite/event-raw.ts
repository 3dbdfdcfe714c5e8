/**
 * One row of an event file as a record. A row that was kept whole is read again from the vendor's record; a compact one says
 * who did what to what, when and from where.
 */
import { zstdDecompressSync } from "node:zlib"
import type Database from "better-sqlite3"
import { z } from "zod"
import type { AuditRecord, RecordSource } from "../../model/audit-record.ts"
import { ContractError } from "../../model/errors.ts"
import type { TenantId } from "../../model/ids.ts"
import type { JsonObject } from "../../model/json.ts"
import type { Db } from "./database.ts"
import { recordOfRow, tenantOf } from "./event-columns.ts"
import { recordBodySchema, recordSourceSchema } from "./schemas.ts"
import { fromJson, fromRow, jsonObjectSchema } from "./stored-json.ts"
import type { OrDamaged } from "./whole-rows.ts"

/** Makes our record of the vendor's again; undefined when it can't be read any more. */
export type ReadRaw = (
  raw: JsonObject,
  from: { tenantId: TenantId; source: RecordSource },
) => AuditRecord | undefined

const rowSchema = z.object({
  seq: z.number(),
  tenant: z.string(),
  at: z.number(),
  id: z.union([z.string(), z.instanceof(Uint8Array)]),
  source: recordSourceSchema,
  recordType: z.number(),
  operation: z.string(),
  operationKey: z.string(),
  actor: z.string(),
  actorKind: z.number(),
  target: z.string(),
  targetKind: z.number(),
  outcome: z.number(),
  ip: z.string().nullable(),
})

export type ReadRecord = { readonly readRaw: ReadRaw; readonly orDamaged: OrDamaged }

/** `found` as `event-reader.ts` selects it. Of a record whose whole text is damaged the columns tell as much as of a compact one. */
export function recordIn(db: Db, found: { readonly seq: number }, read: ReadRecord): AuditRecord {
  const row = fromRow(rowSchema, found, { table: "event", row: found.seq })
  const raw = read.orDamaged(() => rawOf(db, row.seq))
  const whole = raw === undefined ? undefined : read.orDamaged(() => readAgain(row, raw, read.readRaw))
  return whole ?? recordOfRow(row)
}

function readAgain(row: z.infer<typeof rowSchema>, raw: JsonObject, readRaw: ReadRaw): AuditRecord {
  const place = { table: "raw", row: row.seq }
  // Our own reading was kept because the vendor's record alone doesn't make it again.
  if (row.source === "Veeam.Restore")
    return { ...fromRow(recordBodySchema, raw, place), raw: fromRow(jsonObjectSchema, raw.raw, place) }
  const read = readRaw(raw, { tenantId: tenantOf(row), source: row.source })
  // The id is the one that it was stored under: of a record without, it was made from what isn't all kept.
  const columns = recordOfRow(row)
  return read === undefined ? { ...columns, raw } : { ...read, id: columns.id }
}

function rawOf(db: Db, seq: number): JsonObject | undefined {
  const place = { table: "raw", row: seq }
  const whole = prepared(db, "SELECT text FROM raw WHERE seq = ?").get(seq)
  if (whole !== undefined) return fromJson(jsonObjectSchema, fromRow(textSchema, whole, place).text, place)
  const found = bundled(db, seq)?.get(seq)
  return found === undefined ? undefined : fromRow(jsonObjectSchema, found, place)
}

const textSchema = z.object({ text: z.string() })
const firstSchema = z.object({ first: z.number() })
const bytesSchema = z.object({ bytes: z.instanceof(Uint8Array) })
const bundleSchema = z.array(z.tuple([z.number(), z.unknown()]))

const FIRST = "SELECT first_seq AS first FROM bundle WHERE first_seq <= ? ORDER BY first_seq DESC LIMIT 1"
const BYTES = "SELECT bytes FROM bundle WHERE first_seq = ?"

type Bundle = { readonly first: number; readonly records: ReadonlyMap<number, unknown> }
const lastBundles = new WeakMap<Db, Bundle>()

/** The bundle that may hold a row. Neighbors are asked for together: the last one is kept unpacked. */
function bundled(db: Db, seq: number): Bundle["records"] | undefined {
  const place = { table: "bundle", row: seq }
  const row = prepared(db, FIRST).get(seq)
  if (row === undefined) return undefined
  const { first } = fromRow(firstSchema, row, place)
  const known = lastBundles.get(db)
  if (known?.first === first) return known.records
  const { bytes } = fromRow(bytesSchema, prepared(db, BYTES).get(first), place)
  const records = new Map(bundleOf(bytes, place))
  lastBundles.set(db, { first, records })
  return records
}

function bundleOf(
  bytes: Uint8Array,
  place: { table: string; row: number },
): readonly (readonly [seq: number, raw: unknown])[] {
  try {
    return fromJson(bundleSchema, zstdDecompressSync(bytes).toString(), place)
  } catch (cause) {
    throw new ContractError(`The event file's row ${place.row} is damaged; restore it from a backup.`, {
      cause,
    })
  }
}

type Prepared = Database.Statement<[object | number], object>
const statements = new WeakMap<Db, Map<string, Prepared>>()

/** Questions repeat, and so do their rows: a statement is compiled once for each connection. */
export function prepared(db: Db, sql: string): Prepared {
  const known = statements.get(db) ?? new Map<string, Prepared>()
  statements.set(db, known)
  const statement = known.get(sql) ?? db.prepare<[object | number], object>(sql)
  known.set(sql, statement)
  return statement
}
