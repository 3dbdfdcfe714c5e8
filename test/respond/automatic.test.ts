import { describe, expect, it } from "vitest"
import { DAY, HOUR, MINUTE } from "../../src/lib/time-units.ts"
import type { Alert, Incident } from "../../src/model/alert.ts"
import {
  AUTOMATIC_FIXES,
  MOST_AUTOMATIC_PER_HOUR,
  MOST_AUTOMATIC_PER_MAILBOX,
} from "../../src/model/automatic.ts"
import { incidentId, remediationId } from "../../src/model/ids.ts"
import { MOST_FIXES_PER_HOUR, type Remediation } from "../../src/model/remediation.ts"
import { ACTIONS } from "../../src/respond/actions/catalogue.ts"
import { automaticRun, type Before, whyLeft } from "../../src/respond/automatic.ts"
import { makeIncident } from "../card/make-incident.ts"
import { BY, criticalAlert, POLICY } from "./make-automatic.ts"
import { CONTOSO, makeAlert, NOW } from "./make-case.ts"

const opened = { at: NOW, who: "Watchpost", what: "opened", customerSafe: true, kind: "opened" } as const

const incidentOf = (alert: Alert, change: Partial<Incident> = {}): Incident =>
  makeIncident({ alert, subject: alert.subject, level: alert.level, history: [opened], ...change })

const runFor = (alert: Alert, change: Partial<Incident> = {}, policy = POLICY) =>
  automaticRun(incidentOf(alert, change), [alert], policy, NOW)

describe("automaticRun()", () => {
  it("stops the forwarding that the record tells", () => {
    expect(runFor(criticalAlert())).toMatchObject({
      fix: "stop-forwarding",
      subject: { told: "drop@evil.example", target: "joe@contoso.example" },
    })
  })

  it.each([
    ["somebody has it", { owner: "Kim Vega" }],
    ["it isn't new", { state: "reopened" }],
    ["it stands for many", { more: [{ title: "x", level: "critical", count: 12, names: [] }] }],
    ["it was decided before", { automaticAt: NOW }],
    ["the customer answered", { customerAnswer: { answer: "expected", by: "Anna", at: NOW } }],
    ["it is snoozed", { snoozed: { until: NOW + HOUR, by: "Kim" } }],
    ["somebody wrote a note", { history: [opened, { ...opened, kind: "note" }] }],
    ["it is less bad than the customer said", { level: "high" }],
  ] satisfies readonly (readonly [string, Partial<Incident>])[])("does nothing where %s", (_why, change) => {
    expect(runFor(criticalAlert(), change)).toBeUndefined()
  })

  it.each([
    ["an hour ago", { happenedAt: NOW - HOUR }],
    ["by a clock that was wrong", { happenedAt: NOW + 6 * MINUTE }],
    ["before anybody watched", { wasThere: true }],
  ] as const)("leaves alone what happened %s", (_when, change) => {
    expect(runFor(criticalAlert(change))).toBeUndefined()
  })

  it("goes by the time of the last act, and by every alert of the incident", () => {
    const long = criticalAlert({ happenedAt: NOW - 20 * HOUR, lastAt: NOW - MINUTE })
    const old = criticalAlert({ happenedAt: NOW - 2 * HOUR })

    expect(runFor(long)).toBeDefined()
    expect(automaticRun(incidentOf(long), [old, long], POLICY, NOW)).toBeUndefined()
  })

  it("runs for high incidents where the customer said so, and for a longer time", () => {
    const alert = makeAlert({ happenedAt: NOW - 3 * HOUR })

    expect(runFor(alert, {}, { ...POLICY, level: "high", withinMinutes: 240 })).toBeDefined()
    expect(runFor(alert, {}, { ...POLICY, level: "high" })).toBeUndefined()
  })

  it("runs nothing that the customer didn't name, nor what the rule doesn't offer", () => {
    const other = criticalAlert({ rule: { ...makeAlert().rule, actions: ["revoke-sessions"] } })

    expect(runFor(criticalAlert(), {}, { ...POLICY, fixes: ["disable-inbox-rule"] })).toBeUndefined()
    expect(runFor(other)).toBeUndefined()
  })

  it("takes of a sequence the fix of what its records name", () => {
    const rule = { ...makeAlert().rule, actions: ["disable-inbox-rule", "stop-forwarding"] as const }
    const steps = [{ what: "Step 1", after: "somebody signed in" }]
    const forwards = criticalAlert()
    const sequence = criticalAlert({ rule, changes: steps, object: { mailbox: "joe@contoso.example" } })
    const rules = { ...sequence, object: { ...sequence.object, ruleName: ".." } }

    expect(automaticRun(incidentOf(sequence), [forwards, sequence], POLICY, NOW)?.fix).toBe("stop-forwarding")
    expect(automaticRun(incidentOf(rules), [rules], POLICY, NOW)?.fix).toBe("disable-inbox-rule")
    expect(automaticRun(incidentOf(sequence), [sequence], POLICY, NOW)).toBeUndefined()
  })
})

