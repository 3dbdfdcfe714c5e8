/** What the configuration says of restores: who may, whose computer it is, when people work, and what names nobody. */
import { describe, expect, it } from "vitest"
import { ownIdentity } from "../../src/config/own-identity.ts"
import { parseConfig } from "../../src/config/read-config.ts"
import { sharedAccounts } from "../../src/jobs/attribute-restores.ts"
import { problemsOf } from "./problems-of.ts"

const ID = (last: string): string => `7d3f9a10-5c1e-4b7a-9a44-0c2e6d1f8b${last}`

const file = (customer = "", rest = ""): string => `
msp: { tenantId: ${ID("01")}, name: Northwind }
bot: { appId: ${ID("02")} }
apps: { monitor: ${ID("03")} }
triage: { conversationId: "19:triage@thread.tacv2", serviceUrl: https://smba.trafficmanager.net/emea }
customers:
  - name: contoso
    tenantId: ${ID("05")}
    timeZone: Europe/Vienna
${customer}
technicians:
  - { name: Kim Vega, objectId: ${ID("07")} }
${rest}
`

const customerOf = (text: string) => parseConfig(file(text), "x").customers[0]

describe("parseConfig()", () => {
  it("knows when a customer's people work, whose computer is whose, and who restores", () => {
    const text = `    workHours: { from: "22:00", to: "06:30", weekend: true }
    machines: [{ name: FABWS07, person: joni@contoso.example }]
    restoreOperators: ['NORTHWIND\\Kim.Vega', Anna@Contoso.example]`

    expect(customerOf(text)).toMatchObject({
      workHours: { from: 22 * 60, to: 6 * 60 + 30, weekend: true },
      machines: [{ name: "FABWS07", person: "joni@contoso.example" }],
      restoreOperators: ["northwind\\kim.vega", "anna@contoso.example"],
    })
  })

  it("knows nothing of these where the file says nothing", () => {
    const customer = customerOf("")

    expect(customer?.workHours).toBeUndefined()
    expect([customer?.machines, customer?.restoreOperators]).toEqual([[], []])
  })

  it.each([
    ["    restoreOperators: [kim]", "must be an account like NORTHWIND\\kim or kim@northwind.com"],
    ["    workHours: { from: 7, to: 19 }", "must be a time of day like 18:00"],
    ["    machines: [FABWS07]", "must be a section with name, person"],
  ])("refuses %s", (line, sentence) => {
    expect(problemsOf(file(line)).join("\n")).toContain(sentence)
  })

  it("counts the product's, the file's and our collector's accounts as nobody's own", () => {
    const veeam = String.raw`veeam: [{ name: vb365-01, baseUrl: "https://vb365-01.northwind.example:4443", username: VB365\watchpost-reader }]`
    const config = parseConfig(file("", `sharedAccounts: [Scanner]\n${veeam}`), "x")

    expect(sharedAccounts(config)).toEqual(
      expect.arrayContaining(["administrator", "scanner", "watchpost-reader"]),
    )
    expect(ownIdentity(config).backupAccounts).toEqual(["vb365\\watchpost-reader"])
  })
})
