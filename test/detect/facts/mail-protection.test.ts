import { describe, expect, it } from "vitest"
import { readFacts } from "../../../src/detect/facts/all-facts.ts"
import { protectionName } from "../../../src/detect/facts/mail-protection.ts"
import { makeContext, makeRecord, parameters } from "../../make/make-record.ts"

const facts = (operation: string, Parameters: Readonly<Record<string, string>> | string = {}) =>
  readFacts(
    makeRecord({
      Operation: operation,
      Parameters: typeof Parameters === "string" ? Parameters : parameters(Parameters),
    }),
    makeContext(),
  )
const weak = (operation: string, named?: Readonly<Record<string, string>> | string) =>
  facts(operation, named).evidence("WeakensMailProtection")

describe("WeakensMailProtection", () => {
  it.each([
    ["Remove-AntiPhishPolicy", {}, "removed"],
    ["Disable-MalwareFilterRule", {}, "disabled"],
    ["Set-SafeAttachmentPolicy", { Enable: "False" }, "Enable is False"],
    ["Set-SafeLinksPolicy", { AllowClickThrough: "True" }, "AllowClickThrough is True"],
    [
      "Set-HostedContentFilterPolicy",
      { HighConfidenceSpamAction: "AddXHeader" },
      "HighConfidenceSpamAction is AddXHeader",
    ],
    [
      "Set-AntiPhishRule",
      { ExceptIfSentTo: "boss@contoso.example" },
      "ExceptIfSentTo is boss@contoso.example",
    ],
    ["Set-DlpCompliancePolicy", '-Identity "Cards" -Mode "Disable"', "Mode is Disable"],
    ["Disable-ProtectionAlert", {}, "disabled"],
  ])("sees %s %j", (operation, named, evidence) => {
    expect(weak(operation, named)).toBe(evidence)
  })

  it.each([
    ["Set-AntiPhishPolicy", { EnableSpoofIntelligence: "True" }],
    ["Set-HostedContentFilterPolicy", { SpamAction: "Quarantine" }],
    ["Set-AntiPhishRule", { ExceptIfSentTo: "" }],
    ["New-SafeLinksPolicy", { EnableSafeLinksForEmail: "False" }],
    ["Set-DlpCompliancePolicy", { Mode: "Enable" }],
    ["Remove-Mailbox", {}],
  ])("leaves %s %j alone", (operation, named) => {
    expect(weak(operation, named)).toBeUndefined()
  })
})

describe("DisablesDkim", () => {
  it("is about switching off, by value", () => {
    expect(
      facts("Set-DkimSigningConfig", { Identity: "contoso.example", Enabled: "False" }).evidence(
        "DisablesDkim",
      ),
    ).toBe("contoso.example")
    expect(
      facts("Set-DkimSigningConfig", { Identity: "contoso.example", Enabled: "True" }).evidence(
        "DisablesDkim",
      ),
    ).toBeUndefined()
    expect(
      facts("Set-DkimSigningConfig", { Identity: "contoso.example" }).evidence("DisablesDkim"),
    ).toBeUndefined()
  })
})

describe("protectionName()", () => {
  it("speaks the portal's words", () => {
    expect(protectionName("remove-safelinksrule")).toBe("Safe Links")
    expect(protectionName("remove-dlppolicy")).toBe("data loss prevention")
  })
})
