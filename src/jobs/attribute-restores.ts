/** Who restored it, for every customer: looked at again as often as the backup servers are read. */
import { SHARED_ACCOUNTS } from "../attribute/attribute.ts"
import { hostLabel } from "../attribute/explorer-match.ts"
import { createAttributor } from "../attribute/run-attribute.ts"
import { globalAdminsReader } from "../command/run-global-admins.ts"
import type { Config } from "../config/config.ts"
import type { Ground } from "../ground.ts"
import { DAY } from "../lib/time-units.ts"
import type { ContentType } from "../model/audit-record.ts"
import { accountName } from "../model/initiator.ts"
import { normalizeUnseenRestore } from "../normalize/normalize-backup-change.ts"
import { coverageOf } from "../source/coverage.ts"
import type { Ingest } from "../source/run-ingest.ts"
import { every } from "./every.ts"

export function attributeRestores(
  {
    config,
    store,
    outside,
    log,
    now,
  }: Pick<Ground, "config" | "store" | "log" | "now"> & {
    readonly outside: Pick<Ground["outside"], "admin">
  },
  ingest: Ingest,
  wakeOutbox: () => void,
  signal: AbortSignal,
): Promise<void> {
  const askAdmins = globalAdminsReader(outside.admin, now)
  const customer = (id: string) => config.customers.find((one) => one.id === id)
  const round = createAttributor({
    ...store,
    adminsOf: async (tenant) => {
      const found = customer(tenant)
      return found === undefined ? "The customer isn't configured any more." : askAdmins(found)
    },
    sharedAccounts: sharedAccounts(config),
    ownTenant: config.mspTenantId,
    ownerOf: (tenant, machine) =>
      customer(tenant)?.machines?.find(({ name }) => hostLabel(name) === hostLabel(machine))?.person,
    operatorsOf: (tenant) => customer(tenant)?.restoreOperators ?? [],
    signInsComplete: async (tenant, from, to) => {
      // What was dropped is no longer known to have been there.
      if (from < now() - config.storage.signIns.days * DAY) return false
      const { complete, holes } = coverageOf(await store.feed.ledgers(tenant), SIGN_INS, { from, to })
      return complete?.from === from && complete.to === to && holes.length === 0
    },
    tellUnseen: async (tenantId, session) =>
      void (await ingest.records({ tenantId, source: "Veeam.Restore", fetchedAt: now() }, [
        normalizeUnseenRestore(session, tenantId),
      ])),
    wakeOutbox,
    now,
  })
  return every(config.poll.backupSeconds * 1000, round, { signal, log, name: "who restored it" })
}

const SIGN_INS: readonly ContentType[] = ["Audit.AzureActiveDirectory"]

/** Those of the product and of the configuration; our own collector's names nobody, either. */
export const sharedAccounts = (config: Pick<Config, "sharedAccounts" | "veeam">): readonly string[] => [
  ...SHARED_ACCOUNTS,
  ...config.sharedAccounts,
  ...config.veeam.map(({ username }) => accountName(username)),
]
