import { describe, expect, it } from "vitest"
import { createProtectionOf } from "../../src/config/protection.ts"
import { parseConfig } from "../../src/config/read-config.ts"
import { tenantId } from "../../src/model/ids.ts"
import { DEFAULT_POLICY } from "../../src/model/protection.ts"

const ID = (last: string): string => `51a7c0de-0000-4000-8000-0000000000${last}`

const protectionOf = createProtectionOf(
  parseConfig(
    `
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
`,
    "x",
  ),
)

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
