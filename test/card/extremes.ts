/** Every card that there is with the least and with the most that it can be asked to show. */
import { tableCard, textCard } from "../../src/card/answer-card.ts"
import { bulkCard } from "../../src/card/bulk-card.ts"
import { confirmCard } from "../../src/card/confirm-card.ts"
import { formCard } from "../../src/card/form-card.ts"
import { noticeCard } from "../../src/card/notice-card.ts"
import { playbookCard } from "../../src/card/playbook-card.ts"
import { ACTION_NAMES, FIX_NAMES } from "../../src/model/action.ts"
import { FLOOD_SUBJECT, type Incident } from "../../src/model/alert.ts"
import type { RenderedCard } from "../../src/model/delivery.ts"
import { alertId, buttonId, remediationId } from "../../src/model/ids.ts"
import { stepPart } from "../../src/model/playbook.ts"
import { customer, HAPPENED, makeAlert, makeIncident, POSTED, technician, tenant } from "./make-incident.ts"

/** What no line can be broken at, the longest words of the trade, and a sentence. */
export const LONG = {
  name: `anneliese.von-und-zu-${"hohenstaufen".repeat(6)}@international-manufacturing.contoso.example`,
  path: `\\\\FILESERVER01\\${"Department\\".repeat(20)}plan.docx`,
  sentence:
    "The quick brown fox of the service desk looks at this again before anybody does anything. ".repeat(8),
}

const many = <Item>(count: number, make: (index: number) => Item): readonly Item[] =>
  Array.from({ length: count }, (_, index) => make(index))

const { name, path, sentence } = LONG
const buttons = new Map(ACTION_NAMES.map((action) => [action, buttonId(`btn_${action}`)]))
const call = { cmdlet: "Set-Mailbox", parameters: { Identity: name, ForwardingAddress: path } }

const rule = { ...makeAlert().rule, title: sentence, why: sentence, question: sentence, actions: FIX_NAMES }
const fullAlert = makeAlert({
  rule,
  actorName: name,
  operation: path,
  summary: sentence,
  target: { kind: "mailbox", id: name, name },
  changes: many(20, (index) => ({ what: `${index} ${name}`, before: path, after: sentence })),
  country: "BA",
  ip: "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
})
const full: Partial<Incident> = {
  alert: fullAlert,
  level: "critical",
  count: 99_999,
  owner: name,
  claimedAt: HAPPENED + 60_000,
  snoozed: { until: POSTED + 90_000_000, by: name },
  history: many(60, (index) => ({
    at: HAPPENED + index * 60_000,
    who: name,
    what: sentence,
    customerSafe: true,
  })),
  live: {
    at: POSTED,
    lines: many(20, () => ({ label: name, value: path })),
    problem: sentence,
    blocked: FIX_NAMES.map((action) => ({ action, reason: `${action}: ${sentence}` })),
  },
}
const names = many(200, (index) => `${index}.${name}`)
const burst: Partial<Incident> = {
  ...full,
  alertIds: many(500, (index) => alertId(`alr_${index}`)),
  more: many(5, (index) => ({ title: `${index} ${sentence}`, level: "high" as const, count: 300, names })),
}
const flood: Partial<Incident> = {
  ...burst,
  subject: FLOOD_SUBJECT,
  more: many(130, (index) => ({ title: `${index} ${sentence}`, level: "high" as const, count: 300, names })),
}
const runs = FIX_NAMES.map((action, index) => ({
  id: remediationId(index + 1),
  tenantId: tenant.id,
  incidentId: makeIncident().id,
  action,
  part: stepPart(),
  press: remediationId(1),
  state: index % 3 === 0 ? ("failed" as const) : ("verified" as const),
  requestedBy: name,
  requestedAt: HAPPENED,
  subject: { targetName: name },
  result: sentence,
}))
const bare: Partial<Incident> = {
  level: "informational",
  alert: makeAlert({
    rule: { ...makeAlert().rule, title: "", why: "", question: "", actions: [] },
    actorName: "",
    operation: "",
    summary: "",
    target: { kind: "other", id: "", name: "" },
    changes: [],
  }),
  live: { at: POSTED, lines: [] },
}
const answered = { answer: "unknown" as const, by: name, at: HAPPENED, reason: sentence }
const approval = {
  ...{ action: "stop-forwarding" as const, by: name, byId: "k", at: POSTED, until: POSTED + 9e7 },
  ...{ asked: many(9, () => name), why: many(5, () => sentence), runs: many(10, () => path) },
}
const restoredBy = { who: sentence, sure: "B, strong", evidence: many(12, () => sentence) }
const button = buttonId("btn_1")
const choices = many(60, (index) => ({ id: `person-${index}`, title: `${index} ${name}` }))
const sends = [{ title: "Save", tooltip: "Keeps it", plan: "send" }]

