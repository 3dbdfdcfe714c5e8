/** Records out of the event files, one file after the other: SQLite attaches ten at most. */
import { z } from "zod"
import type { AuditRecord } from "../../model/audit-record.ts"
import type { RecordId, TenantId } from "../../model/ids.ts"
import type {
  ActTally,
  AddressQuery,
  EventQuery,
  OperationTally,
  RecordKey,
} from "../../ports/record-store.ts"
import { actorKindNumber, packId } from "./event-columns.ts"
import type { EventFiles } from "./event-files.ts"
import { prepared, type ReadRecord, recordIn } from "./event-raw.ts"
import { ADDRESSED, isOdd, kindOfShelf, type Shelf, spanOf } from "./event-shelf.ts"
import { fromRow } from "./stored-json.ts"

/** Which rows are wanted is told by an index alone where one knows it; only those are read. */
const selected = (
  where: string,
  order: string,
): string => `SELECT e.seq, t.id AS tenant, e.at, e.id, a.source,
    e.record_type AS recordType, o.name AS operation, o.folded AS operationKey, who.shown AS actor,
    e.actor_kind AS actorKind, what.shown AS target, e.target_kind AS targetKind, e.outcome, e.ip
  FROM (SELECT e.seq FROM event e ${where} ${order} LIMIT @limit) wanted JOIN event e ON e.seq = wanted.seq
  JOIN tenant t ON t.k = e.tenant JOIN arrival a ON a.k = e.arrival
  JOIN operation o ON o.k = e.operation JOIN name who ON who.k = e.actor JOIN name what ON what.k = e.target
  ${order}`

const OF_TENANT = "e.tenant = (SELECT k FROM tenant WHERE id = @tenant)"

