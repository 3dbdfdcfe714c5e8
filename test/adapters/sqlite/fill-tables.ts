/** A row of one tenant in each of some tables of the main database, with a mark that can be looked for in the files. */
import { readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { tracePrefix } from "../../../src/adapters/sqlite/detect-memory.ts"
import { scopeRange } from "../../../src/adapters/sqlite/group-key.ts"
import type { TenantId } from "../../../src/model/ids.ts"
import { openRaw } from "./temporary-store.ts"

type Column = { readonly name: string; readonly type: string }
export type Filling = { readonly tenant: TenantId; readonly number: number; readonly mark: string }

export const tablesOf = (path: string): readonly string[] =>
  openRaw(path)
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all()

export function fillTables(path: string, tables: readonly string[], filling: Filling): void {
  const db = openRaw(path)
  db.pragma("foreign_keys = OFF")
  for (const table of tables) {
    const columns = db.pragma(`table_info(${table})`) as readonly Column[]
    const values = columns.map((column) => cellOf(table, column, filling))
    const names = columns.map(({ name }) => `"${name}"`).join(", ")
    db.prepare(`INSERT INTO ${table} (${names}) VALUES (${columns.map(() => "?").join(", ")})`).run(...values)
  }
  db.close()
}

function cellOf(table: string, { name, type }: Column, { tenant, number, mark }: Filling): unknown {
  const special: Readonly<Record<string, unknown>> = {
    tenant_id: tenant,
    teams_tenant_id: tenant,
    undoes: null,
    press: null,
    group_key: scopeRange(tenant).from + 7,
    "detect_trace.key": `${tracePrefix(tenant)}${"0".repeat(13)}${number}`,
    "notice.body": JSON.stringify({ title: mark, tenantId: tenant, incidents: [number] }),
    "detect_burst.alert_id": `${mark} id`,
    "restore_event.session_id": `${mark} id`,
    "attribution.session_id": `${mark} id`,
  }
  const found = special[`${table}.${name}`] ?? special[name]
  if (found !== undefined) return found
  return type === "INTEGER" ? number : type === "BLOB" ? Buffer.from(mark) : `${mark} ${name}`
}

/** The files beside the database, and the database, in whose bytes the text stands. */
export const filesWith = (path: string, text: string): readonly string[] =>
  readdirSync(dirname(path))
    .filter((name) => readFileSync(join(dirname(path), name)).includes(text))
    .toSorted()
