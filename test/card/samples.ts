/** What the files of `cards/samples` hold: each made by the product, of made-up people. */
import { withOwnersAnswer, withQuestion } from "../../src/alert/owner-question.ts"
import { tableCard, tableView, textCard, textView } from "../../src/card/answer-card.ts"
import { bulkCard, bulkView } from "../../src/card/bulk-card.ts"
import { confirmCard, confirmView } from "../../src/card/confirm-card.ts"
import { customerCard, customerView } from "../../src/card/customer-card.ts"
import { type Form, formCard, formView } from "../../src/card/form-card.ts"
import { ownerCard, ownerView } from "../../src/card/owner-card.ts"
import { type PlaybookInput, playbookCard, playbookView } from "../../src/card/playbook-card.ts"
import type { CardName } from "../../src/card/run-read-templates.ts"
import { incidentView, technicianCard } from "../../src/card/technician-card.ts"
import type { View } from "../../src/card/template.ts"
import { answerHelp } from "../../src/command/answer-help.ts"
import { scopeOf } from "../../src/command/command-scope.ts"
import { ACTION_NAMES, type FixName } from "../../src/model/action.ts"
import type { Incident } from "../../src/model/alert.ts"
import type { RenderedCard } from "../../src/model/delivery.ts"
import { alertId, buttonId, remediationId } from "../../src/model/ids.ts"
import { stepPart } from "../../src/model/playbook.ts"
import type { Remediation } from "../../src/model/remediation.ts"
import { ACTIONS } from "../../src/respond/actions/catalogue.ts"
import { muteForm } from "../../src/respond/mute-form.ts"
import { ownForm } from "../../src/respond/own-inputs.ts"
import { caller, config } from "../command/make.ts"
import { HAPPENED, makeAlert, makeIncident, makeInput, POSTED } from "./make-incident.ts"

export type Sample = { readonly card: CardName; readonly summary: string; readonly view: View }

const sample = (card: CardName, view: View, { summary }: RenderedCard): Sample => ({ card, summary, view })

const MINUTE = 60_000
const KIM = "Kim Vega"
const ANNA = "anna.lindt@contoso.com"
const button = buttonId("3sV9c1KxQmW7")
const digest = "0f1e2d3c4b5a69788796a5b4"
const place = "Contoso Ltd · incident 42"
const buttons = new Map(ACTION_NAMES.map((action) => [action, buttonId(`btn_${action}`)]))
const line = (at: number, who: string, what: string) => ({ at, who, what, customerSafe: true })
const opened = { ...line(POSTED - 5_000, "Watchpost", makeAlert().rule.title), kind: "opened" as const }
const taken = line(POSTED + 2 * MINUTE, KIM, "took this over")
const off = `Forwarding of ${ANNA} is off now; it went to collector@fabrikam.example.`
const fixedLine = line(POSTED + 4 * MINUTE, `Watchpost for ${KIM}`, off)
const claimed = { state: "claimed", owner: KIM, claimedAt: POSTED + 2 * MINUTE } as const

type More = Partial<Parameters<typeof makeInput>[0]>
const inputOf = (change: Partial<Incident>, more: More = {}) =>
  makeInput({ incident: makeIncident({ history: [opened], ...change }), buttons, ...more })
function technician(change: Partial<Incident> = {}, more: More = {}): Sample {
  const view = incidentView(inputOf(change, more))
  return sample("technician", view, technicianCard(view))
}
function customer(change: Partial<Incident> = {}): Sample {
  const view = customerView(inputOf(change))
  return sample("customer", view, customerCard(view))
}
function form(parts: Omit<Form, "place" | "button">): Sample {
  const whole = { ...parts, place, button }
  return sample("form", formView(whole), formCard(whole))
}

const fixed = {
  state: "fixed",
  owner: KIM,
  claimedAt: taken.at,
  history: [opened, taken, fixedLine],
  customerAnswer: { answer: "unknown", by: "Pat Moor", at: POSTED + 3 * MINUTE },
  standing: [{ action: "stop-forwarding", fixedAt: fixedLine.at, undoable: true }],
  live: { at: fixedLine.at, lines: [{ label: "Forwarding", value: "off" }] },
} as const

const HOSTILE = "[click](https://evil.example) ${1+1} <at>all</at>"
const hostile = makeAlert({
  rule: {
    ...{ ...makeAlert().rule, title: "Inbox rule hides mail", actions: ["disable-inbox-rule"] },
    why: "Thieves hide answers to the fraud they run from a mailbox.",
    question: "Does Anna Lindt know a rule with this name?",
  },
  ...{ level: "medium", operation: "New-InboxRule", subject: `inbox-rule:${ANNA}` },
  summary: `${ANNA} made the inbox rule "${HOSTILE}", which deletes mail.`,
  changes: [{ what: "Inbox rule", before: "", after: HOSTILE }],
})

