import { describe, expect, it } from "vitest"
import { tellingOf } from "../../src/detect/describe-act.ts"
import { readFacts } from "../../src/detect/facts/all-facts.ts"
import type { Json } from "../../src/model/json.ts"
import { makeContext, makeRecord } from "../make/make-record.ts"

const reading = (CopilotEventData: Json) =>
  makeRecord({ Operation: "CopilotInteraction", RecordType: 261, CopilotEventData, Parameters: null })

const evidence = (data: Json) =>
  readFacts(reading(data), makeContext()).evidence("AssistantReadHiddenInstructions")

describe("AssistantReadHiddenInstructions", () => {
  it("names what Microsoft found instructions in", () => {
    const clean = { Name: "a.docx", XPIADetected: false }

    expect(evidence({ AccessedResources: [clean, { Name: "b.docx", XPIADetected: true }] })).toBe("b.docx")
    expect(evidence({ AccessedResources: [{ SiteUrl: "https://x.example/c", XPIADetected: "True" }] })).toBe(
      "https://x.example/c",
    )
    expect(evidence({ AccessedResources: [{ ID: "AAMk=", Type: "EmailMessage", XPIADetected: true }] })).toBe(
      "a mail",
    )
    expect(evidence({ AccessedResources: [clean] })).toBeUndefined()
  })

  const odd: readonly Json[] = [
    null,
    "x",
    [],
    {},
    { AccessedResources: {} },
    { AccessedResources: [null, []] },
  ]
  it.each(odd.map((data) => [data]))("says nothing of %j", (data) => {
    expect(evidence(data)).toBeUndefined()
  })

  it("is told without the id of a mail, and with a hostile name as text", () => {
    const mail = { ID: "AAMk=", Type: "EmailMessage", XPIADetected: true }
    const file = { Name: "a\n\u202Ename.docx", XPIADetected: true }
    const { sentence } = tellingOf(reading({ AccessedResources: [mail, file] }), makeContext()).act(
      "file-activity",
    )

    expect(sentence).toMatch(/^An assistant read a mail, "a \[U\+202E\]name\.docx" for anna\.berg@/i)
  })
})
