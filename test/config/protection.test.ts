import { describe, expect, it } from "vitest"
import { createProtectionOf } from "../../src/config/protection.ts"
import { parseConfig } from "../../src/config/read-config.ts"
import { tenantId } from "../../src/model/ids.ts"
import { DEFAULT_POLICY } from "../../src/model/protection.ts"
import { problemsOf } from "./problems-of.ts"

const ID = (last: string): string => `51a7c0de-0000-4000-8000-0000000000${last}`

const FILE = `
msp: { tenantId: ${ID("01")}, name: Northwind, domains: [Northwind.example] }
bot: { appId: ${ID("02")} }
apps: { monitor: ${ID("03")}, respond: ${ID("04")} }
triage: { conversationId: "19:triage@thread.tacv2", serviceUrl: https://smba.trafficmanager.net/emea/ }
policy: { secondPerson: [vip] }
customers:
  - name: contoso
    tenantId: ${ID("05")}
    timeZone: UTC
    vips: [anna@contoso.example]
    breakGlass: [rescue@contoso.example]
technicians:
  - { name: Kim, objectId: ${ID("07")}, upn: kim@northwind.example }
  - { name: Vic, objectId: ${ID("0a")}, role: viewer }
contacts:
  - { name: Alex, objectId: ${ID("08")}, customer: contoso, upn: alex@contoso.example }
`

const protectionOf = createProtectionOf(parseConfig(FILE, "x"))

describe("createProtectionOf()", () => {
  it("protects a customer's accounts, and all staff and apps of ours, but no contact", () => {
    expect(protectionOf(tenantId(ID("05")))).toEqual({
      breakGlass: ["rescue@contoso.example"],
      vips: ["anna@contoso.example"],
      policy: { ...DEFAULT_POLICY, secondPerson: ["vip"] },
      own: {
        names: [ID("07"), "kim@northwind.example", ID("0a")],
        domains: ["northwind.example"],
        appIds: [ID("03"), ID("04"), ID("02")],
      },
    })
  })

  it("protects our own accounts also where the configuration doesn't know the tenant", () => {
    const { own, breakGlass } = protectionOf(tenantId(ID("99")))

    expect(own.names).toContain("kim@northwind.example")
    expect(breakGlass).toEqual([])
  })
})

describe("parseConfig()", () => {
  it("gives each customer the general policy, except where it has a word of its own", () => {
    const own = "policy: { secondPerson: [], approvalMinutes: 15 }"
    const text = FILE.replace("[vip] }", "[administrator, vip], ask: ticket }").replace(
      "technicians:",
      `  - { name: fabrikam, tenantId: ${ID("06")}, timeZone: UTC, ${own} }\ntechnicians:`,
    )

    expect(parseConfig(text, "x").customers.map(({ policy }) => policy)).toEqual([
      { secondPerson: ["administrator", "vip"], approvalMinutes: 60, ask: "ticket" },
      { secondPerson: [], approvalMinutes: 15, ask: "ticket" },
    ])
  })

  it("asks for no second person and no word where the file says nothing", () => {
    const [customer] = parseConfig(FILE.replace("policy: { secondPerson: [vip] }\n", ""), "x").customers

    expect(customer?.policy).toEqual({ secondPerson: [], approvalMinutes: 60, ask: "nothing" })
  })

  it.each([
    ["policy: { secondPerson: [everybody] }", "must be one of administrator, vip, bulk, always"],
    ["policy: { approvalMinutes: 0 }", "must be a whole number from 1 to 1440"],
    ["policy: { ask: password }", "must be one of nothing, reason, ticket"],
  ])("refuses %s", (line, sentence) => {
    expect(problemsOf(FILE.replace("policy: { secondPerson: [vip] }", line)).join("\n")).toContain(sentence)
  })

  it("takes accounts for emergencies by sign-in name or object id, in lower case", () => {
    const withAccounts = (accounts: string): string => FILE.replace("[rescue@contoso.example]", accounts)
    const [customer] = parseConfig(withAccounts(`[Rescue@Fabrikam.example, ${ID("0A")}]`), "x").customers

    expect(customer?.breakGlass).toEqual(["rescue@fabrikam.example", ID("0a")])
    expect(problemsOf(withAccounts("[rescue]")).join("\n")).toContain(
      "must be a sign-in name or an object id",
    )
  })
})
