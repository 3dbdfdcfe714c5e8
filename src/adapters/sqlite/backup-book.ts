/** What is known of the backup servers: one row a server and a setting, one a gap and a change. */
import { z } from "zod"
import { BACKUP_CHANGES, type BackupChange } from "../../model/backup-change.ts"
import type {
  BackupBook,
  BackupReading,
  BackupSetting,
  BackupSettingName,
  BackupStatus,
} from "../../ports/backup-book.ts"
import type { BackupServerFacts, RestoreRole } from "../../ports/backup-server.ts"
import { type Db, immediately } from "./database.ts"
import { openReadOnly } from "./open-read-only.ts"
import { tenantIdSchema } from "./schemas.ts"
import { fromJson } from "./stored-json.ts"
import { wholeRow, wholeRows } from "./whole-rows.ts"

const readSchema: z.ZodType<BackupServerFacts & Pick<BackupReading, "leftOut" | "unclearFor" | "apps">> =
  z.looseObject({
    version: z.enum(["v8", "v7", "v6"]),
    product: z.string(),
    installation: z.string(),
    clockAheadMs: z.number(),
    leftOut: z.string().optional(),
    unclearFor: z.array(tenantIdSchema).optional(),
    apps: z.array(z.looseObject({ tenantId: tenantIdSchema, appId: z.string() })).optional(),
  })

const changeSchema: z.ZodType<BackupChange> = z.looseObject({
  id: z.string(),
  kind: z.enum(BACKUP_CHANGES),
  server: z.string(),
  tenantId: tenantIdSchema.optional(),
  since: z.number(),
  foundAt: z.number(),
  worse: z.boolean(),
  before: z.string(),
  after: z.string(),
  sessionId: z.string().optional(),
  operators: z
    .looseObject({ added: z.array(z.string()), removed: z.array(z.string()), everything: z.boolean() })
    .optional(),
})

const roleSchema: z.ZodType<RestoreRole> = z.looseObject({
  name: z.string(),
  operators: z.array(z.string()),
  everything: z.boolean(),
  items: z.array(z.string()),
  excluded: z.array(z.string()),
})

const settingSchema: z.ZodType<BackupSetting> = z.discriminatedUnion("kind", [
  z.looseObject({ kind: z.literal("history"), weeks: z.number().optional() }),
  z.looseObject({
    kind: z.literal("audit-mail"),
    enabled: z.boolean(),
    to: z.array(z.string()),
    from: z.string(),
    subject: z.string(),
    sentBy: z.string(),
  }),
  z.looseObject({ kind: z.literal("audit-items"), organizationId: z.string(), items: z.array(z.string()) }),
  z.looseObject({ kind: z.literal("restore-roles"), organizationId: z.string(), roles: z.array(roleSchema) }),
])

const keyOf = (name: BackupSettingName): string =>
  "organizationId" in name ? `${name.kind} ${name.organizationId}` : name.kind

type ServerRow = {
  readonly name: string
  readonly first_read_at: number | null
  readonly read_at: number | null
  readonly body: string | null
  readonly trouble: string
}
type GapRow = {
  readonly server: string
  readonly from_at: number
  readonly to_at: number
  readonly cause: string
}

export function sqliteBackupBook(db: Db): BackupBook {
  return { ...readings(db), ...settings(db) }
}

type Readings = "reading" | "all" | "noteTrouble" | "saveReading" | "gaps"

