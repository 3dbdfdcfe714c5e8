/**
 * Takes one tenant out of the event files and the main database for good. Nobody else has the database open meanwhile. Killed at any
 * point, it goes on when it is run again: what is gone isn't looked for twice, and what it found at first was written down before
 * anything went. It is over with the trail's entry, which comes after everything was looked for once more.
 */
import { rmSync } from "node:fs"
import { basename } from "node:path"
import { ConfigError } from "../../model/errors.ts"
import type { TenantId } from "../../model/ids.ts"
import { holdSentence, type LegalHold } from "../../model/legal-hold.ts"
import type { TrailEntry } from "../../model/trail-entry.ts"
import type { CustomerName } from "../../ports/customer-names.ts"
import type { AsideFile } from "./broken-files.ts"
import { type Db, immediately, isBusy } from "./database.ts"
import {
  type Found,
  find,
  foundSchema,
  isNothing,
  type Parts,
  shelvesWith,
  unlessBroken,
  valuesOf,
} from "./erase-find.ts"
import { EMPTY_NOTICES, ERASED } from "./erase-tables.ts"
import { type EventFiles, eventFiles } from "./event-files.ts"
import { tenantsIn } from "./event-log.ts"
import { type Shelf, shelfPath } from "./event-shelf.ts"
import { endHolds, standingHolds } from "./legal-holds.ts"
import { openAlone } from "./open-store.ts"
import { fromJson } from "./stored-json.ts"
import { SELECT_TRAIL, trailEntry, trailRows } from "./trail-rows.ts"

/** So long a reader beside is waited for, milliseconds. */
const READERS_MS = 1_000

/** Rows that go in one transaction. */
const SLICE = 5_000

type Order = {
  readonly customer: CustomerName
  readonly by: string
  /** Milliseconds UTC. */
  readonly now: () => number
  /** Told of each part before it is begun. */
  readonly say: (part: string) => void
}

export type Eraser = {
  find(tenant: TenantId): Found
  /** What an erasure that was cut off had found when it began. */
  begun(tenant: TenantId): Found | undefined
  /** Throws a ConfigError when somebody has said to keep it, or when a damaged file is in the way. */
  check(tenant: TenantId): void
  /** Throws as `check` does, and when somebody else reads. Answers the trail's entry. */
  erase(order: Order): TrailEntry
  /** The entry of the last erasure that is over. */
  last(tenant: TenantId): TrailEntry | undefined
  /** How many entries of this tenant the trail has, and when the first and the last were made, milliseconds UTC. */
  trail(tenant: TenantId): {
    readonly entries: number
    readonly from: number | null
    readonly to: number | null
  }
  close(): void
}

/**
 * `others`: every tenant that the configuration names. Throws a ConfigError with one sentence when another process has the
 * database open, and when it isn't Watchpost's.
 */
export function openEraser(path: string, others: readonly TenantId[], now: number): Eraser {
  const { db, lock } = openAlone(path)
  const files = eventFiles(path)
  const close = (): void => {
    files.close()
    db.close()
    lock.release()
  }
  try {
    prepare(db, files, now)
    return { ...eraserOn({ db, files, path, others }), close }
  } catch (thrown) {
    close()
    throw thrown
  }
}

function prepare(db: Db, files: EventFiles, now: number): void {
  db.pragma(`busy_timeout = ${READERS_MS}`)
  // For each incident that goes SQLite would look through all buttons of everybody. Who points to it goes, too.
  db.pragma("foreign_keys = OFF")
  files.finishKeeping()
  endHolds(db, now)
}

function eraserOn(parts: Parts): Omit<Eraser, "close"> {
  const { db } = parts
  const last = db.prepare<[string], { seq: number }>(
    `${SELECT_TRAIL} WHERE seq = (SELECT MAX(entry) FROM erasure WHERE tenant_id = ?)`,
  )
  const trail = db.prepare<[string], ReturnType<Eraser["trail"]>>(
    `SELECT COUNT(*) AS entries, MIN(at) AS "from", MAX(at) AS "to" FROM trail WHERE tenant_id = ?`,
  )
  return {
    find: (tenant) => find(parts, tenant),
    begun: (tenant) => begun(db, tenant),
    check: (tenant) => check(parts, tenant),
    erase: (order) => erase(parts, order),
    last: (tenant) => {
      const row = last.get(tenant)
      return row && trailEntry(row, row.seq)
    },
    trail: (tenant) => trail.get(tenant) ?? { entries: 0, from: null, to: null },
  }
}

