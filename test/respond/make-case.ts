/** A customer, people, one incident in a real store, and a fake Exchange: what the tests of `respond/` start from. */

import { openStore } from "../../src/adapters/sqlite/open-store.ts"
import { mergeAlerts } from "../../src/alert/merge-alerts.ts"
import type { ActionName } from "../../src/model/action.ts"
import type { Alert, Incident } from "../../src/model/alert.ts"
import type { Face } from "../../src/model/delivery.ts"
import { alertId, type IncidentId, recordId, tenantId } from "../../src/model/ids.ts"
import type { Person } from "../../src/model/person.ts"
import { DEFAULT_POLICY, type Protection } from "../../src/model/protection.ts"
import type { BotReply, Caller, CardPress } from "../../src/ports/bot.ts"
import type { Log } from "../../src/ports/log.ts"
import type { Store } from "../../src/ports/store.ts"
import { createPickups } from "../../src/respond/pickups.ts"
import type { PressDeps } from "../../src/respond/press.ts"
import { createBulkPlanner } from "../../src/respond/run-plan-bulk.ts"
import { createPressHandler } from "../../src/respond/run-press.ts"
import type { Safeguard } from "../../src/respond/run-safeguard.ts"

export const MSP = tenantId("0f3a1d3e-6f0e-4f44-9a52-0d8f6c1b0a01")
export const CONTOSO = tenantId("7a4be0d7-3d5e-4ee4-8a6c-51f7e0c0d102")
export const FABRIKAM = tenantId("c2f9f5a3-91b5-4a0e-8b38-2a6d1e3f4b03")
export const NOW = Date.UTC(2026, 2, 4, 14, 9)

export const TRIAGE = "19:triage@thread.tacv2"
export const CONTOSO_CHANNEL = "19:contoso@thread.tacv2"

export const KIM: Person = {
  objectId: "11111111-aaaa-4aaa-8aaa-000000000001",
  homeTenantId: MSP,
  name: "Kim Vega",
  role: "technician",
  scope: "all",
}
export const LEE: Person = {
  ...KIM,
  objectId: "11111111-aaaa-4aaa-8aaa-000000000002",
  name: "Lee Park",
  scope: [CONTOSO],
}
export const ANNA: Person = {
  objectId: "22222222-bbbb-4bbb-8bbb-000000000001",
  homeTenantId: CONTOSO,
  name: "Anna Berg",
  role: "contact",
  scope: [CONTOSO],
}

export const callerOf = (person: Person, fields: Partial<Caller> = {}): Caller => ({
  objectId: person.objectId,
  teamsTenantId: MSP,
  name: person.name,
  conversationId: TRIAGE,
  kind: "channel",
  serviceUrl: "https://smba.example.test/",
  ...fields,
})

export const makeAlert = (fields: Partial<Alert> = {}): Alert => ({
  id: alertId("alr_forwarding_1"),
  tenantId: CONTOSO,
  rule: {
    id: "5d0f2c8e-58f1-4a0b-9a0e-1b2c3d4e5f60",
    name: "mailbox-forwarding-outside",
    title: "Mailbox forwards to an outside address",
    level: "high",
    techniques: ["T1114.003"],
    why: "Mail leaves the organization unseen.",
    falsePositives: [],
    question: "Did the owner ask for it?",
    actions: ["stop-forwarding", "claim", "not-a-threat"],
  },
  level: "high",
  actor: { kind: "user", id: "joe@contoso.example", upn: "joe@contoso.example" },
  actorName: "joe@contoso.example",
  target: { kind: "mailbox", id: "joe@contoso.example", name: "joe@contoso.example" },
  object: { destination: "drop@evil.example" },
  operation: "Set-Mailbox",
  summary: "joe@contoso.example forwards all mail to drop@evil.example",
  changes: [{ what: "Forwarding", after: "drop@evil.example" }],
  happenedAt: NOW - 120_000,
  count: 1,
  recordIds: [recordId("6c1d7e52-0d6c-4c4f-8f86-000000000001")],
  subject: "forwarding joe@contoso.example",
  ...fields,
})

