import { describe, expect, it } from "vitest"
import { readFacts } from "../../../src/detect/facts/all-facts.ts"
import { makeContext, makeRecord, parameters } from "../../make/make-record.ts"

const fact = (name: string, operation: string, named: Readonly<Record<string, string>>) =>
  readFacts(makeRecord({ Operation: operation, Parameters: parameters(named) }), makeContext()).evidence(name)

describe("AllowsSenders", () => {
  const allows = (operation: string, named: Readonly<Record<string, string>>) =>
    fact("AllowsSenders", operation, named)

  it("reads who passes from every list", () => {
    expect(allows("New-TenantAllowBlockListItems", { Entries: "a@b.example", Allow: "True" })).toBe(
      "a@b.example",
    )
    expect(allows("Set-HostedContentFilterPolicy", { AllowedSenderDomains: "b.example, c.example" })).toBe(
      "b.example, c.example",
    )
    expect(allows("Set-HostedConnectionFilterPolicy", { IPAllowList: "198.51.100.7" })).toBe("198.51.100.7")
    expect(allows("New-TenantAllowBlockListSpoofItems", { SpoofedUser: "b.example", Action: "Allow" })).toBe(
      "b.example",
    )
  })

  it("says nothing of senders who are blocked or taken off", () => {
    expect(allows("New-TenantAllowBlockListItems", { Entries: "a@b.example", Block: "True" })).toBeUndefined()
    expect(allows("Set-HostedContentFilterPolicy", { AllowedSenders: "" })).toBeUndefined()
    expect(
      allows("Set-HostedContentFilterPolicy", { AllowedSenders: "@{Remove=a@b.example}" }),
    ).toBeUndefined()
    expect(allows("Set-HostedContentFilterPolicy", { BlockedSenders: "a@b.example" })).toBeUndefined()
  })
})

describe("AllowsAnybody", () => {
  const anybody = (AllowedSenderDomains: string) =>
    fact("AllowsAnybody", "Set-HostedContentFilterPolicy", { AllowedSenderDomains })

  it.each(["gmail.com", "*", "com", "*.ru", "contoso.example"])("is true for %s", (domain) => {
    expect(anybody(domain)).toBe(domain)
  })

  it.each(["fabrikam.example", "notgmail.com"])("is false for %s", (domain) => {
    expect(anybody(domain)).toBeUndefined()
  })

  it("is true for half the internet, and false for one network", () => {
    const network = (IPAllowList: string) =>
      fact("AllowsAnybody", "Set-HostedConnectionFilterPolicy", { IPAllowList })

    expect(network("198.51.0.0/16")).toBe("198.51.0.0/16")
    expect(network("198.51.100.0/24")).toBeUndefined()
  })
})

describe("OpensAutoForwarding", () => {
  it.each<[string, Readonly<Record<string, string>>, boolean]>([
    ["Set-RemoteDomain", { AutoForwardEnabled: "True" }, true],
    ["Set-RemoteDomain", { AutoForwardEnabled: "False" }, false],
    ["Set-HostedOutboundSpamFilterPolicy", { AutoForwardingMode: "On" }, true],
    ["Set-HostedOutboundSpamFilterPolicy", { AutoForwardingMode: "Automatic" }, false],
    ["Set-HostedOutboundSpamFilterPolicy", { AutoForwardingMode: "Off" }, false],
  ])("%s %j: %s", (operation, named, opens) => {
    expect(fact("OpensAutoForwarding", operation, named) !== undefined).toBe(opens)
  })
})

describe("OpensLegacyProtocol", () => {
  it.each<[string, Readonly<Record<string, string>>, string | undefined]>([
    ["Set-CASMailbox", { ImapEnabled: "True", PopEnabled: "True" }, "POP and IMAP"],
    ["Set-CASMailbox", { SmtpClientAuthenticationDisabled: "False" }, "SMTP with a password"],
    ["Set-CASMailbox", { SmtpClientAuthenticationDisabled: "" }, undefined],
    ["Set-CASMailbox", { ImapEnabled: "False" }, undefined],
    ["Set-TransportConfig", { SmtpClientAuthenticationDisabled: "False" }, "SMTP with a password"],
    ["Set-TransportConfig", { MaxSendSize: "35 MB" }, undefined],
  ])("%s %j: %s", (operation, named, opened) => {
    expect(fact("OpensLegacyProtocol", operation, named)).toBe(opened)
  })
})
