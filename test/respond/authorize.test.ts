import { describe, expect, it } from "vitest"
import type { ActionName } from "../../src/model/action.ts"
import type { Incident } from "../../src/model/alert.ts"
import type { Approval } from "../../src/model/approval.ts"
import { buttonId, incidentId, tenantId } from "../../src/model/ids.ts"
import type { Person } from "../../src/model/person.ts"
import { authorize, mayLook, type Question } from "../../src/respond/authorize.ts"
import {
  ANNA,
  CONTOSO,
  CONTOSO_CHANNEL,
  callerOf,
  FABRIKAM,
  KIM,
  MSP,
  makeAlert,
  NOW,
  TRIAGE,
} from "./make-case.ts"

const STRANGER_TENANT = tenantId("dddddddd-0000-4000-8000-000000000004")

const makeIncident = (fields: Partial<Incident> = {}): Incident => ({
  id: incidentId(42),
  tenantId: CONTOSO,
  subject: "forwarding joe@contoso.example",
  state: "new",
  level: "high",
  alert: makeAlert(),
  alertIds: [],
  count: 1,
  history: [],
  times: { happenedAt: NOW, fetchedAt: NOW },
  ...fields,
})

const ask = (action: ActionName, fields: Partial<Question> = {}): Question => ({
  caller: callerOf(KIM),
  trigger: "manual",
  button: {
    id: buttonId("AAAAAAAAAAAAAAAAAAAAAA"),
    incidentId: incidentId(42),
    tenantId: CONTOSO,
    action,
    face: action === "that-was-us" || action === "we-dont-know-this" ? "customer" : "technician",
    conversationId: TRIAGE,
    expiresAt: NOW + 1,
  },
  incident: makeIncident(),
  people: [KIM, ANNA],
  mspTenantId: MSP,
  canRespond: () => true,
  now: NOW,
  ...fields,
})

const withButton = (question: Question, fields: Partial<Question["button"]>): Question => ({
  ...question,
  button: { ...question.button, ...fields },
})

const sentenceOf = (question: Question): string => {
  const verdict = authorize(question)
  return verdict.allowed ? "allowed" : verdict.sentence
}

const waiting = (byId: string): Approval => ({
  action: "stop-forwarding",
  by: "Lee Park",
  byId,
  at: NOW - 60_000,
  until: NOW + 60_000,
  asked: [],
  why: [],
  runs: [],
})

const only = (person: Person, action: ActionName, caller: Question["caller"]): Question =>
  ask(action, { people: [person], caller })

