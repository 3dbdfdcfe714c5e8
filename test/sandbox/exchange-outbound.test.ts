/** The practice Exchange tells what mail may leave, in the forms of the real one. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { detail, rows } from "./exchange-answers.ts"
import { type Practice, startTestCloud } from "./helpers.ts"

let practice: Practice
beforeEach(async () => {
  practice = await startTestCloud()
})
afterEach(() => practice.cloud.close())

describe("exchangeRoutes(): mail that leaves", () => {
  it("shows the default policy, nobody's rule, the domain that stands for all, and one transport configuration", async () => {
    const names = [
      "Get-HostedOutboundSpamFilterPolicy",
      "Get-HostedOutboundSpamFilterRule",
      "Get-RemoteDomain",
      "Get-TransportConfig",
    ]

    const answers = await Promise.all(names.map((name) => practice.invoke(name, {})))

    expect(answers.map(rows)).toMatchObject([
      [{ Name: "Default", IsDefault: true, AutoForwardingMode: "Automatic" }],
      [],
      [{ DomainName: "*", AutoForwardEnabled: true }],
      [{ SmtpClientAuthenticationDisabled: true }],
    ])
  })

  it("writes blank conditions of a rule as null, and gives only rules of the wanted state", async () => {
    practice.tenant.outboundMail.spamRules = ["on", "off"].map((name) => ({
      ...{ name, policy: "VIP", enabled: name === "on" },
      ...{ from: ["a@contoso.example"], fromMemberOf: [], senderDomainIs: [] },
    }))

    const disabled = await practice.invoke("Get-HostedOutboundSpamFilterRule", { State: "Disabled" })
    const odd = await practice.invoke("Get-HostedOutboundSpamFilterRule", { State: "Perhaps" })

    expect(rows(disabled)).toMatchObject([
      { Name: "off", State: "Disabled", From: ["a@contoso.example"], FromMemberOf: null },
    ])
    expect(odd.status).toBe(400)
  })

  it("knows -ResultSize of remote domains alone", async () => {
    const all = { ResultSize: "Unlimited" }
    const domains = await practice.invoke("Get-RemoteDomain", all)
    const others = await Promise.all(
      ["Get-HostedOutboundSpamFilterPolicy", "Get-HostedOutboundSpamFilterRule", "Get-TransportConfig"].map(
        (name) => practice.invoke(name, all),
      ),
    )

    expect(domains.status).toBe(200)
    expect(others.map(detail)).toEqual(Array.from(others, () => expect.stringMatching(/ResultSize/)))
  })
})
