import { describe, expect, it } from "vitest"
import { gradeText, whoSentence } from "../../src/attribute/words.ts"
import type { Attribution, Grade } from "../../src/model/restore-evidence.ts"

const answer = (grade: Grade, more: Partial<Attribution> = {}): Attribution => ({
  grade,
  candidates: [],
  reasons: [{ text: "Because.", evidenceIds: [] }],
  ...more,
})
const MARA = { person: "PC-0417\\mara", machine: "PC-0417" }

describe("whoSentence()", () => {
  it.each([
    [answer("A", MARA), "Restored by PC-0417\\mara from PC-0417."],
    [
      answer("B", MARA),
      "Restored by PC-0417\\mara from PC-0417 (from the Explorer log; Veeam itself recorded only the organization).",
    ],
    [answer("C", MARA), "Probably PC-0417\\mara from PC-0417."],
    [
      answer("C", { person: "NORTHWIND\\Administrator", candidates: ["Lena Roth"] }),
      "Probably NORTHWIND\\Administrator. Candidates: Lena Roth.",
    ],
    [
      answer("D", { machine: "PC-0417", candidates: ["mara", "joel"] }),
      "From machine PC-0417; person unknown. Candidates: mara, joel.",
    ],
    [answer("E"), "Someone using the customer's admin access; person and machine unknown."],
    [
      answer("U", { reasons: [{ text: "The session was purged.", evidenceIds: [] }] }),
      "Unknown: The session was purged.",
    ],
  ])("says grade $grade with how sure it is", (attribution, sentence) => {
    expect(whoSentence(attribution, "technician")).toBe(sentence)
  })

  it("tells the customer neither a machine nor candidates", () => {
    const torn = answer("D", { machine: "PC-0417", candidates: ["mara", "joel"] })

    expect(whoSentence(torn, "customer")).toBe("Person unknown.")
    expect(whoSentence(answer("C", MARA), "customer")).toBe("Probably mara.")
    expect(whoSentence(answer("B", MARA), "customer")).toBe(
      "Restored by mara, as a log of the backup program shows.",
    )
    expect(whoSentence(answer("E"), "customer")).toBe(
      "Somebody with an administrator's access to your Microsoft 365; person unknown.",
    )
  })
})

describe("gradeText()", () => {
  it("says letter and word", () => {
    expect(gradeText(answer("B"))).toBe("B, strong")
  })
})
