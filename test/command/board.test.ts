/** The board of open incidents, and the explanation of one. */
import { describe, expect, it } from "vitest"
import { answerBoard } from "../../src/command/answer-alerts.ts"
import { answerExplain } from "../../src/command/answer-explain.ts"
import { type Incident, LOSS_SUBJECT } from "../../src/model/alert.ts"
import { incidentId, type TenantId } from "../../src/model/ids.ts"
import { makeIncident } from "../card/make-incident.ts"
import { CONTOSO, config, FABRIKAM, NOW } from "./make.ts"

const incident = (number: number, tenantId: TenantId, over: Partial<Incident> = {}): Incident => {
  const made = makeIncident()
  const times = { ...made.times, happenedAt: NOW - number * 3_600_000 }
  return { ...made, id: incidentId(number), tenantId, times, ...over }
}

const DENIED: Incident["ownerQuestion"] = {
  owner: {
    objectId: "33333333-cccc-4ccc-8ccc-000000000001",
    name: "Joe Doe",
    names: ["joe@contoso.example"],
  },
  by: "Kim Vega",
  at: NOW,
  until: NOW + 86_400_000,
  about: {
    sentence: "joe@contoso.example forwards all mail.",
    happenedAt: NOW,
    timeZone: "Europe/Berlin",
  },
  answer: { word: "it-was-not-me", at: NOW },
}

const contosoOnly = config.customers.filter(({ id }) => id === CONTOSO)

describe("answerBoard()", () => {
  const board = (over: Partial<Parameters<typeof answerBoard>[0]> = {}) =>
    answerBoard({
      customers: config.customers,
      incidents: [
        incident(1, CONTOSO, { level: "high" }),
        incident(9, FABRIKAM, { level: "critical", owner: "Kim Vega" }),
      ],
      face: "technician",
      scopeSentence: "all customers",
      coverage: "",
      now: NOW,
      ...over,
    })

  it("puts what waits longest first, counts levels and what somebody took", () => {
    const { lines, rows } = board()

    expect(lines[0]).toBe(
      "For all customers: 2 open: 1 critical, 1 high. 1 taken by somebody. The oldest is open for 9 h.",
    )
    expect(rows.map(({ heading }) => heading.split(" · ", 1)[0])).toEqual(["Incident 9", "Incident 1"])
  })

  it("says that there may be more where so many are open that they aren't all read", () => {
    const incidents = Array.from({ length: 1_000 }, (_one, index) => incident(index + 1, CONTOSO))

    expect(board({ incidents }).lines[0]).toContain("For all customers: at least 1000 open: ")
    expect(board({ incidents: incidents.slice(1) }).lines[0]).toContain("For all customers: 999 open: ")
  })

  it("counts what a burst stands for, for technicians and for customers", () => {
    const { alert } = makeIncident()
    const more = [{ title: alert.rule.title, level: "high" as const, count: 120, names: ["a", "b"] }]
    const alertIds = Array.from({ length: 120 }, () => alert.id)
    const burst = incident(3, CONTOSO, { more, alertIds })
    const what = (face: "technician" | "customer") =>
      board({ incidents: [burst], face }).rows[0]?.facts.find(({ label }) => label === "What")?.value

    expect(what("technician")).toContain(`120 times “${alert.rule.title}”, in a burst.`)
    expect(what("customer")).toMatch(/And 119 more like it\.$/)
  })

  it("tells technicians, and nobody else, what the mailbox's owner answered", () => {
    const asked = incident(3, CONTOSO, { owner: "Kim Vega", ownerQuestion: DENIED })
    const state = (face: "technician" | "customer") =>
      board({ incidents: [asked], face }).rows[0]?.facts.find(({ label }) => label === "State")?.value

    expect(state("technician")).toBe("new by Kim Vega; the owner says it wasn't them")
    expect(state("customer")).toBe("new")
  })

  it("shows no other customer's incident, whatever was read", () => {
    expect(board({ customers: contosoOnly }).rows).toHaveLength(1)
  })
})

describe("answerExplain()", () => {
  const explain = (over: Partial<Parameters<typeof answerExplain>[0]> = {}) =>
    answerExplain({
      number: 42,
      incident: incident(42, CONTOSO),
      customers: contosoOnly,
      face: "technician",
      now: NOW,
      ...over,
    })

  it("tells what was done, the newest of it, and customers only what is meant for them", () => {
    const note = { at: NOW, who: "Kim Vega", what: "wrote a note", customerSafe: false }
    const step = { ...note, what: "Forwarding is off now.", customerSafe: true }
    const history = [...Array.from({ length: 6 }, () => note), step]
    const rowsOf = (face: "technician" | "customer", lines = history) =>
      explain({ incident: incident(42, CONTOSO, { history: lines }), face }).rows.filter(
        ({ heading }) => heading === "What was done",
      )

    expect(rowsOf("technician")[0]?.facts).toHaveLength(6)
    expect(rowsOf("technician")[0]?.facts[0]).toEqual({ label: "Earlier", value: "2 more steps" })
    expect(rowsOf("customer")[0]?.facts).toHaveLength(1)
    expect(rowsOf("customer")[0]?.facts[0]?.value).toBe("Kim Vega: Forwarding is off now.")
    expect(rowsOf("technician", [])).toEqual([])
  })

  it("tells what was seen, why it matters and what to ask", () => {
    const { alert } = makeIncident()
    const text = JSON.stringify(explain())

    for (const part of [alert.summary, alert.rule.why, alert.rule.question, alert.rule.name])
      expect(text).toContain(JSON.stringify(part).slice(1, -1))
  })

  it("answers another customer's incident, and one for technicians alone, as one that isn't there", () => {
    const none = explain({ incident: undefined })

    expect(none.title).toBe("There is no such incident")
    expect(explain({ incident: incident(42, FABRIKAM) })).toEqual(none)
    const loss = incident(42, CONTOSO, { subject: `${LOSS_SUBJECT}x` })
    expect(explain({ incident: loss, face: "customer" })).toEqual(none)
    expect(explain({ incident: loss })).not.toEqual(none)
  })

  it("tells what customer and owner said", () => {
    const customerAnswer = { answer: "unknown", by: "Ada", at: NOW } as const
    const said = incident(42, CONTOSO, { customerAnswer, ownerQuestion: DENIED })

    expect(JSON.stringify(explain({ incident: said }))).toContain(
      "new; the customer doesn't know it; the owner says it wasn't them",
    )
    expect(JSON.stringify(explain({ incident: said, face: "customer" }))).not.toContain("owner")
  })

  it("shows the customer no address and no owner", () => {
    const owned = incident(42, CONTOSO, { owner: "Kim Vega" })
    const text = JSON.stringify(explain({ incident: owned, face: "customer" }))

    expect(text).not.toMatch(/\d+\.\d+\.\d+\.\d+|Kim Vega/)
  })
})
