/** What every part of the product that is measured stands on: made-up customers' configuration, policies, a store. */
import { openStore } from "../src/adapters/sqlite/open-store.ts"
import type { IngestConfig } from "../src/build-ingest.ts"
import type { Channel } from "../src/model/delivery.ts"
import { type TenantId, tenantId } from "../src/model/ids.ts"
import { DEFAULT_STORAGE, type StoragePolicy } from "../src/model/storage-policy.ts"
import type { Tenant } from "../src/model/tenant.ts"
import { readRaw } from "../src/normalize/read-raw.ts"
import type { Log } from "../src/ports/log.ts"
import type { Store } from "../src/ports/store.ts"
import type { Ingest } from "../src/source/run-ingest.ts"
import type { BenchTenant } from "./customers.ts"

const DAY = 24 * 3_600_000

export const quietLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

export type Core = { readonly store: Store; readonly ingest: Ingest; close(): Promise<void> }

/** As kept by default: everyday records compact, administration whole. */
export const COMPACT: StoragePolicy = DEFAULT_STORAGE
export const EVERYTHING_WHOLE: StoragePolicy = {
  mailItems: { keep: "whole", days: 3_650 },
  signIns: { keep: "whole", days: 3_650 },
  files: { keep: "whole", days: 3_650 },
  changes: { keep: "whole", days: 3_650 },
}

export const tenantFacts = ({ id, name, domain }: BenchTenant): Tenant => ({
  id,
  name,
  displayName: name,
  acceptedDomains: [domain],
  timeZone: "UTC",
})

/** One card for the technicians and one for the customer, as most customers have. */
export const configFor = (
  database: string,
  tenants: readonly BenchTenant[],
  storage: StoragePolicy,
): IngestConfig => {
  const msp = tenantId("00000000-0000-4000-8000-0000000000aa")
  return {
    database,
    storage,
    ruleFolders: [],
    customers: tenants.map((tenant) => ({
      ...tenantFacts(tenant),
      contentTypes: [],
      canRespond: false,
      channel: channel(`customer ${tenant.id}`, tenant.id),
    })),
    triageChannel: channel("triage", msp),
    mspTenantId: msp,
    monitorAppId: "",
    respondAppId: "",
    bot: { appId: "", tenantId: msp },
    people: [],
  }
}

const channel = (name: string, teamsTenantId: TenantId): Channel => ({
  conversationId: `19:${name}@thread.tacv2`,
  serviceUrl: "http://127.0.0.1/",
  teamsTenantId,
})

/** Watched for longer than the feed reaches back, so that what is found is owed as cards and not history. */
export async function openWatchedStore(
  database: string,
  tenants: readonly BenchTenant[],
  storage: StoragePolicy,
): Promise<Store> {
  const store = openStore(database, { storage, readRaw })
  for (const { id } of tenants) await store.feed.watchedSince(id, Date.now() - 8 * DAY)
  return store
}

export function tenantFinder(tenants: readonly BenchTenant[]): (id: TenantId) => Tenant {
  const byId = new Map(tenants.map((tenant) => [tenant.id, tenantFacts(tenant)]))
  return (id) => {
    const tenant = byId.get(id)
    if (tenant === undefined) throw new Error("a batch came for a tenant that isn't measured")
    return tenant
  }
}
