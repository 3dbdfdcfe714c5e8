/**
 * Records out of the event files, one file after the other: SQLite attaches ten at most. A row that was kept whole is
 * read again from the vendor's record; a compact one says who did what to what, when and from where.
 */
import { inflateRawSync } from "node:zlib"
import type Database from "better-sqlite3"
import { z } from "zod"
import type { AuditRecord, RecordSource } from "../../model/audit-record.ts"
import { ContractError } from "../../model/errors.ts"
import type { RecordId, TenantId } from "../../model/ids.ts"
import type { JsonObject } from "../../model/json.ts"
import type { ActTally, AddressQuery, EventQuery, RecordKey } from "../../ports/record-store.ts"
import type { Db } from "./database.ts"
import { actorKindNumber, packId, recordOfRow, tenantOf } from "./event-columns.ts"
import type { EventFiles } from "./event-files.ts"
import { ADDRESSED, isOdd, kindOfShelf, type Shelf, spanOf } from "./event-shelf.ts"
import { recordBodySchema, recordSourceSchema } from "./schemas.ts"
import { fromJson, fromRow, jsonObjectSchema } from "./stored-json.ts"

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

const SELECT = `SELECT e.seq, t.id AS tenant, e.at, e.id, a.source, e.record_type AS recordType,
    o.name AS operation, o.folded AS operationKey, who.shown AS actor, e.actor_kind AS actorKind,
    what.shown AS target, e.target_kind AS targetKind, e.outcome, e.ip
  FROM event e JOIN tenant t ON t.k = e.tenant JOIN arrival a ON a.k = e.arrival
  JOIN operation o ON o.k = e.operation JOIN name who ON who.k = e.actor JOIN name what ON what.k = e.target`

const OF_TENANT = "e.tenant = (SELECT k FROM tenant WHERE id = @tenant)"

/** Which rows a question wants, through the index that narrows most. */
function whereOf({ targets, actors, operations, exceptMicrosoft }: EventQuery): string {
  const named = (column: "target" | "actor"): string =>
    `e.${column} IN (SELECT k FROM name WHERE tenant = (SELECT k FROM tenant WHERE id = @tenant)
       AND folded IN (SELECT value FROM json_each(@${column})))`
  const isNamed = targets !== undefined || actors !== undefined
  const parts = [
    // The plus keeps the index of the tenant's time from being taken where a name narrows more.
    isNamed ? `+${OF_TENANT}` : OF_TENANT,
    "e.at >= @from AND e.at < @to",
    ...(targets === undefined ? [] : [named("target")]),
    ...(actors === undefined ? [] : [named("actor")]),
    ...(operations === undefined
      ? []
      : [
          "e.operation IN (SELECT k FROM operation WHERE folded IN (SELECT value FROM json_each(@operations)))",
        ]),
    ...(exceptMicrosoft === true ? [`e.actor_kind <> ${actorKindNumber("microsoft")}`] : []),
  ]
  return `WHERE ${parts.join(" AND ")}`
}

/** Names with an at sign that are no path: people and mailboxes. */
const NAMES = `SELECT shown FROM name WHERE tenant = (SELECT k FROM tenant WHERE id = ?)
  AND instr(folded, '@') > 1 AND instr(folded, '/') = 0 LIMIT 20000`

const FROM_ADDRESS = `WHERE e.ip = @ip AND e.at >= @from AND e.at < @to
  AND t.id IN (SELECT value FROM json_each(@tenants)) ORDER BY e.at DESC, e.id LIMIT @limit`

export interface EventReader {
  find(tenant: TenantId, query: EventQuery): readonly AuditRecord[]
  count(tenant: TenantId, query: EventQuery): number
  tally(tenant: TenantId, query: EventQuery): readonly ActTally[]
  names(tenant: TenantId, period: Pick<EventQuery, "from" | "to">): readonly string[]
  fromAddress(tenants: readonly TenantId[], ip: string, query: AddressQuery): readonly AuditRecord[]
  /** By the key that it was stored under. */
  at(tenant: TenantId, key: RecordKey): AuditRecord | undefined
  /** Looks through the tenant's part of each file: meant for one question of a person, not for loops. */
  byId(tenant: TenantId, id: RecordId): AuditRecord | undefined
}

export function eventReader(files: EventFiles, readRaw: ReadRaw): EventReader {
  const query = (shelf: Shelf, rest: string, values: object): readonly AuditRecord[] =>
    files.read(shelf, (db) =>
      prepared(db, `${SELECT} ${rest}`)
        .all(values)
        .map((row) => recordIn(db, row, readRaw)),
    ) ?? []
  const first = (shelves: readonly Shelf[], where: string, values: object): AuditRecord | undefined => {
    for (const shelf of shelves) {
      const [found] = query(shelf, `WHERE ${OF_TENANT} AND ${where} LIMIT 1`, values)
      if (found !== undefined) return found
    }
    return undefined
  }
  return {
    find: (tenant, wanted) => {
      const rest = `${whereOf(wanted)} ORDER BY e.at ${wanted.newestFirst ? "DESC" : ""}, e.id LIMIT @limit`
      const values = valuesOf(tenant, wanted)
      return merged(shelvesOf(files.shelves(), wanted), wanted, (shelf) => query(shelf, rest, values))
    },
    count: (tenant, wanted) => counter(files, tenant, wanted),
    tally: (tenant, wanted) => tallied(files, tenant, wanted),
    names: (tenant, period) => {
      const shelves = shelvesOf(files.shelves(), { ...period, kinds: ADDRESSED })
      const found = shelves.flatMap(
        (shelf) => files.read(shelf, (db) => db.prepare<[string], string>(NAMES).pluck().all(tenant)) ?? [],
      )
      return [...new Map(found.map((name) => [name.toLowerCase(), name])).values()]
    },
    fromAddress: (tenants, ip, { from, to, limit }) => {
      const values = { tenants: JSON.stringify(tenants), ip, from, to, limit }
      const wanted = { from, to, limit, kinds: ADDRESSED, newestFirst: true }
      return merged(shelvesOf(files.shelves(), wanted), wanted, (shelf) => query(shelf, FROM_ADDRESS, values))
    },
    at: (tenant, { id, happenedAt: at }) =>
      first(shelvesOf(files.shelves(), { from: at, to: at + 1 }), "e.at = @at AND e.id = @id", {
        tenant,
        id: packId(id),
        at,
      }),
    byId: (tenant, id) => first(files.shelves().toReversed(), "e.id = @id", { tenant, id: packId(id) }),
  }
}

