import { describe, expect, it } from "vitest"
import { dueSteps, isUnclaimed, waitingSince } from "../../src/alert/escalation.ts"
import type { Incident } from "../../src/model/alert.ts"
import type { EscalationPolicy, TakenStep } from "../../src/model/escalation.ts"
import { incidentId } from "../../src/model/ids.ts"
import { makeIncident } from "../card/make-incident.ts"

const MINUTE = 60_000
const START = Date.UTC(2026, 10, 20, 8)
const policy: EscalationPolicy = {
  onCall: [{ objectId: "51a7c0de-0000-4000-8000-000000000007", name: "Kim Vega" }],
  webhookUrl: "https://pager.northwind.example/hook",
  after: { critical: { mention: 5 * MINUTE, message: 10 * MINUTE, webhook: 15 * MINUTE } },
}
const waiting = (change: Partial<Incident> = {}): Incident =>
  makeIncident({
    level: "critical",
    history: [{ at: START, who: "Watchpost", what: "Opened.", customerSafe: true, kind: "opened" }],
    ...change,
  })
const stepsAt = (minutes: number, incident = waiting(), taken: readonly TakenStep[] = []) =>
  dueSteps([incident], taken, policy, START + minutes * MINUTE).map(({ step }) => step)

describe("dueSteps()", () => {
  it.each([
    [4, []],
    [5, ["mention"]],
    [10, ["mention", "message"]],
    [600, ["mention", "message", "webhook"]],
  ])("after %i minutes these are due: %j", (minutes, steps) => {
    expect(stepsAt(minutes)).toEqual(steps)
  })

  it("calls at once, and once, for an incident that was opened while the clock was a day ahead", () => {
    const day = 24 * 60
    const all = ["mention", "message", "webhook"] as const
    const taken = all.map((step) => ({ incidentId: incidentId(42), step, since: START }))

    expect(stepsAt(-day)).toEqual(all)
    expect(stepsAt(-day, waiting(), taken)).toEqual([])
    expect(stepsAt(-0.5)).toEqual([])
  })

  it("takes no step twice while an incident waits", () => {
    const taken = [{ incidentId: incidentId(42), step: "mention" as const, since: START }]

    expect(stepsAt(10, waiting(), taken)).toEqual(["message"])
  })

  it.each(["we-dont-know-this", "it-was-not-me", "i-dont-know"] as const)(
    "begins anew for an incident that waits again: %s",
    (kind) => {
      const again = waiting({
        history: [
          { at: START, who: "Watchpost", what: "Opened.", customerSafe: true, kind: "opened" },
          { at: START + 60 * MINUTE, who: "Alex", what: "No.", customerSafe: true, kind },
        ],
      })
      const taken = [{ incidentId: incidentId(42), step: "mention" as const, since: START }]

      expect(stepsAt(64, again, taken)).toEqual([])
      expect(stepsAt(65, again, taken)).toEqual(["mention"])
    },
  )

  it.each([
    ["owned", { owner: "Kim Vega" }],
    ["fixed", { state: "fixed" as const }],
    ["being worked on", { state: "working" as const, owner: "Kim Vega" }],
    ["of a level without times", { level: "high" as const }],
  ])("leaves alone what is %s", (_what, change) => {
    expect(stepsAt(600, waiting(change))).toEqual([])
  })

  it("takes only steps that lead somewhere", () => {
    const { webhookUrl: _, ...nobody } = { ...policy, onCall: [] }

    expect(dueSteps([waiting()], [], { ...policy, onCall: [] }, START + 600 * MINUTE)).toHaveLength(1)
    expect(dueSteps([waiting()], [], nobody, START + 600 * MINUTE)).toEqual([])
  })

  it("begins to count when the quiet hours are over that an incident was opened in", () => {
    const morning = () => START + 60 * MINUTE
    const at = (minutes: number) =>
      dueSteps([waiting()], [], policy, START + minutes * MINUTE, morning).map(({ step }) => step)

    expect(at(64)).toEqual([])
    expect(at(65)).toEqual(["mention"])
  })

  it("names the longest waiting first", () => {
    const younger = waiting({
      id: incidentId(41),
      history: [],
      times: { happenedAt: START, fetchedAt: START + MINUTE },
    })
    const due = dueSteps([younger, waiting()], [], policy, START + 6 * MINUTE)

    expect(due.map(({ incidentId: id }) => id)).toEqual([42, 41])
  })
})

describe("waitingSince()", () => {
  it("is when we knew of it, where its history doesn't tell", () => {
    expect(waitingSince({ history: [], times: { happenedAt: 1, fetchedAt: 2 } })).toBe(2)
  })
})

describe("isUnclaimed()", () => {
  it("counts what was opened again, whoever had it before", () => {
    expect(isUnclaimed({ state: "reopened", owner: "Kim Vega" })).toBe(true)
  })

  it("counts a failed fix that nobody owns: a person must act", () => {
    expect(isUnclaimed({ state: "failed" })).toBe(true)
  })
})