const boxes = Array.from({ length: 120 }, (_, index) => `box${index}@contoso.example`)
const full = "Full access to a mailbox granted"
const burst = makeAlert({
  rule: {
    ...{ ...makeAlert().rule, title: full, actions: ["remove-mailbox-permission"] },
    question: "Is a migration going on?",
  },
  operation: "Add-MailboxPermission",
  changes: [],
  subject: "permission:box119",
  target: { kind: "mailbox", id: "box119@contoso.example", name: "box119@contoso.example" },
  summary: "admin@contoso.com gave drop@fabrikam.example full access to the mailbox box119@contoso.example.",
})

const STEPS: readonly (readonly [FixName, Remediation["state"], string])[] = [
  [
    "keep-evidence",
    "verified",
    `What ${ANNA} looked like is kept: 1 mailbox, 4 inbox rules, 2 mailbox permissions, 0 send-as rights, 3 sign-in methods, 1 consent, 0 directory roles.`,
  ],
  [
    "disable-sign-in",
    "skipped",
    `${ANNA} comes from an on-premises directory, which would allow sign-in again; block it there.`,
  ],
  ["reset-password", "verified", `The password of ${ANNA} is replaced by a random one: read back.`],
  [
    "revoke-sessions",
    "verified",
    `${ANNA} is signed out everywhere: read back. Access tokens that are out may work for up to an hour.`,
  ],
  ["stop-forwarding", "verified", off],
  [
    "disable-inbox-rules",
    "failed",
    `Exchange doesn't answer. Still on in the mailbox of ${ANNA}: "${HOSTILE}".`,
  ],
]
const runs = STEPS.map(([action, state, result], index): Remediation => {
  const { tenantId, id } = makeIncident()
  const at = POSTED + 10 * MINUTE
  return {
    ...{ id: remediationId(index + 1), tenantId, incidentId: id, action, state, result, subject: {} },
    ...{ part: stepPart(), press: remediationId(1), requestedBy: `${KIM} (id)`, requestedAt: at },
    finishedAt: at,
  }
})

const asked = withQuestion(makeIncident(), {
  owner: { objectId: "22222222-bbbb-4bbb-8bbb-000000000009", name: "Anna Lindt", names: [] },
  by: KIM,
  at: POSTED + 7 * MINUTE,
  about: {
    sentence: `A new inbox rule “Archive” in ${ANNA}'s mailbox moves mail to the folder RSS Feeds (set by ${ANNA}).`,
    mailbox: ANNA,
    happenedAt: HAPPENED,
    timeZone: "Europe/Berlin",
  },
})
function owner(): Sample {
  const { ownerQuestion: question } = asked
  if (question === undefined) throw new Error("she was asked")
  const now = POSTED + 8 * MINUTE
  const { tenant, mspName } = makeInput()
  const view = ownerView({ incident: asked, question, tenant, mspName, buttons, now })
  return sample("customer", view, ownerCard(view))
}

const secure: PlaybookInput = {
  action: "secure-account",
  account: ANNA,
  timeZone: "Europe/Berlin",
  button,
  place,
  digest,
  steps: [
    { fix: "keep-evidence", reversibility: ACTIONS["keep-evidence"].reversibility, calls: [] },
    {
      fix: "disable-sign-in",
      reversibility: ACTIONS["disable-sign-in"].reversibility,
      now: `Sign-in of ${ANNA}: allowed`,
      calls: [
        {
          method: "PATCH",
          path: "/users/7d1c2a54-4f0a-4a52-9c57-2b7f9a3e5d10",
          body: { accountEnabled: false },
        },
      ],
    },
    {
      fix: "reset-password",
      reversibility: ACTIONS["reset-password"].reversibility,
      skipped: `${ANNA} comes from an on-premises directory; reset it there.`,
    },
    {
      fix: "block-mail-protocols",
      optional: true,
      reversibility: ACTIONS["block-mail-protocols"].reversibility,
      now: `Ways into ${ANNA}: Outlook on the web, phones (ActiveSync), Outlook (MAPI)`,
      warning: "Can be undone. Until then the user's own Outlook, phone and programs get no mail either.",
      calls: [{ cmdlet: "Set-CASMailbox", parameters: { Identity: ANNA, OWAEnabled: false } }],
    },
  ],
}
const password = {
  action: "reset-password",
  button,
  place: "Contoso Ltd",
  digest,
  reasons: [`${ANNA} gets a random password. This can't be undone.`],
  calls: [
    {
      method: "PATCH",
      path: "/users/7d1c2a54-4f0a-4a52-9c57-2b7f9a3e5d10",
      body: {
        passwordProfile: { forceChangePasswordNextSignIn: true, password: "(random, never written down)" },
      },
    },
  ],
  reversibility: ACTIONS["reset-password"].reversibility,
} as const
const bulk = {
  fix: "remove-mailbox-permission",
  isTakingBack: false,
  names: boxes,
  action: "fix-all",
  button,
  place,
  digest,
  reversibility: ACTIONS["remove-mailbox-permission"].reversibility,
} as const

