/** Whether the owner of a mailbox may be asked in a chat, and what becomes of the incident when they answer, or don't. */
import { describe, expect, it } from "vitest"
import {
  canStillAsk,
  mustNotAsk,
  withOwnersAnswer,
  withoutAnswer,
  withoutDelivery,
  withQuestion,
} from "../../src/alert/owner-question.ts"
import type { Alert, Incident } from "../../src/model/alert.ts"
import { incidentId } from "../../src/model/ids.ts"
import { LEVELS } from "../../src/model/level.ts"
import { ownerKeyOf } from "../../src/model/whose-mailbox.ts"
import { HAPPENED, makeAlert, makeIncident } from "../card/make-incident.ts"

const OWNER = {
  objectId: "22222222-bbbb-4bbb-8bbb-000000000009",
  name: "Anna Lindt",
  names: ["anna.lindt@contoso.com"],
}
const ABOUT = { sentence: "Mail is forwarded.", happenedAt: HAPPENED, timeZone: "Europe/Berlin" }
const AT = HAPPENED + 600_000
const DAY = 86_400_000
const calm = { owner: OWNER, guarded: [], seen: [] }
const asked = (change: Partial<Incident> = {}): Incident =>
  withQuestion(makeIncident(change), { owner: OWNER, by: "Kim Vega", at: AT, about: ABOUT })

const signIn = (change: Partial<Alert> = {}): Alert =>
  makeAlert({
    subject: "sign-in:anna.lindt@contoso.com",
    target: { kind: "directory", id: "x", name: "x" },
    actor: { kind: "user", id: "anna.lindt@contoso.com", upn: "anna.lindt@contoso.com" },
    object: { user: "Anna.Lindt@contoso.com" },
    ...change,
  })
const elsewhere = (alert: Alert, state: Incident["state"] = "new") => ({
  alert,
  incident: { id: incidentId(41), state },
})

describe("mustNotAsk()", () => {
  it("lets a person be asked about their mailbox", () => {
    expect(mustNotAsk(makeIncident(), calm)).toBeUndefined()
  })

  it.each<[string, Partial<Incident>]>([
    ["critical", { level: "critical" }],
    ["about a sign-in", { subject: "sign-in:anna.lindt@contoso.com" }],
    ["about a sign-in method", { subject: "sign-in-method:anna.lindt@contoso.com" }],
  ])("refuses what is %s, and says to phone", (_what, change) => {
    expect(mustNotAsk(makeIncident(change), calm)).toMatch(/may be the intruder: phone them\.$/)
  })

  it.each([OWNER.objectId, "anna.lindt@contoso.com"])("refuses a protected account, by %s", (name) => {
    expect(mustNotAsk(makeIncident(), { ...calm, guarded: [name] })).toContain("Anna Lindt is a VIP")
  })

  it.each<[string, Alert]>([
    ["a sign-in as the user of its record", signIn()],
    ["a sign-in by object id", signIn({ object: { userId: OWNER.objectId } })],
    ["Microsoft's own alert", signIn({ subject: "microsoft-alert:risky:anna" })],
    [
      "passwords tried on a list of accounts",
      signIn({
        object: {},
        actor: { kind: "unknown", id: "" },
        changes: [{ what: "Who", after: "joe@contoso.com, anna.lindt@contoso.com" }],
      }),
    ],
    [
      "passwords tried on more accounts than are listed",
      signIn({
        object: {},
        actor: { kind: "unknown", id: "" },
        changes: [{ what: "Who", after: "joe@contoso.com and 40 more" }],
      }),
    ],
  ])("refuses after %s, naming the incident", (_what, alert) => {
    expect(mustNotAsk(makeIncident(), { ...calm, seen: [elsewhere(alert)] })).toContain("is incident 41")
  })

  it("refuses when the incident is about one act after another", () => {
    const incident = makeIncident()
    const steps = [
      { what: "Step 1", after: "Access was given." },
      { what: "Step 2", after: "It was used." },
    ]

    expect(
      mustNotAsk(incident, { ...calm, seen: [{ alert: makeAlert({ changes: steps }), incident }] }),
    ).toContain("belongs to it")
  })

  it("refuses when a sign-in is told under this very incident, of whomever", () => {
    const incident = makeIncident()
    const seen = [{ alert: signIn({ object: {}, actor: { kind: "unknown", id: "?" } }), incident }]

    expect(mustNotAsk(incident, { ...calm, seen })).toContain("belongs to it")
  })

  it.each<[string, ReturnType<typeof elsewhere>]>([
    [
      "of somebody else",
      elsewhere(signIn({ object: { user: "joe@contoso.com" }, actor: { kind: "user", id: "joe" } })),
    ],
    ["that somebody found harmless", elsewhere(signIn(), "not-a-threat")],
    ["that isn't about signing in", elsewhere(makeAlert())],
    [
      "that Microsoft raises of every forwarding",
      elsewhere(signIn({ subject: "microsoft-alert:creation-of-rule", level: "low" })),
    ],
  ])("isn't kept from asking by an alert %s", (_what, seen) => {
    expect(mustNotAsk(makeIncident(), { ...calm, seen: [seen] })).toBeUndefined()
  })
})

