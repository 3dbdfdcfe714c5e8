/**
 * Mailbox snapshots. Stored are the readings' times and, for each mailbox, only the states that differ from the one
 * before: an hourly reading of ten thousand mailboxes writes a row or two.
 */
import { z } from "zod"
import { DAY } from "../../lib/time-units.ts"
import type { TenantId } from "../../model/ids.ts"
import type { MailboxState } from "../../model/mailbox-state.ts"
import type { SnapshotStore } from "../../ports/snapshot-store.ts"
import { type Db, immediately, readTogether } from "./database.ts"
import { fromJson } from "./stored-json.ts"
import { wholeRow } from "./whole-rows.ts"

/** Content stays available for seven days, and its records may be older than it. Source: Activity API reference, "List available content". */
const KEPT_MS = 9 * DAY

type StateRow = { readonly mailbox: string; readonly body: string | null }

const stateSchema: z.ZodType<MailboxState> = z.looseObject({
  id: z.string(),
  names: z.array(z.string()),
  forwardsToRecipient: z.string().optional(),
  forwardsToAddress: z.string().optional(),
  keepsCopy: z.boolean(),
  auditEnabled: z.boolean().optional(),
})

export function sqliteSnapshotStore(db: Db): SnapshotStore {
  return { save: saver(db), mailboxBefore: finder(db), names: lister(db) }
}

function saver(db: Db): SnapshotStore["save"] {
  const addRead = db.prepare<[string, number]>("INSERT INTO mailbox_read (tenant_id, read_at) VALUES (?, ?)")
  const latest = db.prepare<[string], StateRow>(
    "SELECT mailbox, body, MAX(since) FROM mailbox_state WHERE tenant_id = ? GROUP BY mailbox",
  )
  const addState = db.prepare<[string, string, number, string | null]>(
    "INSERT INTO mailbox_state (tenant_id, mailbox, since, body) VALUES (?, ?, ?, ?)",
  )
  const addName = db.prepare<[string, string, string]>(
    "INSERT INTO mailbox_name (tenant_id, name, mailbox) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
  )
  const dropFuture = futureDropper(db)
  const forget = forgetter(db)
  return async (tenant, readAt, mailboxes) =>
    immediately(db, () => {
      dropFuture(tenant, readAt)
      const before = new Map(latest.all(tenant).map((row) => [row.mailbox, row.body]))
      addRead.run(tenant, readAt)
      for (const state of new Map(mailboxes.map((one) => [one.id, one])).values()) {
        const body = JSON.stringify(state)
        if (before.get(state.id) !== body) {
          addState.run(tenant, state.id, readAt, body)
          for (const name of state.names) addName.run(tenant, name.toLowerCase(), state.id)
        }
        before.delete(state.id)
      }
      for (const [gone, body] of before) if (body !== null) addState.run(tenant, gone, readAt, null)
      forget(tenant, readAt - KEPT_MS)
    })
}

/** Readings of a time that hasn't come were made while the computer's clock was wrong. */
function futureDropper(db: Db): (tenant: TenantId, from: number) => void {
  const reads = db.prepare<[string, number]>("DELETE FROM mailbox_read WHERE tenant_id = ? AND read_at >= ?")
  const states = db.prepare<[string, number]>("DELETE FROM mailbox_state WHERE tenant_id = ? AND since >= ?")
  return (tenant, from) => {
    reads.run(tenant, from)
    states.run(tenant, from)
  }
}

/** What was true at `limit` stays, however old the reading that saw it first. */
function forgetter(db: Db): (tenant: TenantId, limit: number) => void {
  const reads = db.prepare<[string, string, number]>(
    `DELETE FROM mailbox_read WHERE tenant_id = ? AND read_at <
       (SELECT MAX(read_at) FROM mailbox_read WHERE tenant_id = ? AND read_at <= ?)`,
  )
  const states = db.prepare<[string, number]>(
    `DELETE FROM mailbox_state AS old WHERE tenant_id = ? AND EXISTS (SELECT 1 FROM mailbox_state AS newer
       WHERE newer.tenant_id = old.tenant_id AND newer.mailbox = old.mailbox
         AND newer.since > old.since AND newer.since <= ?)`,
  )
  const gone = db.prepare<[string, number]>(
    `DELETE FROM mailbox_state AS old WHERE tenant_id = ? AND body IS NULL AND since <= ? AND NOT EXISTS
       (SELECT 1 FROM mailbox_state AS newer WHERE newer.tenant_id = old.tenant_id
          AND newer.mailbox = old.mailbox AND newer.since > old.since)`,
  )
  const names = db.prepare<[string]>(
    `DELETE FROM mailbox_name AS old WHERE tenant_id = ? AND NOT EXISTS
       (SELECT 1 FROM mailbox_state AS state WHERE state.tenant_id = old.tenant_id AND state.mailbox = old.mailbox)`,
  )
  return (tenant, limit) => {
    if (reads.run(tenant, tenant, limit).changes === 0) return
    states.run(tenant, limit)
    if (gone.run(tenant, limit).changes > 0) names.run(tenant)
  }
}

function lister(db: Db): SnapshotStore["names"] {
  // Ids are looked up, and nobody types them.
  const found = db
    .prepare<[string, number], string>(
      `SELECT DISTINCT name FROM mailbox_name
       WHERE tenant_id = ? AND name NOT LIKE '________-____-____-____-____________' LIMIT ?`,
    )
    .pluck()
  const isRead = db.prepare<[string], 1>("SELECT 1 FROM mailbox_read WHERE tenant_id = ? LIMIT 1").pluck()
  return async (tenant, most) => {
    if (isRead.get(tenant) === undefined) return undefined
    const names = found.all(tenant, most + 1)
    return names.length > most ? undefined : names
  }
}

function finder(db: Db): SnapshotStore["mailboxBefore"] {
  const lastRead = db
    .prepare<[string, number], number | null>(
      "SELECT MAX(read_at) FROM mailbox_read WHERE tenant_id = ? AND read_at <= ?",
    )
    .pluck()
  const called = db
    .prepare<[string, string], string>("SELECT mailbox FROM mailbox_name WHERE tenant_id = ? AND name = ?")
    .pluck()
  const bodyAt = db
    .prepare<[string, string, number], string | null>(
      `SELECT body FROM mailbox_state WHERE tenant_id = ? AND mailbox = ? AND since <= ?
       ORDER BY since DESC LIMIT 1`,
    )
    .pluck()
  return async (tenant, name, at) =>
    readTogether(db, () => {
      const seenAt = lastRead.get(tenant, at)
      if (seenAt === undefined || seenAt === null) return undefined
      const folded = name.toLowerCase()
      const found = called.all(tenant, folded).flatMap((mailbox) => {
        const body = bodyAt.get(tenant, mailbox, seenAt)
        if (body === undefined || body === null) return []
        const place = { table: "mailbox_state", row: mailbox }
        const state = wholeRow(db, () => fromJson(stateSchema, body, place))
        return state?.names.includes(folded) === true ? [state] : []
      })
      const [state] = found
      return state === undefined || found.length > 1 ? undefined : { ...state, seenAt }
    })
}