/** By name: what is drawn, never thrown at. */
export const EXTREMES: readonly (readonly [name: string, draw: () => RenderedCard])[] = [
  ["technician, least", () => technician({ incident: makeIncident(bare), buttons: new Map() })],
  ["technician, most", () => technician({ incident: makeIncident(full), buttons, restoredBy })],
  [
    "technician, failed steps",
    () => technician({ incident: makeIncident({ ...full, state: "failed" }), buttons, runs }),
  ],
  ["technician, waiting", () => technician({ incident: makeIncident({ ...full, approval }), buttons })],
  ["technician, burst", () => technician({ incident: makeIncident(burst), buttons })],
  ["technician, flood", () => technician({ incident: makeIncident(flood), buttons })],
  ["customer, least", () => customer({ incident: makeIncident(bare), buttons: new Map() })],
  [
    "customer, most",
    () => customer({ incident: makeIncident(burst), buttons, restoredBy, mspName: sentence }),
  ],
  [
    "customer, answered",
    () => customer({ incident: makeIncident({ ...full, customerAnswer: answered }), buttons }),
  ],
  ["text, least", () => textCard("", [])],
  [
    "text, most",
    () =>
      textCard(
        sentence,
        many(500, () => path),
        { next: many(9, () => ({ title: sentence, ask: "status" })) },
      ),
  ],
  ["table, least", () => tableCard({ title: "", rows: [] })],
  [
    "table, most",
    () =>
      tableCard({
        title: sentence,
        lines: many(40, () => sentence),
        rows: many(50, () => ({ heading: name, facts: many(20, () => ({ label: name, value: path })) })),
        more: 9_999,
        moreNote: sentence,
        footer: sentence,
      }),
  ],
  [
    "notice, most",
    () =>
      noticeCard(
        sentence,
        many(40, () => sentence),
        many(10, () => ({ objectId: "k", name })),
      ),
  ],
  [
    "confirm, least",
    () =>
      confirmCard({
        action: "stop-forwarding",
        button,
        place: "",
        reasons: [],
        calls: [],
        reversibility: "",
        digest: "d",
      }),
  ],
  [
    "confirm, most",
    () =>
      confirmCard({
        ...{
          action: "remove-application-credential",
          button,
          place: name,
          reversibility: sentence,
          digest: "d",
        },
        ...{ reasons: many(8, () => sentence), calls: many(12, () => call) },
      }),
  ],
  [
    "confirm, all of many",
    () =>
      bulkCard({
        ...{ action: "fix-all", fix: "stop-forwarding", isTakingBack: false, names, button, place: name },
        ...{ reversibility: sentence, digest: "d" },
      }),
  ],
  [
    "confirm, every step",
    () =>
      playbookCard({
        ...{ action: "secure-account", button, place: name, account: name, left: 12, digest: "d" },
        timeZone: "Europe/Berlin",
        steps: FIX_NAMES.map((fix) => ({ fix, reversibility: sentence, calls: [call, call], now: sentence })),
      }),
  ],
  ["form, least", () => formCard({ title: "", place: "", about: "", inputs: [], button, sends })],
  [
    "form, most",
    () =>
      formCard({
        ...{ title: sentence, place: name, about: sentence, problem: sentence, button, sends },
        lines: many(12, () => sentence),
        inputs: [
          { id: "text", label: sentence, hint: sentence, value: sentence.slice(0, 300) },
          { id: "who", label: sentence, choices, many: true, value: "person-1,person-2" },
        ],
      }),
  ],
]