function readings(db: Db): Pick<BackupBook, Readings> {
  const all = db.prepare<[], ServerRow>("SELECT * FROM backup_server ORDER BY name")
  const one = db.prepare<[string], ServerRow>("SELECT * FROM backup_server WHERE name = ?")
  const save = db.prepare<[string, number, number, string]>(
    `INSERT INTO backup_server (name, first_read_at, read_at, body, trouble) VALUES (?, ?, ?, ?, '')
     ON CONFLICT (name) DO UPDATE SET first_read_at = COALESCE(first_read_at, excluded.first_read_at),
       read_at = excluded.read_at, body = excluded.body, trouble = ''`,
  )
  const noteTrouble = db.prepare<[string, string]>(
    `INSERT INTO backup_server (name, trouble) VALUES (?, ?)
     ON CONFLICT (name) DO UPDATE SET trouble = excluded.trouble`,
  )
  const saveGap = db.prepare<[string, number, number, string]>(
    `INSERT INTO backup_gap (server, from_at, to_at, cause) VALUES (?, ?, ?, ?)
     ON CONFLICT (server, from_at) DO UPDATE SET to_at = excluded.to_at, cause = excluded.cause`,
  )
  const gaps = db.prepare<[number, number], GapRow>(
    "SELECT server, from_at, to_at, cause FROM backup_gap WHERE to_at > ? AND from_at < ? ORDER BY from_at, server",
  )
  return {
    reading: async (server) => {
      const row = one.get(server)
      return row === undefined ? undefined : toStatus(db, row).reading
    },
    all: async () => all.all().map((row) => toStatus(db, row)),
    noteTrouble: async (server, sentence) => void noteTrouble.run(server, sentence),
    saveReading: async (server, read, at, gap) =>
      immediately(db, () => {
        save.run(server, at, at, JSON.stringify(read))
        if (gap !== undefined) saveGap.run(server, gap.from, gap.to, gap.cause)
      }),
    gaps: async (from, to) =>
      gaps
        .all(from, to)
        .map(({ server, from_at, to_at, cause }) => ({ server, from: from_at, to: to_at, cause })),
  }
}

/** Beside the running product. Throws a ConfigError with one sentence when the file isn't a database of Watchpost's. */
export const openBackupsForReading = (path: string): Pick<BackupBook, "all" | "gaps"> & { close(): void } =>
  openReadOnly(path, (db) => ({ ...readings(db), close: () => void db.close() }))

/** A server whose reading is damaged counts as never read, until the next round has read it. */
function toStatus(db: Db, { name, first_read_at, read_at, body, trouble }: ServerRow): BackupStatus {
  const said = { server: name, ...(trouble === "" ? {} : { trouble }) }
  if (body === null || first_read_at === null || read_at === null) return said
  const read = wholeRow(db, () => fromJson(readSchema, body, { table: "backup_server", row: name }))
  if (read === undefined) return said
  return { ...said, reading: { ...read, firstReadAt: first_read_at, readAt: read_at } }
}

function settings(db: Db): Omit<BackupBook, Readings> {
  const read = db.prepare<[string, string], { read_at: number; body: string }>(
    "SELECT read_at, body FROM backup_setting WHERE server = ? AND name = ?",
  )
  const save = db.prepare<[string, string, string | null, number, string]>(
    `INSERT INTO backup_setting (server, name, tenant_id, read_at, body) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (server, name) DO UPDATE SET tenant_id = excluded.tenant_id, read_at = excluded.read_at,
       body = excluded.body`,
  )
  const add = db.prepare<[string, string | null, number, string]>(
    "INSERT INTO backup_change (id, tenant_id, found_at, body) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
  )
  const changes = db.prepare<[string | null, number, number], { id: string; body: string }>(
    `SELECT id, body FROM backup_change WHERE tenant_id IS ? AND found_at >= ? AND found_at < ?
     ORDER BY found_at, id`,
  )
  const saveChange = (change: BackupChange): void =>
    void add.run(change.id, change.tenantId ?? null, change.foundAt, JSON.stringify(change))
  return {
    setting: async (server, name) => {
      const row = read.get(server, keyOf(name))
      if (row === undefined) return undefined
      const place = { table: "backup_setting", row: keyOf(name) }
      const setting = wholeRow(db, () => fromJson(settingSchema, row.body, place))
      return setting === undefined ? undefined : { setting, at: row.read_at }
    },
    saveSetting: async (server, { setting, at, tenantId = null }, change) =>
      immediately(db, () => {
        if (change !== undefined) saveChange(change)
        save.run(server, keyOf(setting), tenantId, at, JSON.stringify(setting))
      }),
    saveChange: async (change) => saveChange(change),
    changes: async (tenant, from, to) =>
      wholeRows(db, changes.all(tenant ?? null, from, to), ({ id, body }) =>
        fromJson(changeSchema, body, { table: "backup_change", row: id }),
      ),
  }
}
