/** The first sweep against the practice cloud: real adapters and tokens over HTTP, a real store, the rules as they ship. */
import { onTestFinished } from "vitest"
import type { PracticeCloud } from "../../sandbox/cloud.ts"
import type { Fault } from "../../sandbox/faults.ts"
import { startPracticeCloud } from "../../sandbox/server.ts"
import { RESPOND_APP_ID } from "../../sandbox/world/create-world.ts"
import type { PracticeMailbox, PracticeTenant } from "../../sandbox/world/types.ts"
import { createTokens } from "../../src/adapters/entra/tokens.ts"
import { createMailboxAdmin } from "../../src/adapters/exchange/mailbox-admin.ts"
import { readAllRules } from "../../src/adapters/files/read-rules.ts"
import { createHttpClient, type HttpClient } from "../../src/adapters/http/http-client.ts"
import { buildIngest } from "../../src/build-ingest.ts"
import { compileRuleSet } from "../../src/detect/rule-set.ts"
import type { Incident } from "../../src/model/alert.ts"
import type { AuditRecord } from "../../src/model/audit-record.ts"
import { tenantId } from "../../src/model/ids.ts"
import { createFirstSweeps, type SweptTenant } from "../../src/onboard/run-first-sweep.ts"
import type { Ingest } from "../../src/source/run-ingest.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { makeIngestConfig } from "../make/make-ingest-config.ts"
import { silentLog } from "../source/fake-feed.ts"
import { practiceCustomer } from "./practice-customer.ts"

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const OUTSIDE = "smtp:kim@mail-archive.example"
/** A hidden rule that takes mail about money out of sight. */
export const HIDES = {
  ruleId: "15394007230974001153",
  name: "..",
  enabled: true,
  priority: 1,
  hidden: true,
  settings: { SubjectOrBodyContainsWords: ["invoice"], MoveToFolder: "RSS Feeds" },
}
const rules = compileRuleSet(readAllRules([]))

const must = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error("the practice world lacks it")
  return value
}

/** One customer of the practice cloud, seen by its feed until a test says otherwise. */
export async function sweepRig(over: { readonly mostFound?: number } = {}) {
  const cloud: PracticeCloud = await startPracticeCloud()
  onTestFinished(() => cloud.close())
  const { store, path } = openTemporaryStore()
  const tenant: PracticeTenant = must(cloud.world.tenants[0])
  const customer: SweptTenant = practiceCustomer(tenant)
  const sent: string[] = []
  const wire = createHttpClient()
  const http: HttpClient = {
    ...wire,
    send: (request) => {
      if (typeof request.body === "string" && request.body.includes("CmdletInput")) sent.push(request.body)
      return wire.send(request)
    },
  }
  const secret = cloud.world.apps.find(({ appId }) => appId === RESPOND_APP_ID)?.secret ?? ""
  const registration = { clientId: RESPOND_APP_ID, credential: { kind: "secret", secret } } as const
  const tokens = createTokens({
    loginUrl: cloud.endpoints.login,
    registrations: { monitor: registration, respond: registration },
    now: Date.now,
  })
  const admin = createMailboxAdmin({ exchangeUrl: cloud.endpoints.exchange, tokens, http, retryDelayMs: 1 })
  let ahead = 0
  let domainsKnown = true
  const now = (): number => Date.now() + ahead
  const warnings: string[] = []
  const log = { ...silentLog, warn: (message: string) => void warnings.push(message) }
  const config = {
    ...makeIngestConfig(path),
    customers: [customer].map((one) => ({ ...one, channel: CUSTOMERS })),
  }
  const ingest: Ingest = buildIngest({
    ...{ config, store, rules, log: silentLog, now },
    geo: { country: () => undefined },
    tenantOf: () => customer,
    wakeOutbox: () => undefined,
  })
  const stopping = new AbortController()
  const sweeps = () =>
    createFirstSweeps({
      ...{ admin, log, now, paceMs: 0, pollMs: MINUTE, ...over },
      ...{ sweeps: store.sweeps, incidents: store.incidents, sight: store.sight },
      tell: (id, records) =>
        ingest.records({ tenantId: id, source: "Audit.Exchange", fetchedAt: now(), wasThere: true }, records),
      knowsDomains: async () => domainsKnown,
    })
  let running = sweeps()
  await store.feed.saveHealth(customer.id, "Audit.Exchange", "ok", "", now())
  // Microsoft's clock is ahead of ours.
  await store.feed.watchedSince(customer.id, now() + MINUTE)
  return {
    ...{ cloud, store, path, tenant, customer, sent, warnings, respondAppId: RESPOND_APP_ID },
    seen: () => store.feed.saveHealth(customer.id, "Audit.Exchange", "ok", "", now()),
    round: (signal: AbortSignal = stopping.signal, over: Partial<SweptTenant> = {}) =>
      running([{ ...customer, ...over }], signal),
    /** Another process with the same database. */
    restart: () => {
      running = sweeps()
    },
    later: (ms: number) => {
      ahead += ms
    },
    knowsDomains: (does: boolean) => {
      domainsKnown = does
    },
    refused: () =>
      store.feed.saveHealth(
        customer.id,
        "Audit.Exchange",
        "trouble",
        "No consent.",
        now(),
        "ERR_TENANT_NO_CONSENT",
      ),
    /** A record that Microsoft tells of, as it comes with the feed. */
    arrives: (record: AuditRecord) =>
      ingest.records({ tenantId: customer.id, source: "Audit.Exchange", fetchedAt: now() }, [
        { ...record, happenedAt: now() + 2 * MINUTE },
      ]),
    mailbox: (alias: string): PracticeMailbox => must(tenant.mailboxes.find((one) => one.alias === alias)),
    incidents: (): Promise<readonly Incident[]> =>
      store.incidents.list({ tenants: [customer.id], limit: 50 }),
    owed: async () =>
      (await store.outbox.due(now() + MINUTE, 50)).map(({ face, incidentId }) => ({ face, incidentId })),
    sweep: () => store.sweeps.sweep(customer.id),
    calls: (cmdlet: string) => sent.filter((body) => body.includes(`"${cmdlet}"`)).length,
    trouble: (fault: Fault) => void cloud.faults.push(fault),
  }
}

const CUSTOMERS = {
  conversationId: "19:contoso@thread.tacv2",
  serviceUrl: "https://smba.trafficmanager.net/emea",
  teamsTenantId: tenantId("51a7c0de-0000-4000-8000-000000000001"),
}
