/** Incidents for card tests: valid by default, one field overridden at a time. Own values only. */

import { customerCard, customerView } from "../../src/card/customer-card.ts"
import type { IncidentInput } from "../../src/card/incident-input.ts"
import { incidentView, technicianCard } from "../../src/card/technician-card.ts"
import { type ActionName, isFix } from "../../src/model/action.ts"
import type { Alert, Incident } from "../../src/model/alert.ts"
import type { RenderedCard } from "../../src/model/delivery.ts"
import { alertId, buttonId, incidentId, recordId, tenantId } from "../../src/model/ids.ts"
import type { Tenant } from "../../src/model/tenant.ts"

export const HAPPENED = Date.UTC(2026, 10, 20, 13, 5, 9)
export const POSTED = HAPPENED + 192_000

export const tenant: Tenant = {
  id: tenantId("3c1e8a54-1d0b-4f6a-9b1c-2f4f0a6e7d10"),
  name: "contoso",
  displayName: "Contoso Ltd",
  acceptedDomains: ["contoso.com"],
  timeZone: "Europe/Berlin",
}

export const makeAlert = (change: Partial<Alert> = {}): Alert => ({
  id: alertId("alr_1"),
  tenantId: tenant.id,
  rule: {
    id: "mailbox-forwarding-outside",
    name: "mailbox-forwarding-outside",
    title: "Mailbox forwarding to an outside address",
    level: "high",
    techniques: ["T1114.003"],
    why: "Whoever reads the outside mailbox reads all new mail of this one, also invoices and password resets.",
    falsePositives: [],
    question: "Did Anna Lindt ask for her mail to go to this address?",
    actions: ["stop-forwarding"],
  },
  level: "high",
  actor: { kind: "user", id: "admin@contoso.com", upn: "admin@contoso.com" },
  actorName: "admin@contoso.com",
  target: { kind: "mailbox", id: "anna.lindt@contoso.com", name: "anna.lindt@contoso.com" },
  object: { forwardingSmtpAddress: "smtp:collector@fabrikam.example" },
  operation: "Set-Mailbox",
  summary:
    "admin@contoso.com set the mailbox of anna.lindt@contoso.com to forward to collector@fabrikam.example.",
  changes: [{ what: "Forwarding", after: "collector@fabrikam.example" }],
  ip: "203.0.113.7",
  country: "NL",
  happenedAt: HAPPENED,
  count: 1,
  recordIds: [recordId("r1")],
  subject: "forwarding:anna.lindt@contoso.com",
  ...change,
})

export const makeIncident = (change: Partial<Incident> = {}): Incident => ({
  id: incidentId(42),
  tenantId: tenant.id,
  subject: "forwarding:anna.lindt@contoso.com",
  state: "new",
  level: "high",
  alert: makeAlert(),
  alertIds: [alertId("alr_1")],
  count: 1,
  history: [],
  times: {
    happenedAt: HAPPENED,
    publishedAt: HAPPENED + 160_000,
    fetchedAt: HAPPENED + 185_000,
    postedAt: POSTED,
  },
  live: {
    at: POSTED - 2_000,
    lines: [
      { label: "Forwarding", value: "collector@fabrikam.example" },
      { label: "Keeps a copy", value: "no" },
    ],
  },
  ...change,
})

const ALL: readonly ActionName[] = [
  "stop-forwarding",
  "disable-inbox-rule",
  "remove-mailbox-permission",
  "claim",
  "not-a-threat",
  "that-was-us",
  "we-dont-know-this",
  "fix-all",
  "undo-stop-forwarding",
]

export const makeInput = (change: Partial<IncidentInput> = {}): IncidentInput => ({
  incident: makeIncident(),
  tenant,
  mspName: "Northwind IT",
  buttons: new Map(ALL.map((name) => [name, buttonId(`btn_${isFix(name) ? "f" : "o"}${ALL.indexOf(name)}`)])),
  canRespond: true,
  now: POSTED + 600_000,
  ...change,
})

/** Every text that a client would show, in order. */
export function shownTexts(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(shownTexts)
  if (typeof node !== "object" || node === null) return []
  const own = ["text", "title", "tooltip", "speak", "fallbackText"].flatMap((name) => {
    const value = (node as Record<string, unknown>)[name]
    return typeof value === "string" ? [value] : []
  })
  return [...own, ...Object.values(node).flatMap(shownTexts)]
}

export const technician = (change: Partial<IncidentInput> = {}) =>
  technicianCard(incidentView(makeInput(change)))
export const customer = (change: Partial<IncidentInput> = {}) => customerCard(customerView(makeInput(change)))
export const withIncident = (change: Partial<Incident>) => ({ incident: makeIncident(change) })

export const words = (card: RenderedCard) => shownTexts(card.content).join("\n")
/** Buttons that ask for something; showing and hiding a part of the card asks for nothing. */
export const titles = (card: RenderedCard) =>
  (card.content.actions as readonly { readonly type: string; readonly title: string }[])
    .filter((action) => action.type === "Action.Execute")
    .map((action) => action.title)

/** Buttons that aren't behind the three dots. */
export const titlesInSight = (card: RenderedCard) =>
  (card.content.actions as readonly { readonly title: string; readonly mode?: string }[])
    .filter(({ mode }) => mode === "primary")
    .map(({ title }) => title)

/** The card without the part that opens with "Details". */
export const atFirstSight = (card: RenderedCard) =>
  shownTexts(
    (card.content.body as readonly { readonly isVisible?: boolean }[]).filter(
      (one) => one.isVisible !== false,
    ),
  ).join("\n")
