/** The watching of customers over a real store: sources are told as the poller tells them, then looked at. */
import { onTestFinished } from "vitest"
import { incidentView, technicianCard } from "../../src/card/technician-card.ts"
import type { Incident } from "../../src/model/alert.ts"
import type { ContentType } from "../../src/model/audit-record.ts"
import type { ErrorCode } from "../../src/model/errors.ts"
import { tenantId } from "../../src/model/ids.ts"
import type { Tenant } from "../../src/model/tenant.ts"
import { type WatchDeps, type WatchedTenant, watchTenants } from "../../src/onboard/run-watch-tenants.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"

export const NOW = Date.UTC(2026, 10, 21, 12)
export const MINUTE = 60_000
export const TYPES: readonly ContentType[] = ["Audit.Exchange", "Audit.AzureActiveDirectory"]
const TRIAGE = {
  conversationId: "19:triage@thread.tacv2",
  serviceUrl: "https://smba.trafficmanager.net/emea",
  teamsTenantId: tenantId("51a7c0de-0000-4000-8000-000000000001"),
}

export const NORTHWIND = {
  id: tenantId("51a7c0de-0000-4000-8000-000000000001"),
  displayName: "Northwind IT Services",
  timeZone: "UTC",
}

export const contoso: WatchedTenant = {
  id: tenantId("51a7c0de-0000-4000-8000-000000000005"),
  name: "contoso",
  displayName: "Contoso Ltd",
  acceptedDomains: [],
  timeZone: "UTC",
  contentTypes: TYPES,
  canRespond: true,
}

/** The technicians' card, without buttons. */
export const drawn = (incident: Incident, tenant: Tenant = contoso) =>
  technicianCard(
    incidentView({
      incident,
      tenant,
      mspName: "Northwind",
      buttons: new Map(),
      canRespond: true,
      now: NOW,
    }),
  )

export function watchRig(tenants: readonly WatchedTenant[] = [contoso]) {
  const { store, path } = openTemporaryStore()
  const stopping = new AbortController()
  onTestFinished(() => stopping.abort())
  const errors: string[] = []
  let now = NOW
  let woken = 0
  const silent = (): void => {}
  const deps: WatchDeps = {
    ...{ sight: store.sight, ledger: store.feed, records: store.records, incidents: store.incidents },
    canaries: store.canaries,
    triage: TRIAGE,
    us: NORTHWIND,
    pollMs: MINUTE,
    wakeOutbox: () => {
      woken += 1
    },
    now: () => now,
    log: { info: silent, warn: silent, error: (message) => void errors.push(message) },
  }
  const listedOf = async (tenant: WatchedTenant, arrivals: readonly number[] = []): Promise<void> => {
    for (const type of TYPES) {
      const items = arrivals.map((createdAt) => ({
        contentId: `${tenant.name}$${type}$${createdAt}`,
        contentUri: `https://manage.office.com/${createdAt}`,
        contentType: type,
        createdAt,
        expiresAt: createdAt + 7 * 86_400_000,
      }))
      const cursor = { since: NOW - 86_400_000, watermark: now, lastListedAt: now }
      const window = { from: now, to: now }
      await store.feed.saveListing(tenant.id, type, { items, window, at: now, cursor })
      await store.feed.saveHealth(tenant.id, type, "ok", "", now)
    }
  }
  const refusedOf = async (tenant: WatchedTenant, code: ErrorCode, sentence: string): Promise<void> => {
    for (const type of TYPES) await store.feed.saveHealth(tenant.id, type, "trouble", sentence, now, code)
  }
  return {
    store,
    path,
    deps,
    errors,
    woken: () => woken,
    pass: (milliseconds: number) => {
      now += milliseconds
    },
    look: () => watchTenants(tenants, deps, stopping.signal),
    /** Every content type was listed whole up to now, and brought blobs that became available at these times. */
    listed: async (...arrivals: readonly number[]) => {
      for (const tenant of tenants) await listedOf(tenant, arrivals)
    },
    listedOf,
    refused: async (code: ErrorCode, sentence = `Refused: ${code}.`) => {
      for (const tenant of tenants) await refusedOf(tenant, code, sentence)
    },
    refusedOf,
    incidents: (): Promise<readonly Incident[]> => store.incidents.list({ limit: 100 }),
    cards: () => store.outbox.due(now + 1, 100),
  }
}