function begun(db: Db, tenant: TenantId): Found | undefined {
  const row = db
    .prepare<[string], { found: string }>("SELECT found FROM erasure WHERE tenant_id = ? AND entry IS NULL")
    .get(tenant)
  return row && fromJson(foundSchema, row.found, { table: "erasure", row: tenant })
}

function erase(parts: Parts, order: Order): TrailEntry {
  const { db, files, path } = parts
  const tenant = order.customer.id
  check(parts, tenant)
  const aside = files.aside()
  const found = begin(parts, order)
  for (const shelf of shelvesWith(files, path, tenant)) {
    order.say(basename(shelfPath(path, shelf)))
    eraseFromFile(parts, shelf, tenant)
  }
  for (const file of aside) rmSync(file.path, { force: true })
  order.say(basename(path))
  eraseRows(db, valuesOf(db, tenant, parts.others))
  sweepBytes(db, path)
  if (!isNothing(find(parts, tenant))) throw new Error("rows are left after an erasure")
  return finish(db, order, found)
}

function check({ db, files }: Parts, tenant: TenantId): void {
  const holds = standingHolds(db)
  refuseHeld(holds, tenant)
  refuseAside(files.aside(), holds)
}

/** Rows that were deleted, now or ever, leave their bytes in free pages, and in the write-ahead log. */
function sweepBytes(db: Db, path: string): void {
  try {
    db.exec("VACUUM")
    const [state] = db.pragma("wal_checkpoint(TRUNCATE)") as readonly { readonly busy: number }[]
    if (state?.busy === 0) return
  } catch (thrown) {
    if (!isBusy(thrown)) throw thrown
  }
  throw readByAnother(path)
}

const readByAnother = (path: string): ConfigError =>
  new ConfigError([`${path} is being read by another process. Wait for its end, then run this again.`])

function refuseHeld(holds: readonly LegalHold[], tenant: TenantId): void {
  const hold = holds.find(({ tenantId }) => tenantId === tenant)
  if (hold === undefined) return
  throw new ConfigError([`${holdSentence(hold)} Nothing was erased. “watchpost release” ends the hold.`])
}

/** What is on hold may be among what they hold. */
function refuseAside(aside: readonly AsideFile[], [hold]: readonly LegalHold[]): void {
  if (aside.length === 0 || hold === undefined) return
  const names = aside.map(({ path }) => basename(path)).join(", ")
  throw new ConfigError([
    `${names} would have to go, and may hold records of ${hold.customer}, which is on legal hold. Move them away, then run this again.`,
  ])
}

/** What is there is written down, in the trail, too, before anything goes. */
function begin(parts: Parts, { customer: { id, name, displayName }, by, now }: Order): Found {
  const { db } = parts
  const before = begun(db, id)
  if (before !== undefined) return before
  const found = find(parts, id)
  const at = now()
  immediately(db, () => {
    // In this transaction: from here on, nobody can hold it.
    refuseHeld(standingHolds(db), id)
    db.prepare("INSERT INTO erasure (tenant_id, name, customer, began_at, found) VALUES (?, ?, ?, ?, ?)").run(
      ...[id, name, displayName, at, JSON.stringify(found)],
    )
    const what = `Begins to erase everything that is stored of ${displayName}.`
    trailRows(db).append({ at, kind: "intent", who: by, tenantId: id, what, data: { ...found } })
  })
  return found
}

function eraseFromFile({ files, path }: Parts, shelf: Shelf, tenant: TenantId): void {
  const others = (files.read(shelf, tenantsIn) ?? []).filter((one) => one !== tenant)
  if (others.length === 0) {
    files.remove(shelf)
    return
  }
  if (!unlessBroken(path, shelf, () => files.keep(shelf, { except: tenant })))
    throw readByAnother(shelfPath(path, shelf))
}

function eraseRows(db: Db, values: object): void {
  immediately(db, () => db.prepare<[object]>(EMPTY_NOTICES).run(values))
  for (const { table, where } of ERASED) {
    const some = db.prepare<[object]>(`DELETE FROM ${table} WHERE ${where} LIMIT ${SLICE}`)
    while (immediately(db, () => some.run(values)).changes === SLICE);
  }
}

function finish(db: Db, { customer: { id, displayName }, by, now }: Order, found: Found): TrailEntry {
  return immediately(db, () => {
    const what = `Erased everything that was stored of ${displayName}; the trail stays.`
    const entry = trailRows(db).append({
      ...{ at: now(), kind: "result", who: by, tenantId: id, what },
      data: { ...found },
    })
    db.prepare("UPDATE erasure SET entry = ? WHERE tenant_id = ? AND entry IS NULL").run(entry.seq, id)
    return entry
  })
}