describe("ownerKeyOf()", () => {
  it.each<[string, Partial<Alert>, string | undefined]>([
    ["the mailbox of a rule", { subject: "inbox-rule:x:y" }, "anna.lindt@contoso.com"],
    [
      "the mailbox, not whom it was opened to",
      { subject: "permission:x:y", object: { user: "joe@contoso.com" } },
      "anna.lindt@contoso.com",
    ],
    [
      "nobody where a mailbox has no name",
      { target: { kind: "mailbox", id: "unknown", name: "" } },
      undefined,
    ],
    [
      "whoever consented in their own name",
      { subject: "application:x", object: { consentType: "Principal" } },
      "admin@contoso.com",
    ],
    [
      "nobody for a consent in everybody's name",
      { subject: "application:x", object: { consentType: "AllPrincipals" } },
      undefined,
    ],
    ["nobody for a mail-flow rule", { subject: "transport-rule:x" }, undefined],
  ])("is %s", (_what, change, key) => {
    expect(ownerKeyOf({ alert: makeAlert(change) })).toBe(key)
  })
})

describe("canStillAsk()", () => {
  it("is once: not while somebody is asked, and not after the answer or the end of its time", () => {
    const [open, answered, late] = [
      asked(),
      withOwnersAnswer(asked(), "it-was-me", AT + 1),
      withoutAnswer(asked(), AT + DAY),
    ]

    expect([makeIncident(), open, answered, late].map((one) => one && canStillAsk(one))).toEqual([
      true,
      false,
      false,
      false,
    ])
  })

  it("is again when the question didn't reach them, unless they answered all the same", () => {
    const answered = withOwnersAnswer(asked(), "it-was-me", AT + 1)
    const [lost, answeredAndLost] = [
      withoutDelivery(asked(), "Blocked.", AT),
      answered && withoutDelivery(answered, "Blocked.", AT + 2),
    ]

    expect([lost, answeredAndLost].map((one) => one && canStillAsk(one))).toEqual([true, false])
    expect(answeredAndLost?.ownerQuestion?.answer?.word).toBe("it-was-me")
  })

  it.each<Partial<Incident>>([
    { state: "fixed" },
    { state: "working" },
    { subject: "blind:x" },
    { more: [] },
  ])("is never for %o", (change) => {
    expect(canStillAsk(makeIncident(change))).toBe(false)
  })
})

describe("withOwnersAnswer()", () => {
  it.each(["it-was-not-me", "i-dont-know"] as const)(
    "makes the incident more urgent by one after %s, and wakes it",
    (word) => {
      const before = asked({ level: "medium", snoozed: { until: AT + DAY, by: "Kim" } })

      const after = withOwnersAnswer(before, word, AT + 1)

      expect(after).toMatchObject({
        level: "high",
        state: "new",
        ownerQuestion: { answer: { word, at: AT + 1 } },
      })
      expect(after?.snoozed).toBeUndefined()
    },
  )

  it.each(LEVELS)("calms nothing at %s after a yes, and says that it proves nothing", (level) => {
    const after = withOwnersAnswer(asked({ level, state: "claimed" }), "it-was-me", AT + 1)

    expect(after).toMatchObject({ level, state: "claimed" })
    expect(after?.history.at(-1)?.what).toContain("it proves nothing")
  })

  it.each<[string, Incident, number]>([
    ["after a day", asked(), AT + DAY],
    ["when the incident is closed", { ...asked(), state: "not-a-threat" }, AT + 1],
    ["twice", withOwnersAnswer(asked(), "it-was-me", AT + 1) ?? asked(), AT + 2],
    ["unasked", makeIncident(), AT + 1],
  ])("takes no answer %s", (_when, incident, at) => {
    expect(withOwnersAnswer(incident, "it-was-not-me", at)).toBeUndefined()
  })

  it("tells the customer's channel nothing of it", () => {
    const lines = withOwnersAnswer(asked(), "it-was-not-me", AT + 1)?.history ?? []

    expect(lines.map(({ customerSafe }) => customerSafe)).toEqual([false, false])
  })
})

describe("withoutAnswer()", () => {
  it("waits on when the clock is put back by little, not when it was days ahead", () => {
    expect(withoutAnswer(asked(), AT - 60_000)).toBeUndefined()
    expect(withoutAnswer(asked(), AT - 2 * DAY)?.ownerQuestion?.ended?.why).toBe("no-answer")
  })

  it("ends the question after a day, and says to phone", () => {
    expect(withoutAnswer(asked(), AT + DAY - 1)).toBeUndefined()
    expect(withoutAnswer(asked(), AT + DAY)).toMatchObject({
      level: "high",
      ownerQuestion: { ended: { why: "no-answer" } },
      history: [{}, { what: expect.stringContaining("phone them") }],
    })
  })
})
