import { describe, expect, it } from "vitest"
import { askables, isOpenQuestion } from "../../src/alert/who-needed.ts"
import { makeIncident } from "../card/make-incident.ts"

const KIM = { objectId: "kim-id", name: "Kim Vega", upn: "kim.vega@northwind.example" }
const SAM = { objectId: "sam-id", name: "Sam Okafor" }

const asked = (likely: string | undefined) =>
  askables({ customer: "Contoso Ltd", channels: [], likely, staff: [KIM, SAM] }).map(({ id }) => id)

describe("askables()", () => {
  it.each([
    ["KIM.VEGA@northwind.example", ["kim-id"]],
    ["NORTHWIND\\Kim.Vega", ["kim-id"]],
    ["sam okafor", ["sam-id"]],
    ["kim.vega", []],
    ["CONTOSO\\sam", []],
    ["kim.vega@contoso.example", []],
    [undefined, []],
  ])("takes %s for the one of ours that it is", (likely, ids) => {
    expect(asked(likely)).toEqual(ids)
  })
})

describe("isOpenQuestion()", () => {
  it("ends with the customer's answer, and with the incident", () => {
    const customerAnswer = { answer: "unknown", by: "Pat Moor", at: 0 } as const

    expect(isOpenQuestion(makeIncident({}))).toBe(true)
    expect(isOpenQuestion(makeIncident({ customerAnswer }))).toBe(false)
    expect(isOpenQuestion(makeIncident({ state: "expected" }))).toBe(false)
  })
})
