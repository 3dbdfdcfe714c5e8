/** The way of a batch, put together: decide with what is known of its tenant, add what was before, store. */
import { mergeAlerts } from "./alert/merge-alerts.ts"
import { muteFinder } from "./alert/mutes.ts"
import { addBefore } from "./alert/run-add-before.ts"
import { nameAccounts } from "./alert/run-name-accounts.ts"
import { alsoBySignInName } from "./alert/was-there.ts"
import { backupApps } from "./attribute/run-mailbox-writes.ts"
import type { Config } from "./config/config.ts"
import { ownIdentity } from "./config/own-identity.ts"
import { createMemory } from "./detect/memory.ts"
import type { RuleSet } from "./detect/rule-set.ts"
import { decidedFound } from "./judge-found.ts"
import { canonicalHash, wellFormed } from "./lib/canonical-json.ts"
import { DAY, MINUTE } from "./lib/time-units.ts"
import type { Incident } from "./model/alert.ts"
import type { AuditRecord } from "./model/audit-record.ts"
import type { RecordId, TenantId } from "./model/ids.ts"
import { isBackupWrite } from "./model/mailbox-write.ts"
import type { RoutedCard } from "./model/route.ts"
import type { Tenant } from "./model/tenant.ts"
import { type DecideContext, decide, decideRecords } from "./pipeline.ts"
import type { BackupBook, BackupStatus } from "./ports/backup-book.ts"
import type { Geo } from "./ports/geo.ts"
import type { Log } from "./ports/log.ts"
import type { IngestStore } from "./ports/store.ts"
import { cardChannels } from "./route-cards.ts"
import type { Decided, Decider } from "./source/run-decide-blob.ts"
import { createIngest, type Ingest, type RawBatch } from "./source/run-ingest.ts"

/** The part of the configuration that ingest needs. */
export type IngestConfig = Pick<
  Config,
  | "database"
  | "storage"
  | "ruleFolders"
  | "customers"
  | "triageChannel"
  | "mspTenantId"
  | "monitorAppId"
  | "respondAppId"
  | "bot"
  | "people"
> &
  Partial<Pick<Config, "auditMails" | "quietHours" | "routes">>

export type IngestParts = {
  readonly config: IngestConfig
  readonly store: IngestStore
  readonly rules: RuleSet
  readonly geo: Geo
  /** As it is known now; throws for a tenant that is nobody's. */
  readonly tenantOf: (id: TenantId) => Tenant
  readonly wakeOutbox: () => void
  /** Milliseconds UTC. */
  readonly now: () => number
  readonly log: Log
}

/** How late a record may arrive: the feed's seven days. Its own mute may have ended, its own fix be long done. */
const LATEST_RECORD_MS = 7 * DAY
/** What isn't known as ours alerts, so that this is more: a record may be days late before it is offered for seven. */
const OWN_ACTS_MS = 2 * LATEST_RECORD_MS

export function buildIngest(parts: IngestParts): Ingest {
  const { config, store, wakeOutbox, now, log } = parts
  return createIngest({
    records: store.records,
    ledger: store.feed,
    decider: createDecider(parts),
    merge: async (batch, watchedSince, records) => {
      const mutes = await store.mutes.covering(batch.tenantId, batch.fetchedAt - LATEST_RECORD_MS)
      const quiet = { mutedBy: muteFinder(mutes), hashOf: hashFinder(records) }
      const context = { ...batch, watchedSince, now: now(), ...quiet }
      return (alerts, incidents, before, { recentCounts, links }) => {
        const channelsFor = (
          incident: Pick<Incident, "tenantId" | "level" | "subject">,
        ): readonly RoutedCard[] => cardChannels(config, incident, links, now())
        return mergeAlerts(alerts, incidents, { ...context, recentCounts, channelsFor }, before)
      }
    },
    wakeOutbox,
    log,
  })
}

/** SHA-256 of a record as it was delivered, over its canonical JSON; asked only for what an alert rests on. */
function hashFinder(records: readonly AuditRecord[]): (id: RecordId) => string | undefined {
  let byId: ReadonlyMap<RecordId, AuditRecord> | undefined
  return (id) => {
    byId ??= new Map(records.map((record) => [record.id, record]))
    const record = byId.get(id)
    return record === undefined ? undefined : canonicalHash(wellFormed(record.raw))
  }
}

/** A server's reading may name the apps of thousands, and batches come many times a second. */
const SERVERS_MS = MINUTE

/** What was read of the backup servers, a minute old at most; nothing isn't remembered. */
function remembered(backups: Pick<BackupBook, "all">, now: () => number): BackupBook["all"] {
  let last: { readonly at: number; readonly servers: readonly BackupStatus[] } | undefined
  return async () => {
    if (last === undefined || Math.abs(now() - last.at) >= SERVERS_MS)
      last = { at: now(), servers: await backups.all() }
    const { servers } = last
    if (servers.length === 0) last = undefined
    return servers
  }
}

function createDecider(parts: IngestParts): (batch: RawBatch) => Promise<Decider> {
  const { config, store, rules, geo, tenantOf, now, log } = parts
  const own = ownIdentity(config)
  const readServers = remembered(store.backups, now)
  const known = { snapshots: store.snapshots, records: store.records, log }
  return async (batch) => {
    // What was first seen in one part of a large blob isn't new in the next.
    const memory = createMemory(store.memory)
    const context: DecideContext = {
      tenant: tenantOf(batch.tenantId),
      source: batch.source,
      own,
      rules,
      country: geo.country,
      memory,
      recentFixes: await store.journal.since(batch.tenantId, now() - OWN_ACTS_MS),
      canaries: await store.canaries.canaries(batch.tenantId, now() - OWN_ACTS_MS),
      now: now(),
      isPatient: true,
    }
    const apps = backupApps(await readServers(), batch.tenantId)
    const proofsIn = ({ records }: Decided) =>
      records.flatMap((record) => (isBackupWrite(record, apps) ? [record.id] : []))
    const signInName = (mailbox: string) => memory.mailboxNamed(batch.tenantId, mailbox)
    const withBefore = async (decided: Decided): Promise<Decided> => {
      const alerts = decided.alerts.map((alert) => alsoBySignInName(alert, signInName))
      return nameAccounts(await addBefore({ ...decided, alerts, proofs: proofsIn(decided) }, known), known)
    }
    return {
      raw: (raw) => {
        const decided = decide(raw, context)
        for (const trace of decided.memory.traces) memory.keepTrace(trace)
        for (const name of decided.memory.names) memory.keepName(name)
        return withBefore(decided)
      },
      records: async (records) => {
        if (batch.wasThere === true) return decidedFound(records, context)
        const decided = decideRecords(records, context)
        const earlier = memory.writes()
        const traces = [...earlier.traces, ...decided.memory.traces]
        const names = [...earlier.names, ...decided.memory.names]
        return withBefore({ ...decided, memory: { ...decided.memory, traces, names } })
      },
    }
  }
}
