/** A customer that opted in, and one incident that its policy is about: what the tests of automatic fixes start from. */
import { mergeAlerts } from "../../src/alert/merge-alerts.ts"
import type { Alert, Incident } from "../../src/model/alert.ts"
import type { AutomaticPolicy } from "../../src/model/automatic.ts"
import type { JsonObject } from "../../src/model/json.ts"
import type { Protection } from "../../src/model/protection.ts"
import type { TenantAdmin } from "../../src/ports/tenant-admin.ts"
import { type AutomaticDeps, createAutomaticFixes } from "../../src/respond/run-automatic.ts"
import { createSafeguard } from "../../src/respond/run-safeguard.ts"
import { createFakeExchange, type FakeExchange, type FakeMailbox } from "../fakes/mailbox-admin.ts"
import { type Case, CONTOSO, makeAlert, makeCase, NOW, silentLog, UNPROTECTED } from "./make-case.ts"
import { forwardingJoe, live, runnerOf } from "./make-runner.ts"

export const BY = "Watchpost, as Contoso Ltd allows"

export const POLICY: AutomaticPolicy = {
  fixes: ["stop-forwarding", "disable-inbox-rule"],
  level: "critical",
  withinMinutes: 60,
}

export const criticalAlert = (fields: Partial<Alert> = {}): Alert =>
  makeAlert({ level: "critical", subject: "forwarding:joe@contoso.example", ...fields })

/** The directory knows every account that it is asked for, none of them an administrator's. */
export const KNOWN: TenantAdmin["request"] = async (_tenant, { path }): Promise<JsonObject> => {
  const upn = decodeURIComponent(/^\/users\/([^?]+)/.exec(path)?.[1] ?? "")
  return upn === "" ? { value: [] } : { id: "99999999-0000-4000-8000-000000000001", userPrincipalName: upn }
}

export type AutomaticRig = {
  readonly one: Case
  readonly exchange: FakeExchange & { request: TenantAdmin["request"] }
  /** What a look and the runner do, at `now`. */
  run(now?: number, fields?: Partial<AutomaticDeps>): Promise<void>
  look(now?: number, fields?: Partial<AutomaticDeps>): Promise<void>
  work(now?: number): Promise<void>
  /** One more alert comes; the incident that holds it. */
  comes(alert: Alert): Promise<Incident | undefined>
  protect(fields: Partial<Protection>): void
}

export async function makeAutomatic(
  alert: Alert | readonly Alert[] = criticalAlert(),
  {
    mailbox = forwardingJoe(),
    path = ":memory:",
  }: { readonly mailbox?: FakeMailbox; readonly path?: string } = {},
): Promise<AutomaticRig> {
  const one = await makeCase(alert, {}, path)
  const exchange = { ...createFakeExchange([mailbox]), request: KNOWN }
  let protection: Protection = { ...UNPROTECTED, automatic: POLICY }
  const safeguard = createSafeguard({
    admin: { ...exchange, request: (...given) => exchange.request(...given) },
    protectionOf: () => protection,
  })
  const look = async (now = NOW, fields: Partial<AutomaticDeps> = {}): Promise<void> =>
    createAutomaticFixes({
      store: one.store,
      customers: [{ id: CONTOSO, displayName: "Contoso Ltd", automatic: POLICY }],
      wakeJobs: () => undefined,
      now: () => now,
      log: silentLog,
      ...fields,
    }).look()
  const work = async (now = NOW): Promise<void> =>
    void (await runnerOf(one.store, exchange, { safeguard, now: () => now }).runOnce(live()))
  const comes = async (alert: Alert): Promise<Incident | undefined> => {
    const batch = { tenantId: CONTOSO, fetchedAt: NOW, records: [], rejected: [], alerts: [alert] }
    const context = { now: NOW, fetchedAt: NOW, watchedSince: 0, channelsFor: () => [] }
    const { incidents } = await one.store.records.saveBatch(batch, (alerts, open) =>
      mergeAlerts(alerts, open, context),
    )
    const [id = one.incidentId] = incidents
    return one.store.incidents.incident(id)
  }
  return {
    comes,
    one,
    exchange,
    look,
    work,
    run: async (now, fields) => {
      await look(now, fields)
      await work(now)
    },
    protect: (fields) => {
      protection = { ...protection, ...fields }
    },
  }
}
