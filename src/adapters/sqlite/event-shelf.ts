/**
 * Which file a record lies in: one for each ISO week of the record's own time and each kind of record, so that what
 * is past its days goes as a whole file. The place follows from the record alone: a repeat finds the row it made.
 */
import { basename, dirname, join } from "node:path"
import { DAY } from "../../lib/time-units.ts"
import type { AuditRecord } from "../../model/audit-record.ts"
import type { Period } from "../../model/period.ts"
import { kindOfRecord, RECORD_KINDS, type RecordKind } from "../../model/storage-policy.ts"

/** `2026-W47-changes`; `odd-changes` for times that can't be true. */
export type Shelf = string

const WEEK = 7 * DAY
/** Monday, 29 December 1969: weeks are counted from here. */
const FIRST_MONDAY = -3 * DAY
/** No tenant's feed reaches back before the product was written. Bounds the number of files. */
const EARLIEST = Date.UTC(2025, 0, 6)
const LATEST = Date.UTC(2100, 0, 4)
const ODD = "odd"

const names = new Map<number, string>()

export const shelfOf = (record: Pick<AuditRecord, "happenedAt" | "operationKey">): Shelf =>
  `${weekOf(record.happenedAt)}-${kindOfRecord(record)}`

/** The ISO week that an instant (milliseconds UTC) lies in. Source: ISO 8601, week date. */
export function weekOf(at: number): string {
  if (!(at >= EARLIEST && at < LATEST)) return ODD
  const week = Math.floor((at - FIRST_MONDAY) / WEEK)
  const known = names.get(week)
  if (known !== undefined) return known
  // The week belongs to the year of its Thursday.
  const thursday = FIRST_MONDAY + week * WEEK + 3 * DAY
  const year = new Date(thursday).getUTCFullYear()
  const number = 1 + Math.floor((thursday - Date.UTC(year, 0, 1)) / WEEK)
  const name = `${year}-W${String(number).padStart(2, "0")}`
  names.set(week, name)
  return name
}

/** The time that a shelf can hold, [from, to) in milliseconds UTC; `odd` holds any. */
export function spanOf(shelf: Shelf): Period {
  const parts = /^(\d{4})-W(\d{2})-/.exec(shelf)
  if (parts === null) return { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
  // 4 January is in week 1 of every year.
  const fourth = Date.UTC(Number(parts[1]), 0, 4)
  const monday = FIRST_MONDAY + Math.floor((fourth - FIRST_MONDAY) / WEEK) * WEEK
  const from = monday + (Number(parts[2]) - 1) * WEEK
  return { from, to: from + WEEK }
}

export const isOdd = (shelf: Shelf): boolean => shelf.startsWith(`${ODD}-`)

export function kindOfShelf(shelf: Shelf): RecordKind | undefined {
  const name = shelf.slice(shelf.lastIndexOf("-") + 1)
  return RECORD_KINDS.find((kind) => kind === name)
}

/** `data/watchpost.db` → `data/watchpost-events-2026-W47-changes.db`. */
export const shelfPath = (database: string, shelf: Shelf): string =>
  join(dirname(database), `${prefixOf(database)}${shelf}.db`)

/** The shelf that a file beside the database is; undefined for every other file. */
export function shelfOfFile(database: string, file: string): Shelf | undefined {
  const prefix = prefixOf(database)
  if (!file.startsWith(prefix) || !file.endsWith(".db")) return undefined
  const shelf = file.slice(prefix.length, -3)
  return /^(odd|\d{4}-W\d{2})-[a-zA-Z]+$/.test(shelf) && kindOfShelf(shelf) !== undefined ? shelf : undefined
}

const prefixOf = (database: string): string => `${basename(database).replace(/\.db$/, "")}-events-`

/** Kinds whose rows are found by address: what somebody did with mail and files all day begins with a sign-in. */
export const ADDRESSED: readonly RecordKind[] = ["signIns", "changes"]