const restores = {
  title: "Who restored mailbox ceo@contoso.com this week",
  lines: ["2 restores by 1 person.", "Sign-ins of that time may still come."],
  rows: [
    ["18 Nov 14:02", "Restored Inbox/Board, 14 items", "lost mail"],
    ["19 Nov 09:41", "Exported Inbox/Board/Budget.msg", "none given"],
  ].map(([when = "", what = "", reason = ""]) => ({
    heading: `${when} · jo.doe (Restore Portal)`,
    facts: [
      { label: "What", value: what },
      { label: "Reason", value: reason },
    ],
  })),
  more: 3,
  footer: "Veeam backup-1: complete to 14:05, 3 min ago.",
  next: [{ title: "Who can read it", ask: "who can read ceo@contoso.com" }],
}

function help(): Sample {
  const scope = scopeOf(caller(), config)
  if (!scope.allowed) throw new Error("technicians may ask")
  const { title, lines, terms = [] } = answerHelp(scope)
  return sample("text", textView(title, lines, { terms }), textCard(title, lines, { terms }))
}

const takers = ["Kim Vega", "Lee Park"].map((name, index) => ({
  ...{ name, objectId: `11111111-aaaa-4aaa-8aaa-00000000000${index + 1}` },
}))
const context = { takers, now: POSTED }
const chosen = { days: "30", fields: "rule,target", reason: "Mail migration, ticket 4711" }
const hidden = {
  lines: ["In the last 30 days it would have hidden 2 alerts. Nobody had to act on any of them."],
  digest,
}

/** By file name. */
export const SAMPLES: Readonly<Record<string, () => Sample>> = {
  "confirm-bulk.json": () => sample("confirm", bulkView(bulk), bulkCard(bulk)),
  "confirm-password.json": () => sample("confirm", confirmView(password), confirmCard(password)),
  "confirm-secure-account.json": () => sample("confirm", playbookView(secure), playbookCard(secure)),
  "customer-fixed.json": () => customer(fixed),
  "customer-new.json": () => customer(),
  "form-hand-over.json": () => form(ownForm("hand-over", {}, context)),
  "form-mute.json": () => form(muteForm(makeAlert(), chosen, hidden)),
  "form-that-was-us.json": () =>
    form({ ...ownForm("that-was-us", {}, context), problem: "Please give a word of reason." }),
  "owner-asked.json": owner,
  "table-restores.json": () => sample("table", tableView(restores), tableCard(restores)),
  "technician-burst.json": () =>
    technician({
      ...{ alert: burst, count: 120, ...claimed, history: [opened, taken], live: { at: POSTED, lines: [] } },
      more: [{ title: full, level: "high", count: 120, names: boxes }],
      alertIds: boxes.map((name) => alertId(`alr_${name}`)),
    }),
  "technician-denied.json": () =>
    technician({ ...withOwnersAnswer(asked, "it-was-not-me", POSTED + 8 * MINUTE) }),
  "technician-fixed.json": () => technician(fixed),
  "technician-hostile.json": () =>
    technician({ alert: hostile, level: "medium", count: 3, ...claimed, history: [opened, taken] }),
  "technician-new.json": () => technician(),
  "technician-secured.json": () => {
    const rule = { ...makeAlert().rule, actions: ["stop-forwarding", "revoke-sessions"] as const }
    const ends = runs.map(({ result = "", requestedAt }) => line(requestedAt, `Watchpost for ${KIM}`, result))
    const failed = { state: "failed", owner: KIM, claimedAt: taken.at } as const
    return technician(
      { alert: makeAlert({ rule }), ...failed, history: [opened, taken, ...ends] },
      { runs, passwordWaits: true, now: POSTED + 12 * MINUTE },
    )
  },
  "technician-watch-only.json": () => technician({ level: "critical" }, { canRespond: false }),
  "text-help.json": help,
}
