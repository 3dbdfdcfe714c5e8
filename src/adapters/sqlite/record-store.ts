/**
 * Audit records, and what follows from them. The order is the promise: records are committed to their event files
 * first, then one transaction of the main database holds everything that follows, the blob's mark "done" last.
 */

import { subjectsOf } from "../../model/alert.ts"
import type { AuditRecord } from "../../model/audit-record.ts"
import { ContractError } from "../../model/errors.ts"
import type { IncidentId } from "../../model/ids.ts"
import type {
  Batch,
  BatchResult,
  DecisionWrites,
  MergeAlerts,
  RecordStore,
} from "../../ports/record-store.ts"
import { alertRows } from "./alert-rows.ts"
import { canaryArrivals } from "./canary-book.ts"
import { batchRows, believedNow, pruneContent } from "./content-rows.ts"
import { type Db, immediately, readTogether } from "./database.ts"
import { memoryRows, pruneMemory } from "./detect-memory.ts"
import type { EventLog } from "./event-log.ts"
import type { EventReader } from "./event-reader.ts"
import { evidenceRows } from "./evidence-rows.ts"
import { cardRows, incidentRows } from "./incident-rows.ts"
import { endHolds, standingHolds } from "./legal-holds.ts"
import { linkRows } from "./link-rows.ts"
import { fixRecordWriter } from "./recent-fixes.ts"
import { trailRows } from "./trail-rows.ts"
import { unsyncedRows } from "./unsynced-rows.ts"

type Events = { readonly log: EventLog; readonly reader: EventReader }

export function sqliteRecordStore(db: Db, events: Events): RecordStore & { close(): void } {
  const { log, reader } = events
  const evidence = evidenceRows(db)
  const alerts = alertRows(db)
  const unsynced = unsyncedRows(db)
  const save = decisionSaver(db, events)
  const sync = (): void => {
    const shelves = unsynced.shelves()
    if (shelves.length === 0) return
    log.sync(shelves)
    unsynced.forget()
  }
  return {
    addRecords: async (arrival, records) => {
      requireOneTenant({ tenantId: arrival.tenantId, items: records })
      return log.add(arrival, records)
    },
    saveBatch: async (batch, merge) => {
      const items = [...batch.records, ...batch.rejected, ...batch.alerts]
      requireOneTenant({ tenantId: batch.tenantId, items })
      const stored = log.add(batch, batch.records)
      const incidents = immediately(db, () => save(batch, merge))
      return { stored, duplicates: batch.records.length - stored, incidents } satisfies BatchResult
    },
    inEvidence: async (tenant, records) =>
      readTogether(db, () => new Set(records.filter((record) => evidence.has(tenant, record)))),
    find: async (tenant, query) => reader.find(tenant, query),
    count: async (tenant, query) => reader.count(tenant, query),
    tally: async (tenant, query) => reader.tally(tenant, query),
    operations: async (tenant, query) => reader.operations(tenant, query),
    names: async (tenant, period) => reader.names(tenant, period),
    fromAddress: async (tenants, ip, query) => reader.fromAddress(tenants, ip, query),
    aboutTarget: async (tenant, { names, ...query }) => reader.find(tenant, { ...query, targets: names }),
    record: async (tenant, id) => evidence.find(tenant, id) ?? reader.byId(tenant, id),
    alert: async (id) => alerts.find(id),
    sync: async () => sync(),
    dropOld: async (now) => dropOld(db, log, now),
    close: () => {
      sync()
      log.close()
    },
  }
}

function dropOld(db: Db, log: EventLog, now: number): readonly string[] {
  endHolds(db, now)
  const held = standingHolds(db).map(({ tenantId }) => tenantId)
  const dropped = log.dropOld(believedNow(db, now), held)
  pruneContent(db, now)
  pruneMemory(db, believedNow(db, now))
  return dropped
}

/** Everything that follows from a batch. The caller has opened the transaction. */
function decisionSaver(db: Db, events: Events): (batch: Batch, merge: MergeAlerts) => readonly IncidentId[] {
  const alerts = alertRows(db)
  const incidents = incidentRows(db)
  const rows = batchRows(db)
  const keepEvidence = evidenceKeeper(db, events.reader)
  const decisionWriter = writeDecision(db)
  const unsynced = unsyncedRows(db)
  const memory = memoryRows(db)
  const links = linkRows(db)
  const noteCanaries = canaryArrivals(db)
  const keepFixRecords = fixRecordWriter(db)
  return (batch, merge) => {
    rows.noteNewest(batch.records)
    keepEvidence(batch)
    noteCanaries(batch)
    keepFixRecords(batch)
    for (const rejected of batch.rejected) rows.addRejected(batch, rejected)
    if (batch.memory !== undefined) memory.add(batch.memory)
    const { changed, before } = alerts.changed(batch.alerts)
    const decided = (): DecisionWrites => {
      const open = incidents.openOf(batch.tenantId, [...new Set(changed.flatMap(subjectsOf))])
      const holding = incidents.holding(batch.tenantId, [...before.keys()])
      for (const alert of changed) alerts.put(alert)
      const met = new Map([...open, ...holding].map((incident) => [incident.id, incident]))
      const recentCounts = incidents.openedRecently(batch.tenantId, batch.fetchedAt)
      return merge(changed, [...met.values()], before, { recentCounts, links: links.all() })
    }
    // Most batches tell nothing: no incident is looked for then.
    const written = changed.length === 0 ? [] : decisionWriter(batch, decided())
    unsynced.note(batch, events.log.takeMarks())
    // Last, so that whatever dies before leaves the blob to be fetched again.
    rows.markDone(batch)
    return written
  }
}

/** Keeps what the alerts rest on, and tells of our own acts once: with the record that proves them. */
function evidenceKeeper(db: Db, reader: EventReader): (batch: Batch) => void {
  const evidence = evidenceRows(db)
  const trail = trailRows(db)
  return (batch) => {
    const named = new Set(batch.alerts.flatMap((alert) => alert.recordIds))
    for (const record of batch.records) {
      const note = batch.recordNotes?.get(record.id)
      if (note === undefined && !named.has(record.id)) continue
      if (evidence.add(batch, record) && note !== undefined) trail.append(note)
    }
    for (const key of batch.earlier ?? []) {
      const record = evidence.has(batch.tenantId, key) ? undefined : reader.at(batch.tenantId, key)
      if (record !== undefined) evidence.add(batch, record)
    }
  }
}

function writeDecision(db: Db): (batch: Batch, decision: DecisionWrites) => readonly IncidentId[] {
  const incidents = incidentRows(db)
  const cards = cardRows(db)
  const alerts = alertRows(db)
  const trail = trailRows(db)
  return (batch, decision) => {
    for (const note of decision.notes ?? []) trail.append(note)
    return decision.incidents.map((write) => {
      if (write.incident.tenantId !== batch.tenantId) throw mixedTenants()
      const id = incidents.write(write)
      for (const alert of write.newAlerts) alerts.link(alert.id, id)
      for (const card of write.channels) cards.want(id, batch.tenantId, card)
      for (const note of write.notes) trail.append({ ...note, incidentId: id })
      return id
    })
  }
}

/** Tenants never mix: a batch that names two is a bug, and nothing of it is kept. */
function requireOneTenant(batch: {
  readonly tenantId: string
  readonly items: readonly Pick<AuditRecord, "tenantId">[]
}): void {
  if (batch.items.some((item) => item.tenantId !== batch.tenantId)) throw mixedTenants()
}

const mixedTenants = (): ContractError =>
  new ContractError("A batch of records names more than one tenant, so nothing of it was stored.")