/** Which rows a question wants, through the index that narrows most. */
function whereOf({ targets, actors, operations, exceptMicrosoft }: EventQuery): string {
  // Of one name the index has the rows in order of time, so that the newest few end the search.
  const named = (column: "target" | "actor", names: readonly string[]): string => {
    const ofTenant = "SELECT k FROM name WHERE tenant = (SELECT k FROM tenant WHERE id = @tenant) AND folded"
    return names.length === 1
      ? `e.${column} = (${ofTenant} = json_extract(@${column}, '$[0]'))`
      : `e.${column} IN (${ofTenant} IN (SELECT value FROM json_each(@${column})))`
  }
  const isNamed = targets !== undefined || actors !== undefined
  const parts = [
    // A name is one tenant's: its index alone finds no other's rows.
    ...(isNamed ? [] : [OF_TENANT]),
    "e.at >= @from AND e.at < @to",
    ...(targets === undefined ? [] : [named("target", targets)]),
    ...(actors === undefined ? [] : [named("actor", actors)]),
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
  AND e.tenant IN (SELECT k FROM tenant WHERE id IN (SELECT value FROM json_each(@tenants)))`

const NEWEST_FIRST = "ORDER BY e.at DESC, e.seq DESC"
const OLDEST_FIRST = "ORDER BY e.at, e.seq"

export interface EventReader {
  find(tenant: TenantId, query: EventQuery): readonly AuditRecord[]
  count(tenant: TenantId, query: EventQuery): number
  tally(tenant: TenantId, query: EventQuery): readonly ActTally[]
  operations(tenant: TenantId, query: EventQuery): readonly OperationTally[]
  names(tenant: TenantId, period: Pick<EventQuery, "from" | "to">): readonly string[]
  fromAddress(tenants: readonly TenantId[], ip: string, query: AddressQuery): readonly AuditRecord[]
  /** By the key that it was stored under. */
  at(tenant: TenantId, key: RecordKey): AuditRecord | undefined
  /** Looks through the tenant's part of each file: meant for one question of a person, not for loops. */
  byId(tenant: TenantId, id: RecordId): AuditRecord | undefined
}

export function eventReader(files: EventFiles, read: ReadRecord): EventReader {
  const query = (shelf: Shelf, sql: string, values: object): readonly Found[] =>
    (files.read(shelf, (db) => prepared(db, sql).all(values)) ?? []).map((row) => {
      const { at, seq } = fromRow(placeSchema, row, { table: "event", row: "" })
      return { shelf, row: { ...row, seq }, at, seq }
    })
  const whole = (found: readonly Found[]): readonly AuditRecord[] =>
    found.flatMap(
      ({ shelf, row }) => read.orDamaged(() => files.read(shelf, (db) => recordIn(db, row, read))) ?? [],
    )
  const first = (shelves: readonly Shelf[], where: string, values: object): AuditRecord | undefined => {
    for (const shelf of shelves) {
      const [found] = query(shelf, selected(`WHERE ${OF_TENANT} AND ${where}`, ""), { ...values, limit: 1 })
      if (found !== undefined) return whole([found])[0]
    }
    return undefined
  }
  return {
    find: (tenant, wanted) => {
      const sql = selected(whereOf(wanted), wanted.newestFirst ? NEWEST_FIRST : OLDEST_FIRST)
      const values = valuesOf(tenant, wanted)
      return whole(merged(shelvesOf(files.shelves(), wanted), wanted, (shelf) => query(shelf, sql, values)))
    },
    count: (tenant, wanted) => counter(files, tenant, wanted),
    tally: (tenant, wanted) => tallied(files, tenant, wanted),
    operations: (tenant, wanted) => operationsOf(files, tenant, wanted),
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
      const sql = selected(FROM_ADDRESS, NEWEST_FIRST)
      return whole(merged(shelvesOf(files.shelves(), wanted), wanted, (shelf) => query(shelf, sql, values)))
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

/** A row before it is made a record: of what each file finds, most isn't wanted in the end. */
type Found = {
  readonly shelf: Shelf
  readonly row: { readonly seq: number }
  readonly at: number
  readonly seq: number
}
const placeSchema = z.object({ at: z.number(), seq: z.number() })

/** Each file answers for its own week: one that can only hold what is past the limit isn't asked. */
function merged(
  shelves: readonly Shelf[],
  { newestFirst, limit = Number.POSITIVE_INFINITY }: Pick<EventQuery, "newestFirst" | "limit">,
  ask: (shelf: Shelf) => readonly Found[],
): readonly Found[] {
  const sign = newestFirst === true ? -1 : 1
  const edge = (shelf: Shelf): number => (newestFirst === true ? -spanOf(shelf).to : spanOf(shelf).from)
  let found: readonly Found[] = []
  for (const shelf of shelves.toSorted((a, b) => (edge(a) === edge(b) ? 0 : edge(a) - edge(b)))) {
    const last = found[limit - 1]
    if (last !== undefined && edge(shelf) > sign * last.at) continue
    found = [...found, ...ask(shelf)].sort((a, b) => sign * (a.at - b.at || a.seq - b.seq)).slice(0, limit)
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

const operationSchema = z.object({ operation: z.string(), count: z.number() })
const tallySchema = operationSchema.extend({ actor: z.string() })

function tallied(files: EventFiles, tenant: TenantId, wanted: EventQuery): readonly ActTally[] {
  const sql = `SELECT who.shown AS actor, o.name AS operation, n AS count FROM
    (SELECT actor, operation, COUNT(*) AS n FROM
      (SELECT e.actor, e.operation FROM event e ${whereOf(wanted)} LIMIT @limit) GROUP BY actor, operation)
    JOIN name who ON who.k = actor JOIN operation o ON o.k = operation`
  const keyOf = ({ actor, operation }: ActTally): string => JSON.stringify([actor.toLowerCase(), operation])
  return summed(rowsOf(files, tenant, wanted, { sql, schema: tallySchema }), keyOf)
}

function operationsOf(files: EventFiles, tenant: TenantId, wanted: EventQuery): readonly OperationTally[] {
  const sql = `SELECT o.name AS operation, n AS count FROM
    (SELECT operation, COUNT(*) AS n FROM
      (SELECT e.operation FROM event e ${whereOf(wanted)} LIMIT @limit) GROUP BY operation)
    JOIN operation o ON o.k = operation`
  return summed(rowsOf(files, tenant, wanted, { sql, schema: operationSchema }), ({ operation }) => operation)
}

/** Rows are counted by their numbers, in each file; only names and sums leave it. */
function* rowsOf<Row extends OperationTally>(
  files: EventFiles,
  tenant: TenantId,
  wanted: EventQuery,
  { sql, schema }: { readonly sql: string; readonly schema: z.ZodType<Row> },
): Iterable<Row> {
  let left = wanted.limit ?? Number.MAX_SAFE_INTEGER
  for (const shelf of shelvesOf(files.shelves(), wanted)) {
    const values = valuesOf(tenant, { ...wanted, limit: left })
    for (const row of files.read(shelf, (db) => prepared(db, sql).all(values)) ?? []) {
      const found = fromRow(schema, row, { table: "event", row: "" })
      left -= found.count
      yield found
    }
    if (left <= 0) return
  }
}

function summed<Row extends OperationTally>(
  rows: Iterable<Row>,
  keyOf: (row: Row) => string,
): readonly Row[] {
  const sums = new Map<string, Row>()
  for (const row of rows) {
    const before = sums.get(keyOf(row))
    sums.set(keyOf(row), { ...row, ...before, count: row.count + (before?.count ?? 0) })
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
