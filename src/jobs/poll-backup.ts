/** One backup server: its list is read every minute, and its change feed is followed where it has one. */
import type { Ground } from "../ground.ts"
import type { BackupChange } from "../model/backup-change.ts"
import type { TenantId } from "../model/ids.ts"
import { normalizeBackupChange } from "../normalize/normalize-backup-change.ts"
import { normalizeRestore } from "../normalize/normalize-restore.ts"
import type { BackupServer } from "../ports/backup-server.ts"
import type { Restored } from "../source/backup-round.ts"
import type { OwnerFacts } from "../source/organization-owners.ts"
import { createBackupPoller } from "../source/run-backup-poll.ts"
import type { Ingest } from "../source/run-ingest.ts"
import { every } from "./every.ts"

/** Between one answer of the change feed and the next question: the server itself holds the question. */
const FOLLOW_MS = 1_000

/** Ends with the signal. */
export async function pollBackup(
  ground: Ground,
  ingest: Ingest,
  server: BackupServer,
  signal: AbortSignal,
): Promise<void> {
  const { config, store, log, now } = ground
  const poller = createBackupPoller({
    server,
    restores: store.restores,
    book: store.backups,
    ledger: store.feed,
    ownTenant: config.mspTenantId,
    owners: () => ownerFacts(ground, server.name),
    ingestRestores: (tenant, restores) => ingestRestores(ingest, tenant, restores, now()),
    onChange: (change) => ingestChange(ground, ingest, change),
    now,
    log,
  })
  const name = `restore sessions of ${server.name}`
  await Promise.all([
    every(config.poll.backupSeconds * 1000, poller.poll, { signal, log, name }),
    every(FOLLOW_MS, poller.follow, { signal, log, name: `change feed of ${server.name}` }),
  ])
}

const ownerFacts = ({ config, book }: Ground, server: string): OwnerFacts => ({
  customers: book.all().map(({ id, acceptedDomains }) => ({ id, domains: acceptedDomains })),
  configured: config.veeam.find(({ name }) => name === server)?.organizations ?? [],
})

/** Of a whole server it is the provider's own concern. */
async function ingestChange({ config, log }: Ground, ingest: Ingest, change: BackupChange): Promise<void> {
  const { server, kind, before, after, foundAt, tenantId = config.mspTenantId } = change
  log.warn("a backup server was changed", { server, kind, before, after })
  const record = normalizeBackupChange(change, tenantId)
  // Our own first record begins our being watched: fetched a moment later it would count as history, which alerts nobody.
  await ingest.records({ tenantId, source: "Veeam.Restore", fetchedAt: foundAt }, [record])
}

const ingestRestores = (
  ingest: Ingest,
  tenant: TenantId,
  restores: readonly Restored[],
  fetchedAt: number,
): Promise<void> =>
  ingest.records(
    { tenantId: tenant, source: "Veeam.Restore", fetchedAt },
    restores.map(({ session, event }) => normalizeRestore(session, event, tenant)),
  )
