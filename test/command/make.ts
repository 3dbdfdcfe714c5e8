/** Made-up customers, sessions and callers for the tests of the commands. */

import { attribute, SHARED_ACCOUNTS } from "../../src/attribute/attribute.ts"
import type { Config } from "../../src/config/config.ts"
import { parseConfig } from "../../src/config/read-config.ts"
import { type TenantId, tenantId } from "../../src/model/ids.ts"
import type { Attribution, RestoreEvidence } from "../../src/model/restore-evidence.ts"
import type { RestoreEvent, RestoreSession } from "../../src/ports/backup-server.ts"
import type { Caller } from "../../src/ports/bot.ts"
import type { FeedHealth } from "../../src/ports/feed-ledger.ts"
import type { StoredRestore } from "../../src/ports/restore-store.ts"

const id = (last: string): string => `51a7c0de-0000-4000-8000-0000000000${last}`

export const MSP = tenantId(id("01"))
export const CONTOSO = tenantId(id("05"))
export const FABRIKAM = tenantId(id("06"))
export const TRIAGE = "19:triage@thread.tacv2"
export const CONTOSO_CHANNEL = "19:contoso@thread.tacv2"
export const KIM = id("07")
export const SAM = id("08")
export const ALEX = id("09")
/** Saturday 2026-11-21 10:00 UTC, 11:00 in Vienna. */
export const NOW = Date.parse("2026-11-21T10:00:00Z")

export const config: Config = parseConfig(
  `
msp: { tenantId: ${MSP}, name: Northwind }
bot: { appId: ${id("02")} }
apps: { monitor: ${id("03")} }
triage: { conversationId: "${TRIAGE}", serviceUrl: https://smba.trafficmanager.net/emea }
customers:
  - name: contoso
    displayName: Contoso Ltd
    tenantId: ${CONTOSO}
    timeZone: Europe/Vienna
    contentTypes: [Audit.Exchange]
    channel: { conversationId: "${CONTOSO_CHANNEL}", serviceUrl: https://smba.trafficmanager.net/emea }
  - name: fabrikam
    displayName: Fabrikam GmbH
    tenantId: ${FABRIKAM}
    timeZone: UTC
    contentTypes: [Audit.Exchange]
technicians:
  - { name: Kim Vega, objectId: ${KIM}, role: operator }
  - { name: Sam Ortiz, objectId: ${SAM}, customers: [fabrikam] }
contacts:
  - { name: Alex Brandt, objectId: ${ALEX}, customer: contoso }
veeam:
  - { name: vb365-01, baseUrl: "https://vb365-01.northwind.example:4443", username: svc }
`,
  "test.yaml",
)

export const caller = (over: Partial<Caller> = {}): Caller => ({
  objectId: KIM,
  teamsTenantId: MSP,
  name: "Kim Vega",
  conversationId: TRIAGE,
  kind: "channel",
  serviceUrl: "https://smba.trafficmanager.net/emea",
  ...over,
})

/** Who made each session, as it would be stored. */
export const weighed = (
  restores: readonly StoredRestore[],
  evidence: readonly RestoreEvidence[] = [],
  missing: readonly string[] = [],
): ReadonlyMap<string, Attribution> =>
  new Map(
    restores.map(({ session, events }) => [
      session.id,
      attribute(session, events, evidence, { sharedAccounts: SHARED_ACCOUNTS, skewMs: () => 0, missing }),
    ]),
  )

export const health = (over: Partial<FeedHealth> & { tenantId: TenantId }): FeedHealth => ({
  source: "Audit.Exchange",
  state: "ok",
  sentence: "",
  lastOkAt: NOW - 60_000,
  lastRecordAt: NOW - 300_000,
  pending: 0,
  ...over,
})

export const session = (over: Partial<RestoreSession> = {}): RestoreSession => ({
  id: "session-1",
  organization: "contoso.onmicrosoft.com",
  product: "Exchange",
  createdAt: NOW - 7_200_000,
  endedAt: NOW - 3_600_000,
  initiatedBy: "SRV0101\\kim",
  clientHost: "WS-042",
  reason: "lost mail",
  raw: {},
  ...over,
})

export const event = (over: Partial<RestoreEvent> = {}): RestoreEvent => ({
  id: `event-${over.order ?? 1}`,
  sessionId: "session-1",
  order: 1,
  type: "Restore",
  status: "Success",
  startedAt: NOW - 7_000_000,
  itemName: "Board minutes",
  itemType: "IPM.Note",
  source: "Ben Young\\Inbox\\Board",
  target: "Ben Young\\Inbox\\Board",
  message: "",
  mailbox: "ben@contoso.com",
  raw: {},
  ...over,
})

export const restore = (
  sessionOver: Partial<RestoreSession>,
  events: readonly RestoreEvent[],
  tenant: TenantId = CONTOSO,
): StoredRestore => ({ session: session(sessionOver), events, tenantId: tenant })