describe("authorize()", () => {
  it.each(["stop-forwarding", "claim", "not-a-threat", "that-was-us", "we-dont-know-this"] as const)(
    "allows a technician in scope to press %s in the card's own channel",
    (action) => {
      expect(authorize(ask(action))).toEqual({ allowed: true, person: KIM })
    },
  )

  it.each(["stop-forwarding", "claim", "not-a-threat"] as const)("refuses %s to a contact", (action) => {
    expect(sentenceOf(ask(action, { caller: callerOf(ANNA) }))).toMatch(/^Only technicians/)
  })

  it.each([
    ["as a guest of the provider", MSP],
    ["from their own tenant", CONTOSO],
  ])("allows a contact's answer %s", (_how, teamsTenantId) => {
    expect(sentenceOf(ask("that-was-us", { caller: callerOf(ANNA, { teamsTenantId }) }))).toBe("allowed")
  })

  it("refuses a contact's answer from a third tenant", () => {
    const caller = callerOf(ANNA, { teamsTenantId: STRANGER_TENANT })

    expect(sentenceOf(ask("that-was-us", { caller }))).toMatch(/not on Watchpost's list/)
  })

  it("refuses a technician's object id that another tenant vouches for", () => {
    const caller = callerOf(KIM, { teamsTenantId: CONTOSO })

    expect(sentenceOf(ask("claim", { caller }))).toMatch(/not on Watchpost's list/)
  })

  it("refuses a technician whose home isn't the provider's tenant", () => {
    const impostor: Person = { ...KIM, homeTenantId: CONTOSO }

    expect(sentenceOf(only(impostor, "claim", callerOf(impostor)))).toMatch(/not on Watchpost's list/)
  })

  it("refuses a stranger", () => {
    expect(sentenceOf(ask("claim", { people: [] }))).toMatch(/not on Watchpost's list/)
  })

  it("refuses a technician outside their scope", () => {
    const other: Person = { ...KIM, scope: [FABRIKAM] }

    expect(sentenceOf(only(other, "claim", callerOf(other)))).toMatch(/not responsible/)
  })

  it.each(["technician", "approver", "operator"] as const)("lets the role %s fix and claim", (role) => {
    const person: Person = { ...KIM, role }

    expect(sentenceOf(only(person, "stop-forwarding", callerOf(person)))).toBe("allowed")
    expect(sentenceOf(only(person, "claim", callerOf(person)))).toBe("allowed")
  })

  it.each(["stop-forwarding", "undo-stop-forwarding", "claim", "not-a-threat", "that-was-us"] as const)(
    "refuses %s to a viewer, who may look",
    (action) => {
      const viewer: Person = { ...KIM, role: "viewer" }
      const question = only(viewer, action, callerOf(viewer))

      expect(sentenceOf(question)).toMatch(/^Your role is viewer/)
      expect(mayLook(question)).toEqual({ allowed: true, person: viewer })
    },
  )

  it.each(["technician", "viewer"] as const)("refuses the second person's word to a %s", (role) => {
    const person: Person = { ...KIM, role }
    const incident = makeIncident({ approval: waiting("somebody else") })

    expect(sentenceOf({ ...only(person, "approve", callerOf(person)), incident })).toMatch(/^Your role is/)
    expect(sentenceOf({ ...only(person, "decline", callerOf(person)), incident })).toMatch(/^Your role is/)
  })

  it.each(["approver", "operator"] as const)("takes the second person's word from an %s", (role) => {
    const person: Person = { ...KIM, role }
    const incident = makeIncident({ approval: waiting("somebody else") })

    expect(sentenceOf({ ...only(person, "approve", callerOf(person)), incident })).toBe("allowed")
    expect(sentenceOf({ ...only(person, "decline", callerOf(person)), incident })).toBe("allowed")
  })

  it("takes no second person's word from whoever is responsible for other customers only", () => {
    const person: Person = { ...KIM, role: "approver", scope: [FABRIKAM] }
    const incident = makeIncident({ approval: waiting("somebody else") })

    for (const word of ["approve", "decline"] as const)
      expect(sentenceOf({ ...only(person, word, callerOf(person)), incident })).toMatch(/not responsible/)
  })

  it("lets nobody be their own second person by being listed twice, or by another spelling of the id", () => {
    const people: Person[] = [
      { ...KIM, role: "technician" },
      { ...KIM, role: "approver", name: "Kim's other self" },
    ]
    const incident = makeIncident({ approval: waiting(KIM.objectId) })
    const caller = callerOf(KIM, { objectId: KIM.objectId.toUpperCase() })

    expect(sentenceOf(ask("approve", { people, caller, incident }))).toMatch(/somebody else/)
  })

  it("lets nobody be their own second person, but withdraw", () => {
    const person: Person = { ...KIM, role: "operator" }
    const incident = makeIncident({ approval: waiting(KIM.objectId) })
    const technician: Person = { ...KIM, role: "technician" }

    expect(sentenceOf({ ...only(person, "approve", callerOf(person)), incident })).toMatch(/somebody else/)
    expect(sentenceOf({ ...only(technician, "decline", callerOf(technician)), incident })).toBe("allowed")
  })

  it("asks of the second person what it asks of the first", () => {
    const person: Person = { ...KIM, role: "approver", upn: "joe@contoso.example" }
    const incident = makeIncident({ approval: waiting("somebody else") })
    const question = { ...only(person, "approve", callerOf(person)), incident }

    expect(sentenceOf(question)).toMatch(/own account/)
    expect(sentenceOf({ ...question, canRespond: () => false })).toMatch(/watching only/)
    expect(sentenceOf(withButton(question, { expiresAt: NOW }))).toMatch(/expired/)
  })

  it("takes “all customers” from staff only", () => {
    const greedy: Person = { ...ANNA, scope: "all" }

    expect(sentenceOf(only(greedy, "that-was-us", callerOf(greedy)))).toMatch(/not responsible/)
  })

  it("never lets a refresh act", () => {
    expect(sentenceOf(ask("stop-forwarding", { trigger: "automatic" }))).toMatch(/never changes anything/)
  })

  it("refuses a press from another channel", () => {
    const caller = callerOf(KIM, { conversationId: CONTOSO_CHANNEL })

    expect(sentenceOf(ask("stop-forwarding", { caller }))).toMatch(/another channel/)
  })

  it("refuses a button whose tenant isn't the incident's", () => {
    expect(sentenceOf(withButton(ask("stop-forwarding"), { tenantId: FABRIKAM }))).toMatch(
      /different customers/,
    )
  })

  it("refuses a button of another incident", () => {
    expect(sentenceOf(withButton(ask("stop-forwarding"), { incidentId: incidentId(43) }))).toMatch(
      /different customers/,
    )
  })

  it("refuses a button at the moment it expires, and not before", () => {
    expect(sentenceOf(withButton(ask("stop-forwarding"), { expiresAt: NOW }))).toMatch(/expired/)
    expect(sentenceOf(withButton(ask("stop-forwarding"), { expiresAt: NOW + 1 }))).toBe("allowed")
  })

  it("refuses a fix that the alert doesn't offer", () => {
    expect(sentenceOf(ask("remove-mailbox-permission"))).toMatch(/doesn't belong to this alert/)
  })

  it("refuses a fix where the customer allows watching only, but lets it be claimed", () => {
    const canRespond = () => false

    expect(sentenceOf(ask("stop-forwarding", { canRespond }))).toMatch(/watching only/)
    expect(sentenceOf(ask("claim", { canRespond }))).toBe("allowed")
  })

  it.each([
    ["by sign-in name", { target: { kind: "mailbox", id: "guid", name: "Kim@MSP.example" } as const }],
    ["by object id", { target: { kind: "mailbox", id: KIM.objectId.toUpperCase(), name: "x" } as const }],
    ["as the one who was given access", { object: { user: "kim@msp.example" } }],
  ])("refuses a fix of one's own account, known %s", (_how, alert) => {
    const person: Person = { ...KIM, upn: "kim@msp.example" }
    const incident = makeIncident({ alert: makeAlert(alert) })

    expect(sentenceOf({ ...only(person, "stop-forwarding", callerOf(person)), incident })).toMatch(
      /own account/,
    )
  })

  it.each(["disable-sign-in", "revoke-sessions", "reset-password", "remove-sign-in-methods"] as const)(
    "refuses %s to who did it, where nobody else can be meant",
    (fix) => {
      const person: Person = { ...KIM, upn: "kim@msp.example" }
      const alert = makeAlert()
      const actor = { ...alert.actor, upn: "Kim@msp.example" }
      const rule = { ...alert.rule, actions: [fix] }
      const incident = makeIncident({ alert: { ...alert, actor, rule } })

      expect(sentenceOf({ ...only(person, fix, callerOf(person)), incident })).toMatch(/own account/)
    },
  )
})
