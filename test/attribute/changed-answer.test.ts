import { describe, expect, it } from "vitest"
import { toldChange } from "../../src/attribute/changed-answer.ts"
import type { Attribution } from "../../src/model/restore-evidence.ts"
import { CONTOSO, NOW } from "../adapters/sqlite/make-rows.ts"

const about = { tenantId: CONTOSO, server: "vb365-01", session: "ses-1" }
const reason = (id: string) => ({ text: "Because.", evidenceIds: [id] })
const probably = (person: string, ...ids: readonly string[]): Attribution => ({
  grade: "C",
  person,
  candidates: [],
  reasons: ids.map(reason),
})

describe("toldChange()", () => {
  it("makes an entry of the first answer, and no line: the card says it itself", () => {
    const told = toldChange(about, undefined, probably("mara", "in-1", "in-1"), NOW)

    expect(told?.note).toMatchObject({
      kind: "attribution",
      what: "Graded C, probable. Probably mara.",
      data: { before: null, grade: "C", person: "mara", evidence: ["in-1"] },
    })
    expect(told?.line).toBeUndefined()
  })

  it("says nothing when more evidence makes the same answer", () => {
    expect(toldChange(about, probably("mara", "in-1"), probably("mara", "in-1", "in-2"), NOW)).toBeUndefined()
  })

  it("tells another person of the same grade by name", () => {
    const told = toldChange(about, probably("mara"), probably("joel"), NOW)

    expect(told?.line).toMatchObject({
      what: "found out more about who restored it: Probably joel.",
      customerSafe: false,
    })
  })

  it("tells a machine that becomes known", () => {
    const told = toldChange(about, probably("mara"), { ...probably("mara"), machine: "PC-0417" }, NOW)

    expect(told?.line?.what).toBe("found out more about who restored it: Probably mara from PC-0417.")
  })

  it("tells another grade with both", () => {
    const before: Attribution = { grade: "D", candidates: [], reasons: [] }

    expect(toldChange(about, before, probably("mara"), NOW)?.line?.what).toBe(
      "found out more about who restored it: C, probable instead of D, machine only",
    )
  })
})
