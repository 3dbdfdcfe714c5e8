/** What is stored of one tenant, in the main database and the event files: asked before it is erased, and again afterwards. */
import { statSync } from "node:fs"
import { z } from "zod"
import { ConfigError } from "../../model/errors.ts"
import type { TenantId } from "../../model/ids.ts"
import type { TrailEntry } from "../../model/trail-entry.ts"
import { isBroken } from "./broken-files.ts"
import type { Db } from "./database.ts"
import { tracePrefix } from "./detect-memory.ts"
import { ERASED } from "./erase-tables.ts"
import type { EventFiles } from "./event-files.ts"
import { tenantsIn } from "./event-log.ts"
import { type Shelf, shelfPath } from "./event-shelf.ts"
import { scopeRange } from "./group-key.ts"
import { fromRow } from "./stored-json.ts"

export const foundSchema = z.object({
  /** How many, by table; those without are left out. */
  rows: z.record(z.string(), z.number()),
  /** Audit records in event files. */
  events: z.number(),
  /** Event files that hold some, and their size with everybody's records. */
  files: z.number(),
  bytes: z.number(),
  /** Damaged files that were put aside: whose records they hold nobody can say, so that all of them go. */
  aside: z.number(),
  /** When the first and the last of the records happened, milliseconds UTC; null where there is none. */
  oldest: z.number().nullable(),
  newest: z.number().nullable(),
})
export type Found = z.infer<typeof foundSchema>

/** What the trail's entry of an erasure tells. */
export const foundIn = ({ seq, data }: TrailEntry): Found =>
  fromRow(foundSchema, data, { table: "trail", row: seq })

/** Damaged files that were put aside don't count: whose they are nobody knows. */
export const isNothing = ({ rows, files }: Found): boolean => files === 0 && Object.keys(rows).length === 0

export type Parts = {
  readonly db: Db
  readonly files: EventFiles
  /** The main database's. */
  readonly path: string
  /** Tenants that the configuration names. */
  readonly others: readonly TenantId[]
}

/** Throws a ConfigError that names the file when an event file is damaged. */
export function find({ db, files, path, others }: Parts, tenant: TenantId): Found {
  const values = valuesOf(db, tenant, others)
  const counts = ERASED.map(({ table, where }) => {
    const count = db.prepare<[object], number>(`SELECT COUNT(*) FROM ${table} WHERE ${where}`).pluck()
    return [table, count.get(values) ?? 0] as const
  })
  const shelves = shelvesWith(files, path, tenant)
  const events = shelves.map(
    (shelf) =>
      unlessBroken(path, shelf, () => files.read(shelf, (file) => eventsIn(file, tenant))) ?? NO_EVENTS,
  )
  const evidence = db
    .prepare<[string], Span>(
      "SELECT COUNT(*) AS count, MIN(happened_at) AS oldest, MAX(happened_at) AS newest FROM evidence WHERE tenant_id = ?",
    )
    .get(tenant)
  const spans = [...events, evidence ?? NO_EVENTS]
  const oldest = spans.flatMap((span) => span.oldest ?? [])
  const newest = spans.flatMap((span) => span.newest ?? [])
  return {
    rows: Object.fromEntries(counts.filter(([, count]) => count > 0)),
    events: events.reduce((sum, { count }) => sum + count, 0),
    files: shelves.length,
    bytes: shelves.reduce((sum, shelf) => sum + (sizeOf(shelfPath(path, shelf)) ?? 0), 0),
    aside: files.aside().length,
    oldest: oldest.length === 0 ? null : Math.min(...oldest),
    newest: newest.length === 0 ? null : Math.max(...newest),
  }
}

/** When the first and the last happened, milliseconds UTC. */
type Span = { readonly count: number; readonly oldest: number | null; readonly newest: number | null }
const NO_EVENTS: Span = { count: 0, oldest: null, newest: null }

const sizeOf = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.size

const eventsIn = (file: Db, tenant: TenantId): Span =>
  file
    .prepare<[string], Span>(
      `SELECT COUNT(*) AS count, MIN(at) AS oldest, MAX(at) AS newest FROM event
       WHERE tenant = (SELECT k FROM tenant WHERE id = ?)`,
    )
    .get(tenant) ?? NO_EVENTS

/** What the conditions of `erase-tables.ts` are asked with. */
export function valuesOf(db: Db, tenant: TenantId, others: readonly TenantId[]): object {
  const watched = db.prepare<[], string>("SELECT tenant_id FROM watched_tenant").pluck().all()
  const prefix = tracePrefix(tenant)
  const isShared = [...watched, ...others].some((one) => one !== tenant && tracePrefix(one) === prefix)
  const { from, to } = scopeRange(tenant)
  const { from: fromAll, to: toAll } = scopeRange("*")
  return { tenant, from, to, fromAll, toAll, traces: isShared ? null : prefix }
}

/** Files that name the tenant: a file that was written anew without it is none. Throws as `find` does. */
export function shelvesWith(files: EventFiles, path: string, tenant: TenantId): readonly Shelf[] {
  return files
    .shelves()
    .filter((shelf) =>
      unlessBroken(path, shelf, () => files.read(shelf, tenantsIn)?.includes(tenant) === true),
    )
}

/** A person can restore a damaged file or delete it; what is in it is not guessed at. */
export function unlessBroken<T>(path: string, shelf: Shelf, work: () => T): T {
  try {
    return work()
  } catch (thrown) {
    if (!isBroken(thrown)) throw thrown
    throw new ConfigError([
      `The event file ${shelfPath(path, shelf)} is damaged, so that one customer's records can't be taken out of it. Restore it from a backup or delete it, then run this again.`,
    ])
  }
}
