import { describe, expect, it } from "vitest"
import { readFacts } from "../../src/detect/facts/all-facts.ts"
import { projectEvent } from "../../src/detect/project-event.ts"
import { makeContext, makeRecord, parameters } from "../make/make-record.ts"

const record = makeRecord({
  Item: { Subject: "Hello" },
  ModifiedProperties: [{ Name: "Role.DisplayName", OldValue: "", NewValue: "Reader" }],
  ExtendedProperties: parameters({ UserAgent: "axios" }),
  OperationProperties: parameters({ RuleId: "7" }),
})
const event = projectEvent(record, readFacts(record, makeContext()))

describe("projectEvent()", () => {
  it.each([
    ["Operation", "Set-Mailbox"],
    ["RecordType", 1],
    ["Item.Subject", "Hello"],
    ["Param.ForwardingSmtpAddress", "smtp:drop@evil.example"],
    ["ParamNames", ["Identity", "ForwardingSmtpAddress"]],
    ["Ext.UserAgent", "axios"],
    ["Op.RuleId", "7"],
    ["Mod.Role.DisplayName.New", ["Reader"]],
    ["Mod.Role.DisplayName.Old", [""]],
    ["facts.ForwardsOutside", true],
    ["facts.ClearsForwarding", false],
    ["evidence.ForwardsOutside", "drop@evil.example"],
    ["evidence.ClearsForwarding", undefined],
    ["ip", "203.0.113.24"],
  ])("shows %s", (name, value) => {
    expect(event.field(name)).toEqual(value)
  })

  it("shows lists of names and values as text, so that a rule may look inside", () => {
    expect(event.field("Parameters")).toContain("drop@evil.example")
  })

  it.each(["Param.Missing", "Param.constructor", "toString", "Item.Missing.Deeper"])("has no %s", (name) => {
    expect(event.field(name)).toBeUndefined()
  })

  it("keeps parameters from posing as fields of the record", () => {
    const odd = makeRecord({ Parameters: parameters({ UserId: "somebody", Operation: "Harmless" }) })
    const shown = projectEvent(odd, readFacts(odd, makeContext()))

    expect([shown.field("UserId"), shown.field("Operation")]).toEqual([
      "Anna.Berg@contoso.example",
      "Set-Mailbox",
    ])
  })

  it("finds every text for keywords", () => {
    expect([...event.texts()]).toContain("smtp:drop@evil.example")
  })
})