const RUN = { fix: "stop-forwarding", subject: { mailbox: "joe@contoso.example", target: "Joe" } } as const

const ranBefore = (change: Partial<Remediation> = {}): Remediation => ({
  id: remediationId(1),
  tenantId: CONTOSO,
  incidentId: incidentId(1),
  action: "stop-forwarding",
  state: "verified",
  requestedBy: BY,
  requestedAt: NOW - MINUTE,
  automatic: true,
  subject: { mailbox: "JOE@contoso.example" },
  ...change,
})

const left = (before: Partial<Before>): string | undefined =>
  whyLeft(RUN, { runs: [], alike: [], freeze: undefined, ...before }, NOW)

const times = (count: number, run: Remediation): readonly Remediation[] => Array<Remediation>(count).fill(run)

describe("whyLeft()", () => {
  it("lets it run where nothing speaks against it", () => {
    expect(left({})).toBeUndefined()
  })

  it("leaves a mailbox alone for 30 days after somebody took a fix back there, by any of its names", () => {
    const undo = ranBefore({ automatic: undefined as never, undoes: remediationId(9) })
    const atJoe = { ...undo, subject: { mailbox: "joe-alias", targetName: "joe" } }

    expect(left({ runs: [undo] })).toContain("took a fix back")
    expect(left({ runs: [atJoe] })).toContain("took a fix back")
    expect(left({ runs: [{ ...undo, requestedAt: NOW - 30 * DAY }] })).toBeUndefined()
    expect(left({ runs: [{ ...undo, subject: { mailbox: "ann@contoso.example" } }] })).toBeUndefined()
  })

  it("leaves alone what somebody called harmless at this mailbox", () => {
    const like = { target: "Joe@contoso.example", harmlessAt: NOW - 29 * DAY }

    expect(left({ alike: [like] })).toContain("harmless")
    expect(left({ alike: [{ ...like, harmlessAt: NOW - 31 * DAY }] })).toBeUndefined()
    expect(left({ alike: [{ target: like.target }] })).toBeUndefined()
    expect(left({ alike: [{ ...like, target: "ann@contoso.example" }] })).toBeUndefined()
  })

  it("ends at so many a day for one mailbox", () => {
    const most = MOST_AUTOMATIC_PER_MAILBOX
    const earlier = ranBefore({ requestedAt: NOW - 23 * HOUR })

    expect(left({ runs: times(most - 1, earlier) })).toBeUndefined()
    expect(left({ runs: times(most, earlier) })).toContain("somebody is still in")
    expect(left({ runs: times(most, { ...earlier, requestedAt: NOW - DAY }) })).toBeUndefined()
  })

  it("ends at so many an hour for one customer, far below what people may press", () => {
    const other = ranBefore({ subject: { mailbox: "ann@contoso.example" } })

    expect(left({ runs: times(MOST_AUTOMATIC_PER_HOUR - 1, other) })).toBeUndefined()
    expect(left({ runs: times(MOST_AUTOMATIC_PER_HOUR, other) })).toContain("within an hour")
    expect(MOST_AUTOMATIC_PER_HOUR).toBeLessThanOrEqual(MOST_FIXES_PER_HOUR / 3)
  })
})

describe("AUTOMATIC_FIXES", () => {
  it("are whole: each can be taken back, and knows whether what is there is what the records tell", () => {
    for (const fix of AUTOMATIC_FIXES) {
      expect(ACTIONS[fix].undoable).toBe(true)
      expect(ACTIONS[fix].unlike).toBeDefined()
    }
  })
})
