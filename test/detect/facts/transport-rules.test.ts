import { describe, expect, it } from "vitest"
import { readFacts } from "../../../src/detect/facts/all-facts.ts"
import { makeContext, makeRecord, parameters } from "../../make/make-record.ts"

const facts = (named: Readonly<Record<string, string>>, operation = "New-TransportRule") =>
  readFacts(makeRecord({ Operation: operation, ObjectId: "", Parameters: parameters(named) }), makeContext())

describe("TRANSPORT_RULE_FACTS", () => {
  it.each(["BlindCopyTo", "CopyTo", "RedirectMessageTo", "AddToRecipients"])(
    "sees mail sent by %s",
    (how) => {
      expect(facts({ Name: "x", [how]: "drop@evil.example" }).evidence("TransportSendsOutside")).toBe(
        "drop@evil.example",
      )
      expect(facts({ Name: "x", [how]: "" }).evidence("TransportSends")).toBeUndefined()
    },
  )

  it("takes names that only Exchange knows for neither inside nor outside", () => {
    const unknown = facts({ Name: "x", CopyTo: "External Contact 7" })

    expect(unknown.evidence("TransportSends")).toBe("External Contact 7")
    expect(unknown.evidence("TransportSendsOutside")).toBeUndefined()
    expect(unknown.evidence("TransportSendsInsideOnly")).toBeUndefined()
  })

  it("isn't only inside when one of several is outside", () => {
    const mixed = facts({ Name: "x", CopyTo: "ben@contoso.example;drop@evil.example" })

    expect(mixed.evidence("TransportSendsInsideOnly")).toBeUndefined()
    expect(mixed.evidence("TransportSendsOutside")).toBe("drop@evil.example")
  })

  it("finds money in any condition and never in an exception", () => {
    const watches = (named: Readonly<Record<string, string>>) =>
      facts({ Name: "x", DeleteMessage: "True", ...named }).evidence("TransportWatchesMoneyOrSecurity")

    expect(watches({ SubjectOrBodyContainsWords: "lunch;invoice" })).toBe("invoice")
    expect(watches({ SubjectMatchesPatterns: "payment.*due" })).toBe("payment")
    expect(watches({ ExceptIfSubjectContainsWords: "invoice" })).toBeUndefined()
  })

  it("tells of a rule that is made switched off, because whoever switches it on says no more what it does", () => {
    const off = facts({ Name: "x", CopyTo: "drop@evil.example", Enabled: "False" })

    expect(off.evidence("TransportSends")).toBe("drop@evil.example")
    expect(off.evidence("TransportIsOff")).toBe("the rule was made switched off")
    expect(facts({ Name: "x", CopyTo: "a@b.example" }).evidence("TransportIsOff")).toBeUndefined()
  })

  it("says nothing of what a rule did that is switched off or removed", () => {
    expect(
      facts({ Identity: "x", CopyTo: "a@b.example", Enabled: "False" }, "Set-TransportRule").all().size,
    ).toBe(0)
    expect([...facts({ Identity: "x", CopyTo: "a@b.example" }, "Remove-TransportRule").all().keys()]).toEqual(
      ["TransportTakenAway"],
    )
  })

  it("knows the spam level that lets everything through", () => {
    expect(facts({ Name: "x", SetSCL: "-1" }).evidence("TransportSkipsSpamFilter")).toBe("SetSCL is -1")
    expect(facts({ Name: "x", SetSCL: "9" }).evidence("TransportSkipsSpamFilter")).toBeUndefined()
  })
})
