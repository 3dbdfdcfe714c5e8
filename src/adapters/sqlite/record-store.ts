/** Audit records, and the one transaction that keeps them with everything that follows from them. */
import { z } from "zod"
import { sha256Hex } from "../../lib/sha256.ts"
import type { Alert } from "../../model/alert.ts"
import type { AuditRecord } from "../../model/audit-record.ts"
import { ContractError } from "../../model/errors.ts"
import type { IncidentId } from "../../model/ids.ts"
import type { Batch, BatchResult, DecisionWrites, RecordStore } from "../../ports/record-store.ts"
import { type Db, immediately } from "./database.ts"
import { cardRows, incidentRows } from "./incident-rows.ts"
import { alertSchema, recordBodySchema } from "./schemas.ts"
import { fromJson, fromRow, jsonObjectSchema } from "./stored-json.ts"
import { trailRows } from "./trail-rows.ts"

type Merge = Parameters<RecordStore["saveBatch"]>[1]

const rowSchema = z.object({ body: z.string(), raw: z.string() })

export function sqliteRecordStore(db: Db): RecordStore {
  const recordById = db.prepare<[string, string], object>(
    "SELECT body, raw FROM record WHERE tenant_id = ? AND id = ? ORDER BY happened_at LIMIT 1",
  )
  const alertById = db.prepare<[string], string>("SELECT body FROM alert WHERE id = ?").pluck()
  const aboutTarget = db.prepare<[string, string, number, number, string], object>(
    `SELECT body, raw FROM record WHERE tenant_id = ? AND target IN (SELECT value FROM json_each(?))
       AND happened_at >= ? AND happened_at < ? AND operation IN (SELECT value FROM json_each(?))
     ORDER BY happened_at, id`,
  )
  const readRow = (row: object, id: string): AuditRecord => {
    const place = { table: "record", row: id }
    const { body, raw } = fromRow(rowSchema, row, place)
    return { ...fromJson(recordBodySchema, body, place), raw: fromJson(jsonObjectSchema, raw, place) }
  }
  const save = batchSaver(db)
  const isStored = db
    .prepare<[string, number, string], number>(
      "SELECT 1 FROM record WHERE tenant_id = ? AND happened_at = ? AND id = ?",
    )
    .pluck()
  return {
    stored: async (tenant, records) =>
      new Set(records.filter((record) => isStored.get(tenant, record.happenedAt, record.id) !== undefined)),
    saveBatch: async (batch, merge) => immediately(db, () => save(batch, merge)),
    /** Looks through the tenant's part of the unique index: meant for one question of a person, not for loops. */
    record: async (tenant, id) => {
      const row = recordById.get(tenant, id)
      return row === undefined ? undefined : readRow(row, id)
    },
    aboutTarget: async (tenant, { names, operations, from, to }) =>
      aboutTarget
        .all(tenant, JSON.stringify(names), from, to, JSON.stringify(operations))
        .map((row) => readRow(row, `of ${tenant}`)),
    alert: async (id) => {
      const body = alertById.get(id)
      return body === undefined ? undefined : fromJson(alertSchema, body, { table: "alert", row: id })
    },
  }
}

/** The order is the promise: the blob is done last, so that whatever dies before leaves it to be fetched again. */
function batchSaver(db: Db): (batch: Batch, merge: Merge) => BatchResult {
  const rows = { ...recordRows(db), ...alertRows(db) }
  const incidents = incidentRows(db)
  const trail = trailRows(db)
  const decisionWriter = writeDecision(db)
  return (batch, merge) => {
    requireOneTenant(batch)
    const stored = batch.records.filter((record) => rows.addRecord(batch, record))
    rows.noteNewest(stored)
    for (const record of stored) {
      const note = batch.recordNotes?.get(record.id)
      if (note !== undefined) trail.append(note)
    }
    for (const rejected of batch.rejected) rows.addRejected(batch, rejected)
    const fresh = rows.onlyNew(batch.alerts)
    const open = incidents.openOf(batch.tenantId, [...new Set(fresh.map((alert) => alert.subject))])
    for (const alert of fresh) rows.addAlert(alert)
    const written = fresh.length === 0 ? [] : decisionWriter(batch, merge(fresh, open))
    rows.markDone(batch)
    return {
      stored: stored.length,
      duplicates: batch.records.length - stored.length,
      incidents: written,
    }
  }
}

