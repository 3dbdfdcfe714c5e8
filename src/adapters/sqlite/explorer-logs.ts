/** Explorer logs in the main database. Small parts are put together, so that a log that is tailed all day has few. */
import { gzipSync } from "node:zlib"
import { tenantId } from "../../model/ids.ts"
import type { Added, ExplorerLogs, LogCopy, LogName, LogSummary } from "../../ports/explorer-logs.ts"
import { type Db, immediately, readTogether } from "./database.ts"
import { HELD } from "./legal-holds.ts"
import { fromGzip } from "./stored-json.ts"
import { wholeRow } from "./whole-rows.ts"

/** A part is added to while it has less than this. */
const PART_BYTES = 64 * 1024

type Row = {
  readonly id: number
  readonly site: string
  readonly tenant: string
  readonly machine: string
  readonly file: string
  readonly copy: number
  readonly size: number
  readonly sha256: string
}
type Example = { readonly machine: string; readonly file: string; readonly problem: string }
type Part = { readonly from: number; readonly body: Uint8Array }

const COLUMNS = `id, site, tenant_id AS "tenant", machine, file, copy, size, sha256`

export function sqliteExplorerLogs(db: Db): ExplorerLogs {
  const newest = db.prepare<[string, string, string, string], Row>(
    `SELECT ${COLUMNS} FROM explorer_log WHERE site = ? AND tenant_id = ? AND machine = ? AND file = ?
     ORDER BY copy DESC LIMIT 1`,
  )
  const parts = db
    .prepare<[number], Uint8Array>("SELECT body FROM explorer_log_part WHERE log_id = ? ORDER BY from_byte")
    .pluck()
  const total = db.prepare<[string], { files: number; bytes: number }>(
    `SELECT COUNT(*) AS files, COALESCE(SUM(size), 0) AS bytes FROM explorer_log WHERE site = ?`,
  )
  return {
    ...writer(db),
    ...readingsOf(db),
    forget: forgetter(db),
    newest: async ({ site, tenantId: tenant, machine, file }) => {
      const row = newest.get(site, tenant, machine, file)
      return row === undefined ? undefined : toCopy(row)
    },
    bytes: async (id) =>
      readTogether(db, () => Buffer.concat(parts.all(id).map((body) => unpacked(id, body)))),
    total: async (site) => total.get(site) ?? { files: 0, bytes: 0 },
  }
}

const unpacked = (id: number, body: Uint8Array): Buffer =>
  fromGzip(body, { table: "explorer_log_part", row: id })

function writer(db: Db): Pick<ExplorerLogs, "append" | "begin"> {
  const begin = db.prepare<[string, string, string, string, number, number]>(
    `INSERT INTO explorer_log (site, tenant_id, machine, file, copy, size, sha256, arrived_at)
     VALUES (?, ?, ?, ?, ?, 0, '', ?) ON CONFLICT DO NOTHING`,
  )
  const grow = db.prepare<[number, string, number, number, number]>(
    "UPDATE explorer_log SET size = size + ?, sha256 = ?, arrived_at = ?, read_by = 0 WHERE id = ? AND size = ?",
  )
  const last = db.prepare<[number], Part>(
    `SELECT from_byte AS "from", body FROM explorer_log_part WHERE log_id = ? ORDER BY from_byte DESC LIMIT 1`,
  )
  const put = db.prepare<[number, number, Uint8Array]>(
    "INSERT OR REPLACE INTO explorer_log_part (log_id, from_byte, body) VALUES (?, ?, ?)",
  )
  const add = (id: number, size: number, { bytes, sha256 }: Added, now: number): boolean => {
    if (grow.run(bytes.length, sha256, now, id, size).changes === 0) return false
    const before = last.get(id)
    const isSmall = before !== undefined && size - before.from < PART_BYTES
    // To a damaged part nothing is added.
    const begun = isSmall ? wholeRow(db, () => unpacked(id, before.body)) : undefined
    if (isSmall && begun !== undefined) put.run(id, before.from, gzipSync(Buffer.concat([begun, bytes])))
    else if (bytes.length > 0) put.run(id, size, gzipSync(bytes))
    return true
  }
  return {
    append: async ({ id, size }, added, now) => immediately(db, () => add(id, size, added, now)),
    begin: async ({ site, tenantId: tenant, machine, file }, copy, added, now) =>
      immediately(db, () => {
        const { changes, lastInsertRowid } = begin.run(site, tenant, machine, file, copy, now)
        return changes > 0 && add(Number(lastInsertRowid), 0, added, now)
      }),
  }
}

function readingsOf(db: Db): Pick<ExplorerLogs, "unread" | "saveReading" | "summary"> {
  const unread = db.prepare<[number, number], Row>(
    `SELECT ${COLUMNS} FROM explorer_log WHERE read_by < ? ORDER BY read_by, arrived_at, id LIMIT ?`,
  )
  const save = db.prepare<[number, number, number, number, string | null, number]>(
    `UPDATE explorer_log SET read_by = CASE WHEN size = ? THEN ? ELSE 0 END, lines = ?, not_understood = ?, problem = ?
     WHERE id = ?`,
  )
  const counts = db.prepare<[string], Omit<LogSummary, "example">>(
    `SELECT COUNT(*) AS logs, COUNT(problem) AS "withProblem", COALESCE(SUM(lines), 0) AS lines,
       COALESCE(SUM(not_understood), 0) AS "notUnderstood" FROM explorer_log WHERE site = ?`,
  )
  const example = db.prepare<[string], Example>(
    `SELECT machine, file, problem FROM explorer_log WHERE site = ? AND problem IS NOT NULL
     ORDER BY arrived_at DESC, id DESC LIMIT 1`,
  )
  return {
    unread: async (reader, limit) => unread.all(reader, limit).map(toCopy),
    saveReading: async ({ id, size }, reader, { lines, notUnderstood, problem }) => {
      save.run(size, reader, lines, notUnderstood, problem ?? null, id)
    },
    summary: async (site) => {
      const found = example.get(site)
      return { ...(counts.get(site) ?? NONE), ...(found === undefined ? {} : { example: found }) }
    },
  }
}

const NONE = { logs: 0, withProblem: 0, lines: 0, notUnderstood: 0 }

/** Parts first: they point to their log. */
function forgetter(db: Db): ExplorerLogs["forget"] {
  const old = db
    .prepare<[number, number], number>(
      `SELECT id FROM explorer_log WHERE arrived_at < ? AND tenant_id NOT IN (${HELD}) ORDER BY id LIMIT ?`,
    )
    .pluck()
  const parts = db.prepare<[number]>("DELETE FROM explorer_log_part WHERE log_id = ?")
  const log = db.prepare<[number]>("DELETE FROM explorer_log WHERE id = ?")
  return async (before, limit) =>
    immediately(db, () => {
      const ids = old.all(before, limit)
      for (const id of ids) {
        parts.run(id)
        log.run(id)
      }
      return ids.length
    })
}

const toCopy = ({ id, tenant, copy, size, sha256, ...name }: Row): LogCopy => ({
  ...nameOf({ ...name, tenantId: tenantId(tenant) }),
  ...{ id, copy, size, sha256 },
})

const nameOf = ({ site, tenantId: tenant, machine, file }: LogName): LogName => ({
  ...{ site, tenantId: tenant, machine, file },
})