export const UNPROTECTED: Protection = {
  breakGlass: [],
  vips: [],
  policy: DEFAULT_POLICY,
  own: { names: [], domains: [], appIds: [] },
}

/** Where nothing is protected and no policy asks for anything. */
export const unguarded: Safeguard = async () => ({ second: [] })

/** Nobody outside can reach the process. */
export const nobodyLearns = createPickups({ publicUrl: undefined, timeZoneOf: () => "UTC", now: () => NOW })

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

export type Case = {
  readonly store: Store
  readonly incidentId: IncidentId
  readonly incident: () => Promise<Incident>
  readonly trail: () => Promise<
    readonly { readonly kind: string; readonly who: string; readonly what: string }[]
  >
  readonly button: (action: ActionName, face?: Face, conversationId?: string) => Promise<string>
  readonly press: (who: Caller, button: string, fields?: Partial<CardPress>) => Promise<BotReply>
  readonly wakes: () => number
}

/**
 * One incident of one alert, or of a burst, in an empty store, in memory unless a path is given. `overrides` replace what the
 * press handler is given.
 */
export async function makeCase(
  alert: Alert | readonly Alert[] = makeAlert(),
  overrides: Partial<PressDeps> = {},
  path = ":memory:",
): Promise<Case> {
  const alerts: readonly Alert[] = "id" in alert ? [alert] : alert
  const store = openStore(path)
  const channel = (conversationId: string) => ({
    conversationId,
    serviceUrl: "https://smba.example.test/",
    teamsTenantId: MSP,
  })
  const { incidents } = await store.records.saveBatch(
    { tenantId: alerts[0]?.tenantId ?? CONTOSO, fetchedAt: NOW, records: [], rejected: [], alerts },
    (newAlerts, open) =>
      mergeAlerts(newAlerts, open, {
        now: NOW,
        fetchedAt: NOW,
        watchedSince: 0,
        channelsFor: () => [
          { face: "technician", channel: channel(TRIAGE) },
          { face: "customer", channel: channel(CONTOSO_CHANNEL) },
        ],
      }),
  )
  const [incidentId] = incidents
  if (incidentId === undefined) throw new Error("no incident was opened")
  let wakes = 0
  const incident = async (): Promise<Incident> => {
    const found = await store.incidents.incident(incidentId)
    if (found === undefined) throw new Error("the incident is gone")
    return found
  }
  const handler = createPressHandler({
    store,
    people: [KIM, LEE, ANNA],
    mspTenantId: MSP,
    canRespond: () => true,
    customerOf: () => ({ displayName: "Contoso Ltd", timeZone: "UTC" }),
    policyOf: () => DEFAULT_POLICY,
    askFirst: async () => undefined,
    pickups: nobodyLearns,
    lookForOwner: async () => ({ refused: "Nobody can be asked in this case." }),
    planBulk: createBulkPlanner({ store, protectionOf: () => UNPROTECTED, now: () => NOW }),
    planPlaybook: async () => ({ problem: "This case plans none." }),
    render: async (_id, face) => ({ summary: `${face} ${(await incident()).state}`, content: {} }),
    channelsOf: () => [channel(TRIAGE)],
    cardsOf: () => [],
    customerChannelsOf: async () => [channel(CONTOSO_CHANNEL)],
    wakeJobs: () => {
      wakes += 1
    },
    now: () => NOW,
    log: silentLog,
    ...overrides,
  })
  return {
    store,
    incidentId,
    incident,
    trail: () => store.trail.read(0, 1_000),
    wakes: () => wakes,
    button: async (action, face = "technician", conversationId = TRIAGE) => {
      const buttons = await store.incidents.buttons(
        incidentId,
        face,
        conversationId,
        [action],
        NOW + 3_600_000,
      )
      return buttons.get(action) ?? ""
    },
    press: (caller, button, fields = {}) =>
      handler({ caller, button, inputs: {}, trigger: "manual", ...fields }),
  }
}