function writeDecision(db: Db): (batch: Batch, decision: DecisionWrites) => readonly IncidentId[] {
  const incidents = incidentRows(db)
  const cards = cardRows(db)
  const trail = trailRows(db)
  const link = db.prepare<[number, string]>("UPDATE alert SET incident_id = ? WHERE id = ?")
  return (batch, decision) =>
    decision.incidents.map((write) => {
      if (write.incident.tenantId !== batch.tenantId) throw mixedTenants()
      const id = incidents.write(write)
      for (const alert of write.newAlerts) link.run(id, alert.id)
      for (const { face, channel } of write.channels) cards.want(id, batch.tenantId, face, channel)
      for (const note of write.notes) trail.append({ ...note, incidentId: id })
      return id
    })
}

function recordRows(db: Db) {
  // Names its conflict: OR IGNORE would also swallow rows that break any other rule.
  const insert = db.prepare(
    `INSERT INTO record (tenant_id, happened_at, id, source, operation, actor, target, published_at, fetched_at, body, raw)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id, happened_at, id) DO NOTHING`,
  )
  const newest = db.prepare<[string, string, number]>(
    `INSERT INTO newest_record (tenant_id, source, happened_at) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET happened_at = MAX(happened_at, excluded.happened_at)`,
  )
  const reject = db.prepare<[string, string, number, string, string, string, number]>(
    `INSERT INTO rejected (tenant_id, content_id, position, raw_hash, reason, raw, fetched_at)
     VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id, content_id, position, raw_hash) DO NOTHING`,
  )
  const done = db.prepare<[number, string, string]>(
    "UPDATE content SET done_at = ?, problem = NULL WHERE tenant_id = ? AND content_id = ? AND done_at IS NULL",
  )
  return {
    /** True when the record is new. */
    addRecord: (batch: Batch, record: AuditRecord): boolean =>
      insert.run(...recordColumns(batch, record)).changes === 1,
    /** Once a batch and source: a write for each record would cost a tenth of everything. */
    noteNewest: (stored: readonly AuditRecord[]): void => {
      const latest = new Map<string, AuditRecord>()
      for (const record of stored) {
        const known = latest.get(record.source)
        if (known === undefined || known.happenedAt < record.happenedAt) latest.set(record.source, record)
      }
      for (const { tenantId, source, happenedAt } of latest.values()) newest.run(tenantId, source, happenedAt)
    },
    addRejected: (batch: Batch, { position, reason, raw }: Batch["rejected"][number]): void => {
      const contentId = batch.contentId ?? ""
      reject.run(batch.tenantId, contentId, position, sha256Hex(raw), reason, raw, batch.fetchedAt)
    },
    markDone: (batch: Batch): void => {
      if (batch.contentId !== undefined) done.run(batch.fetchedAt, batch.tenantId, batch.contentId)
    },
  }
}

function recordColumns(batch: Batch, record: AuditRecord): unknown[] {
  const { raw, ...body } = record
  return [
    record.tenantId,
    record.happenedAt,
    record.id,
    record.source,
    record.operationKey,
    (record.actor.upn ?? record.actor.id).toLowerCase(),
    record.target.name.toLowerCase(),
    batch.publishedAt ?? null,
    batch.fetchedAt,
    JSON.stringify(body),
    JSON.stringify(raw),
  ]
}

function alertRows(db: Db) {
  const known = db.prepare<[string], number>("SELECT 1 FROM alert WHERE id = ?").pluck()
  const insert = db.prepare<[string, string, number, string]>(
    "INSERT INTO alert (id, tenant_id, happened_at, body) VALUES (?, ?, ?, ?)",
  )
  return {
    /** Those whose id isn't stored yet, each id once. */
    onlyNew: (alerts: readonly Alert[]): readonly Alert[] =>
      [...new Map(alerts.map((alert) => [alert.id, alert])).values()].filter(
        (alert) => known.get(alert.id) === undefined,
      ),
    addAlert: (alert: Alert): void =>
      void insert.run(alert.id, alert.tenantId, alert.happenedAt, JSON.stringify(alert)),
  }
}

/** Tenants never mix: a batch that names two is a bug, and nothing of it is kept. */
function requireOneTenant(batch: Batch): void {
  const items = [...batch.records, ...batch.rejected, ...batch.alerts]
  if (items.some((item) => item.tenantId !== batch.tenantId)) throw mixedTenants()
}

const mixedTenants = (): ContractError =>
  new ContractError("A batch of records names more than one tenant, so nothing of it was stored.")
