/** Two people of one name: each is called so that a reader knows which, wherever names go. */
import { describe, expect, it } from "vitest"
import { parseConfig } from "../../src/config/read-config.ts"

const ID = (last: string): string => `51a7c0de-0000-4000-8000-0000000000${last}`

const people = (technicians: string, contacts = "") =>
  parseConfig(
    `
msp: { tenantId: ${ID("01")}, name: Northwind }
bot: { appId: ${ID("02")} }
apps: { monitor: ${ID("03")} }
triage: { conversationId: "19:triage@thread.tacv2", serviceUrl: https://smba.trafficmanager.net/emea/ }
customers: [{ name: contoso, tenantId: ${ID("05")}, timeZone: UTC }]
escalation: { onCall: [${ID("08")}] }
technicians: [${technicians}]
contacts: [${contacts}]
`,
    "x",
  )

describe("withTellingNames()", () => {
  it("leaves a name alone that one person has", () => {
    const config = people(
      `{ name: Kim Vega, objectId: ${ID("07")}, upn: kim@northwind.example }, { name: Sam, objectId: ${ID("08")} }`,
    )

    expect(config.people.map(({ name }) => name)).toEqual(["Kim Vega", "Sam"])
  })

  it("calls those who share one by name and address, whatever the case, and who is on call alike", () => {
    const config = people(
      `{ name: Kim Vega, objectId: ${ID("07")}, upn: kim@northwind.example }, { name: "KIM  vega", objectId: ${ID("08")}, upn: kim.vega@northwind.example }`,
    )

    expect(config.people.map(({ name }) => name)).toEqual([
      "Kim Vega (kim@northwind.example)",
      "KIM  vega (kim.vega@northwind.example)",
    ])
    expect(config.escalation?.onCall).toEqual([
      { objectId: ID("08"), name: "KIM  vega (kim.vega@northwind.example)" },
    ])
  })

  it("tells a technician from a contact of the same name, by the end of the id where no address is known", () => {
    const config = people(
      `{ name: Kim, objectId: ${ID("07")} }, { name: Sam, objectId: ${ID("08")} }`,
      `{ name: Kim, objectId: ${ID("09")}, customer: contoso }`,
    )

    expect(config.people.map(({ name }) => name)).toEqual(["Kim (…0007)", "Sam", "Kim (…0009)"])
  })
})
