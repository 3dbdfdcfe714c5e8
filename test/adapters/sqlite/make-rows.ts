/** Records, alerts and incidents that are valid by default; a test overrides what it is about. */
import type { Alert, Incident } from "../../../src/model/alert.ts"
import type { AuditRecord, RejectedRecord } from "../../../src/model/audit-record.ts"
import type { Channel, Face } from "../../../src/model/delivery.ts"
import { alertId, recordId, tenantId } from "../../../src/model/ids.ts"
import type { TrailNote } from "../../../src/model/trail-entry.ts"
import type { ContentItem } from "../../../src/ports/activity-feed.ts"
import type { Batch, DecisionWrites } from "../../../src/ports/record-store.ts"

export const CONTOSO = tenantId("0c0ffee0-1111-4222-8333-444455556666")
export const FABRIKAM = tenantId("0fab0000-1111-4222-8333-444455556666")
export const NOW = Date.UTC(2026, 10, 20, 9, 30)

export const CHANNEL: Channel = {
  conversationId: "19:contoso-alerts@thread.tacv2",
  serviceUrl: "https://teams.example/emea/",
  teamsTenantId: tenantId("0a5b0000-1111-4222-8333-444455556666"),
}

export const makeRecord = (override: Partial<AuditRecord> = {}): AuditRecord => ({
  tenantId: CONTOSO,
  id: recordId("5e000000-0000-4000-8000-000000000001"),
  source: "Audit.Exchange",
  recordType: 1,
  workload: "Exchange",
  operation: "Set-Mailbox",
  operationKey: "set-mailbox",
  happenedAt: NOW - 60_000,
  outcome: "succeeded",
  actor: { kind: "user", id: "Ada@contoso.example", upn: "ada@contoso.example" },
  target: { kind: "mailbox", id: "Bob", name: "bob@contoso.example" },
  ip: "192.0.2.7",
  parameters: { ForwardingSmtpAddress: "smtp:out@northwind.example", ForwardingAddress: "" },
  modified: [{ name: "a", oldValue: "1", newValue: "2" }],
  extended: {},
  operationProperties: {},
  raw: JSON.parse('{"Id":"5e000000","__proto__":{"odd":true},"Name":"a \\ud800 b"}'),
  ...override,
})

export const makeAlert = (override: Partial<Alert> = {}): Alert => ({
  id: alertId("alr_1"),
  tenantId: CONTOSO,
  rule: {
    id: "9a000000-0000-4000-8000-000000000001",
    name: "mailbox-forwarding-outside",
    title: "Mailbox forwards outside",
    level: "high",
    techniques: ["T1114.003"],
    why: "Mail leaves the company.",
    falsePositives: [],
    question: "Did Bob ask for it?",
    actions: ["stop-forwarding", "claim"],
  },
  level: "high",
  actor: { kind: "user", id: "ada@contoso.example" },
  actorName: "Ada",
  target: { kind: "mailbox", id: "Bob", name: "bob@contoso.example" },
  object: {},
  operation: "Set-Mailbox",
  summary: "Ada forwards Bob's mail outside.",
  changes: [{ what: "Forwarding address", after: "out@northwind.example" }],
  happenedAt: NOW - 60_000,
  count: 1,
  recordIds: [recordId("5e000000-0000-4000-8000-000000000001")],
  subject: "forwarding bob",
  ...override,
})

export const makeIncident = (override: Partial<Omit<Incident, "id">> = {}): Omit<Incident, "id"> => {
  const alert = override.alert ?? makeAlert()
  return {
    tenantId: alert.tenantId,
    subject: alert.subject,
    state: "new",
    level: alert.level,
    alert,
    alertIds: [alert.id],
    count: 1,
    history: [{ at: NOW, who: "watchpost", what: "Opened.", customerSafe: true }],
    times: { happenedAt: alert.happenedAt, fetchedAt: NOW },
    ...override,
  }
}

export const makeNote = (override: Partial<TrailNote> = {}): TrailNote => ({
  at: NOW,
  kind: "alert",
  who: "watchpost",
  tenantId: CONTOSO,
  what: "Something was done.",
  data: { rule: "mailbox-forwarding-outside", count: 1 },
  ...override,
})

export const makeItem = (override: Partial<ContentItem> = {}): ContentItem => ({
  contentId: "blob$1",
  contentUri: "https://manage.example/blob$1",
  contentType: "Audit.Exchange",
  createdAt: NOW - 30_000,
  expiresAt: NOW + 7 * 86_400_000,
  ...override,
})

export const makeRejected = (override: Partial<RejectedRecord> = {}): RejectedRecord => ({
  tenantId: CONTOSO,
  position: 2,
  reason: "It has no time.",
  raw: '{"Id":"x"}',
  ...override,
})

export const makeBatch = (override: Partial<Batch> = {}): Batch => ({
  tenantId: CONTOSO,
  contentId: "blob$1",
  publishedAt: NOW - 30_000,
  fetchedAt: NOW,
  records: [makeRecord()],
  rejected: [makeRejected()],
  alerts: [makeAlert()],
  ...override,
})

/** Opens one incident for all new alerts, or joins the first open one; owes one card per face. */
export const mergeInto =
  (faces: readonly Face[] = ["technician"]) =>
  (newAlerts: readonly Alert[], open: readonly Incident[]): DecisionWrites => {
    const [first] = newAlerts
    const [current] = open
    if (first === undefined) return { incidents: [] }
    const { incidentId: _, ...note } = makeNote()
    return {
      incidents: [
        {
          incident: current ? { ...current, count: current.count + 1 } : makeIncident({ alert: first }),
          channels: faces.map((face) => ({ face, channel: CHANNEL })),
          notes: [note],
          newAlerts,
        },
      ],
    }
  }
