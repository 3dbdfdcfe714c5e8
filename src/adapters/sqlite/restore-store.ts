/** Restore sessions and their events. What the backup server forgets stays here. */
import { ContractError } from "../../model/errors.ts"
import type { KeptSession, RestoreStore } from "../../ports/restore-store.ts"
import { type Db, immediately, readTogether } from "./database.ts"
import { restoreEventSchema, restoreSessionSchema, tenantIdSchema } from "./schemas.ts"
import { fromJson, fromRow } from "./stored-json.ts"
import { wholeRows } from "./whole-rows.ts"

type SessionRow = {
  readonly server: string
  readonly id: string
  readonly gone_at: number | null
  readonly body: string
}
type KeptRow = { readonly id: string; readonly tenant_id: string; readonly created_at: number }

const KEPT = "SELECT id, tenant_id, created_at FROM restore_session WHERE gone_at IS NULL AND server = ?"

export function sqliteRestoreStore(db: Db): RestoreStore {
  const running = db.prepare<[string], KeptRow>(`${KEPT} AND ended_at IS NULL ORDER BY id`)
  const one = db.prepare<[string, string], KeptRow>(`${KEPT} AND id = ?`)
  const started = db.prepare<[string, number, number], KeptRow>(
    `${KEPT} AND created_at >= ? AND created_at < ? ORDER BY created_at, id`,
  )
  const markGone = db.prepare<[number, string, string]>(
    "UPDATE restore_session SET gone_at = ? WHERE server = ? AND id = ? AND gone_at IS NULL",
  )
  return {
    save: saver(db),
    running: async (server) => running.all(server).map(toKept),
    kept: async (server, id) => {
      const row = one.get(server, id)
      return row === undefined ? undefined : toKept(row)
    },
    keptByServer: async (server, from, to) => started.all(server, from, to).map(toKept),
    markGone: async (server, id, at) => void markGone.run(at, server, id),
    between: finder(db),
  }
}

const toKept = ({ id, tenant_id, created_at }: KeptRow): KeptSession => ({
  id,
  tenantId: fromRow(tenantIdSchema, tenant_id, { table: "restore_session", row: id }),
  createdAt: created_at,
})

function saver(db: Db): RestoreStore["save"] {
  const saveSession = db.prepare<[string, string, string, number, number | null, string]>(
    `INSERT INTO restore_session (server, id, tenant_id, created_at, ended_at, body) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (server, id) DO UPDATE SET created_at = excluded.created_at, ended_at = excluded.ended_at,
       gone_at = NULL, body = excluded.body WHERE tenant_id = excluded.tenant_id`,
  )
  const saveEvent = db.prepare<[string, string, string, string, number, number, string]>(
    `INSERT INTO restore_event (server, session_id, id, tenant_id, position, started_at, body)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (server, session_id, id) DO UPDATE SET position = excluded.position,
       started_at = excluded.started_at, body = excluded.body`,
  )
  return async (server, tenant, session, events) =>
    immediately(db, () => {
      const { id, createdAt, endedAt } = session
      const saved = saveSession.run(server, id, tenant, createdAt, endedAt ?? null, JSON.stringify(session))
      if (saved.changes !== 1)
        throw new ContractError("A restore session that was stored for one tenant came back for another.")
      for (const event of events)
        saveEvent.run(server, id, event.id, tenant, event.order, event.startedAt, JSON.stringify(event))
    })
}

function finder(db: Db): RestoreStore["between"] {
  const sessions = db.prepare<{ tenant: string; from: number; to: number }, SessionRow>(
    `SELECT server, id, gone_at, body FROM restore_session WHERE tenant_id = @tenant AND (server, id) IN (
       SELECT server, session_id FROM restore_event
       WHERE tenant_id = @tenant AND started_at >= @from AND started_at < @to
       UNION SELECT server, id FROM restore_session AS s
       WHERE tenant_id = @tenant AND gone_at > @from AND created_at < @to AND (ended_at IS NULL OR NOT EXISTS
         (SELECT 1 FROM restore_event AS e WHERE e.server = s.server AND e.session_id = s.id)))
     ORDER BY created_at DESC, server, id`,
  )
  const events = db.prepare<[string, string], { id: string; body: string }>(
    "SELECT id, body FROM restore_event WHERE server = ? AND session_id = ? ORDER BY position, started_at, id",
  )
  return async (tenantId, from, to) =>
    readTogether(db, () =>
      wholeRows(db, sessions.all({ tenant: tenantId, from, to }), ({ server, id, gone_at, body }) => ({
        tenantId,
        ...(gone_at === null ? {} : { goneAt: gone_at }),
        session: fromJson(restoreSessionSchema, body, { table: "restore_session", row: id }),
        events: wholeRows(db, events.all(server, id), (row) =>
          fromJson(restoreEventSchema, row.body, { table: "restore_event", row: row.id }),
        ),
      })),
    )
}