/** Each file answers for its own week: one that can only hold what is past the limit isn't asked. */
function merged(
  shelves: readonly Shelf[],
  { newestFirst, limit = Number.POSITIVE_INFINITY }: Pick<EventQuery, "newestFirst" | "limit">,
  ask: (shelf: Shelf) => readonly AuditRecord[],
): readonly AuditRecord[] {
  const sign = newestFirst === true ? -1 : 1
  const edge = (shelf: Shelf): number => (newestFirst === true ? -spanOf(shelf).to : spanOf(shelf).from)
  let found: readonly AuditRecord[] = []
  for (const shelf of shelves.toSorted((a, b) => (edge(a) === edge(b) ? 0 : edge(a) - edge(b)))) {
    const last = found[limit - 1]
    if (last !== undefined && edge(shelf) > sign * last.happenedAt) continue
    found = [...found, ...ask(shelf)]
      .sort((a, b) => sign * (a.happenedAt - b.happenedAt) || (a.id < b.id ? -1 : Number(a.id > b.id)))
      .slice(0, limit)
  }
  return found
}

function counter(files: EventFiles, tenant: TenantId, wanted: EventQuery): number {
  const most = wanted.limit ?? Number.MAX_SAFE_INTEGER
  const sql = `SELECT COUNT(*) FROM (SELECT 1 FROM event e ${whereOf(wanted)} LIMIT @limit)`
  let count = 0
  for (const shelf of shelvesOf(files.shelves(), wanted)) {
    if (count >= most) break
    const values = valuesOf(tenant, { ...wanted, limit: most - count })
    count += files.read(shelf, (db) => db.prepare<[object], number>(sql).pluck().get(values)) ?? 0
  }
  return count
}

const tallySchema = z.object({ actor: z.string(), operation: z.string(), count: z.number() })

/** Rows are counted by their numbers, in each file; only names and sums leave it. */
function tallied(files: EventFiles, tenant: TenantId, wanted: EventQuery): readonly ActTally[] {
  const sql = `SELECT who.shown AS actor, o.name AS operation, n AS count FROM
    (SELECT e.actor, e.operation, COUNT(*) AS n FROM event e ${whereOf(wanted)} GROUP BY e.actor, e.operation)
    JOIN name who ON who.k = actor JOIN operation o ON o.k = operation`
  const values = valuesOf(tenant, wanted)
  const sums = new Map<string, ActTally>()
  for (const shelf of shelvesOf(files.shelves(), wanted)) {
    for (const row of files.read(shelf, (db) => db.prepare<[object], object>(sql).all(values)) ?? []) {
      const found = fromRow(tallySchema, row, { table: "event", row: "" })
      const key = JSON.stringify([found.actor.toLowerCase(), found.operation])
      const before = sums.get(key)
      sums.set(key, { ...found, ...before, count: found.count + (before?.count ?? 0) })
    }
  }
  return [...sums.values()].toSorted((a, b) => b.count - a.count)
}

const valuesOf = (
  tenant: TenantId,
  { targets, actors, operations, from, to, limit }: EventQuery,
): object => ({
  tenant,
  target: JSON.stringify(targets ?? []),
  actor: JSON.stringify(actors ?? []),
  operations: JSON.stringify(operations ?? []),
  from,
  to,
  limit: limit ?? -1,
})

/** Times that can't be true may be asked for as well. */
const shelvesOf = (
  shelves: readonly Shelf[],
  { from, to, kinds }: Pick<EventQuery, "from" | "to" | "kinds">,
): readonly Shelf[] =>
  shelves.filter((shelf) => {
    const kind = kindOfShelf(shelf)
    if (kinds !== undefined && kind !== undefined && !kinds.includes(kind)) return false
    return isOdd(shelf) || (spanOf(shelf).from < to && spanOf(shelf).to > from)
  })

function recordIn(db: Db, found: object, readRaw: ReadRaw): AuditRecord {
  const row = fromRow(rowSchema, found, { table: "event", row: "" })
  const place = { table: "raw", row: row.seq }
  const raw = rawOf(db, row.seq)
  if (raw === undefined) return recordOfRow(row)
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

type Prepared = Database.Statement<[object | number], object>
const statements = new WeakMap<Db, Map<string, Prepared>>()

/** Questions repeat, and so do their rows: a statement is compiled once for each connection. */
function prepared(db: Db, sql: string): Prepared {
  const known = statements.get(db) ?? new Map<string, Prepared>()
  statements.set(db, known)
  const statement = known.get(sql) ?? db.prepare<[object | number], object>(sql)
  known.set(sql, statement)
  return statement
}

function bundleOf(
  bytes: Uint8Array,
  place: { table: string; row: number },
): readonly (readonly [seq: number, raw: unknown])[] {
  try {
    return fromJson(bundleSchema, inflateRawSync(bytes).toString(), place)
  } catch (cause) {
    throw new ContractError(`The event file's row ${place.row} is damaged; restore it from a backup.`, {
      cause,
    })
  }
}
