/** What a customer lets Watchpost run by itself, as it is written. */
import { describe, expect, it } from "vitest"
import { createProtectionOf } from "../../src/config/protection.ts"
import { parseConfig } from "../../src/config/read-config.ts"
import { problemsOf } from "./problems-of.ts"

const ID = (last: string): string => `51a7c0de-0000-4000-8000-0000000000${last}`

const file = (customer: string, general = ""): string => `
msp: { tenantId: ${ID("01")}, name: Northwind }
bot: { appId: ${ID("02")} }
apps: { monitor: ${ID("03")}, respond: ${ID("04")} }
triage: { conversationId: "19:triage@thread.tacv2", serviceUrl: https://smba.trafficmanager.net/emea/ }
${general}
customers:
  - { name: contoso, tenantId: ${ID("05")}, timeZone: UTC, ${customer} }
technicians:
  - { name: Kim, objectId: ${ID("07")} }
`
const ON = "canRespond: true, automatic: { fixes: [stop-forwarding] }"

describe("customers.automatic", () => {
  it("is nothing unless it is written, and then critical incidents of the last four hours", () => {
    const [without, written] = ["canRespond: true", ON].map((customer) => {
      const config = parseConfig(file(customer), "x")
      return config.customers.map(({ id }) => createProtectionOf(config)(id).automatic)
    })

    expect(without).toEqual([undefined])
    expect(written).toEqual([{ fixes: ["stop-forwarding"], level: "critical", withinMinutes: 240 }])
  })

  it.each([
    [
      "a fix that locks people out",
      ON.replace("stop-forwarding", "disable-sign-in"),
      "automatic.fixes[0] must be",
    ],
    ["no fix", ON.replace("stop-forwarding", ""), "automatic.fixes must be a list of at least one"],
    ["a lower level", ON.replace(" }", ", level: medium }"), "automatic.level must be one of high, critical"],
    ["older acts", ON.replace(" }", ", withinMinutes: 1440 }"), "automatic.withinMinutes must be"],
    [
      "so short a time that hardly a record comes within it",
      ON.replace(" }", ", withinMinutes: 59 }"),
      "automatic.withinMinutes must be",
    ],
    ["a customer that allows watching only", ON.replace("true", "false"), "while canRespond isn't true"],
    ["two people", `${ON}, policy: { secondPerson: [always] }`, "every fix waits for two people"],
    ["a reason", `${ON}, policy: { ask: reason }`, 'while policy.ask is "reason"'],
  ])("refuses %s", (_what, customer, problem) => {
    expect(problemsOf(file(customer))).toEqual([expect.stringContaining(problem)])
  })

  it("goes by the general policy where the customer has none, and by the customer's own before it", () => {
    const general = "policy: { ask: ticket }"

    expect(problemsOf(file(ON, general))).toEqual([expect.stringContaining('while policy.ask is "ticket"')])
    expect(problemsOf(file(`${ON}, policy: { ask: nothing }`, general))).toEqual([])
  })
})
