/** Writes records into one event file. One writer a file: it remembers the numbers of the words that it has written. */
import { constants, zstdCompressSync } from "node:zlib"
import type { AuditRecord, RecordSource } from "../../model/audit-record.ts"
import type { TenantId } from "../../model/ids.ts"
import type { Keeping } from "../../model/storage-policy.ts"
import type { Arrival } from "../../ports/record-store.ts"
import { type Db, immediately } from "./database.ts"
import { actorKindNumber, actorShown, outcomeNumber, packId, targetKindNumber } from "./event-columns.ts"

export type Added = {
  /** How many of the records are new; the others are there already. */
  readonly stored: number
  /** The number of this arrival in the file: while it is there, so is everything that was added before. */
  readonly arrival: number
}

export interface EventWriter {
  /** One transaction. */
  add(arrival: Arrival, records: readonly AuditRecord[], keep: Keeping): Added
}

/** Sources whose vendor's record alone doesn't make our record again: ours is kept whole, whatever the policy says. */
const READ_ONCE: ReadonlySet<RecordSource> = new Set(["Veeam.Restore"])

/** A rule saw something in it: an alert that names it later must still find it whole. */
const isKeptAnyway = ({ matched }: Arrival, { id, source }: AuditRecord): boolean =>
  READ_ONCE.has(source) || matched?.has(id) === true

const keptText = (record: AuditRecord): string =>
  JSON.stringify(READ_ONCE.has(record.source) ? record : record.raw)

/** Records in one compressed bundle: more saves room, and costs a reader of one record time. */
const BUNDLE = 64
/** The quickest level that still saves as much room as the next ones. */
const QUICK = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

export function eventWriter(db: Db): EventWriter {
  const words = wordNumbers(db)
  const insert = eventInsert(db)
  const addRaw = db.prepare<[number, string]>("INSERT INTO raw (seq, text) VALUES (?, ?)")
  const addBundle = db.prepare<[number, Buffer]>("INSERT INTO bundle (first_seq, bytes) VALUES (?, ?)")
  const keepBundles = (texts: readonly string[], firsts: readonly number[]): void => {
    for (let from = 0; from < texts.length; from += BUNDLE) {
      const part = `[${texts.slice(from, from + BUNDLE).join(",")}]`
      addBundle.run(firsts[from] ?? 0, zstdCompressSync(part, QUICK))
    }
  }
  const addAll = (arrival: Arrival, records: readonly AuditRecord[], keep: Keeping): Added => {
    const numbers = words.ofBatch(arrival)
    const texts: string[] = []
    const seqs: number[] = []
    let stored = 0
    for (const record of records) {
      const seq = insert(numbers, record)
      if (seq === undefined) continue
      stored += 1
      if (keep === "whole") addRaw.run(seq, keptText(record))
      else if (keep === "compressed" || isKeptAnyway(arrival, record)) {
        seqs.push(seq)
        texts.push(`[${seq},${keptText(record)}]`)
      }
    }
    keepBundles(texts, seqs)
    return { stored, arrival: numbers.lastArrival() }
  }
  return {
    add: (arrival, records, keep) => {
      try {
        return immediately(db, () => addAll(arrival, records, keep))
      } catch (thrown) {
        // Numbers that were undone with the transaction must not be used again.
        words.forget()
        throw thrown
      }
    },
  }
}

type Numbers = {
  readonly tenant: number
  lastArrival(): number
  arrival(source: RecordSource): number
  operation(record: AuditRecord): number
  name(shown: string): number
}

/** The number of the new row, or undefined for a record that is there. */
function eventInsert(db: Db): (numbers: Numbers, record: AuditRecord) => number | undefined {
  // Names its conflict: OR IGNORE would also swallow rows that break any other rule.
  const insert = db.prepare(
    `INSERT INTO event (tenant, at, id, arrival, record_type, operation, actor, actor_kind, target, target_kind,
       outcome, ip) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant, at, id) DO NOTHING`,
  )
  return (numbers, record) => {
    const { actor, target } = record
    const made = insert.run(
      numbers.tenant,
      record.happenedAt,
      packId(record.id),
      numbers.arrival(record.source),
      record.recordType,
      numbers.operation(record),
      numbers.name(actorShown(actor)),
      actorKindNumber(actor.kind),
      numbers.name(target.name),
      targetKindNumber(target.kind),
      outcomeNumber(record.outcome),
      record.ip ?? null,
    )
    return made.changes === 1 ? Number(made.lastInsertRowid) : undefined
  }
}

/** Names that are remembered in all; then it begins anew, so that thousands of tenants don't fill the memory. */
const MOST_NAMES = 100_000

function wordNumbers(db: Db) {
  const tenants = new Map<TenantId, number>()
  const operations = new Map<string, number>()
  const names = new Map<number, Map<string, number>>()
  let remembered = 0
  const rows = wordRows(db)
  const forget = (): void => {
    for (const map of [tenants, operations, names]) map.clear()
    remembered = 0
  }
  const nameOf = (tenant: number, known: Map<string, number>, shown: string): number => {
    const number = known.get(shown) ?? rows.name(tenant, shown.toLowerCase(), shown)
    known.set(shown, number)
    remembered += 1
    return number
  }
  return {
    forget,
    ofBatch: (arrival: Arrival): Numbers => {
      if (remembered > MOST_NAMES) forget()
      const tenant = tenants.get(arrival.tenantId) ?? rows.tenant(arrival.tenantId)
      tenants.set(arrival.tenantId, tenant)
      const known = names.get(tenant) ?? new Map<string, number>()
      names.set(tenant, known)
      const arrivals = new Map<RecordSource, number>()
      return {
        tenant,
        lastArrival: () => [...arrivals.values()].at(-1) ?? 0,
        arrival: (source) => {
          const number = arrivals.get(source) ?? rows.arrival(source, arrival)
          arrivals.set(source, number)
          return number
        },
        operation: ({ operation, operationKey }) => {
          const number = operations.get(operation) ?? rows.operation(operation, operationKey)
          operations.set(operation, number)
          return number
        },
        name: (shown) => known.get(shown) ?? nameOf(tenant, known, shown),
      }
    },
  }
}

function wordRows(db: Db) {
  const number = (found: number | undefined): number => {
    if (found === undefined) throw new Error("a word that was written has no number")
    return found
  }
  // The update that changes nothing makes RETURNING answer for a known word too.
  const tenant = db.prepare<[string], number>(
    "INSERT INTO tenant (id) VALUES (?) ON CONFLICT DO UPDATE SET id = id RETURNING k",
  )
  const operation = db.prepare<[string, string], number>(
    "INSERT INTO operation (name, folded) VALUES (?, ?) ON CONFLICT DO UPDATE SET folded = folded RETURNING k",
  )
  const name = db.prepare<[number, string, string], number>(
    "INSERT INTO name (tenant, folded, shown) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET shown = shown RETURNING k",
  )
  const arrival = db.prepare<[string, number | null, number]>(
    "INSERT INTO arrival (source, published_at, fetched_at) VALUES (?, ?, ?)",
  )
  return {
    tenant: (id: TenantId): number => number(tenant.pluck().get(id)),
    operation: (text: string, folded: string): number => number(operation.pluck().get(text, folded)),
    name: (of: number, folded: string, shown: string): number => number(name.pluck().get(of, folded, shown)),
    arrival: (source: RecordSource, { publishedAt, fetchedAt }: Arrival): number =>
      Number(arrival.run(source, publishedAt ?? null, fetchedAt).lastInsertRowid),
  }
}
