import { describe, expect, it } from "vitest"
import { readActor } from "../../src/normalize/actor.ts"

const OBJECT = "0b9c8d7e-1f2a-4b3c-8d4e-5f6a7b8c9d01"
const PARTNER = "9a4b1c77-5e02-4f3a-8b11-2d6f7c8e9001"

describe("readActor()", () => {
  it.each([
    "NT AUTHORITY\\SYSTEM (Microsoft.Exchange.ServiceHost)",
    "NT AUTHORITY\\SYSTEM (Microsoft.Exchange.Servicehost)",
    "nt authority\\system (w3wp)",
    "NT SERVICE\\MSExchangeAdminApiNetCore (Microsoft.Exchange.AdminApi.NetCore)",
    "SpoolsProvisioning-ApplicationAccount@eurprd04.prod.outlook.com",
    "Administrator@apcprd03.prod.outlook.com",
    "S-1-5-18",
    "Certificate",
    "Microsoft Teams Sync",
    "Microsoft\\ServiceOperator",
    "SHAREPOINT\\system",
    "app@sharepoint",
    "fim_password_service@support.onmicrosoft.com",
    "SecurityComplianceAlerts",
    "SecurityComplianceInsights",
    "AirInvestigation",
  ])("knows Microsoft's own actor %s whatever its user type", (id) => {
    expect(readActor({ UserId: id, UserType: 2 }).kind).toBe("microsoft")
    expect(readActor({ UserId: id, UserType: 0 }).kind).toBe("microsoft")
  })

  it.each(["Certificate", "Microsoft Teams Sync", "Microsoft.Exchange.ServiceHost", "S-1-5-18"])(
    "doesn't believe the plain word %s in Exchange administration, where any app could be named so",
    (id) => {
      expect(readActor({ UserId: id, UserType: 5, RecordType: 1 }).kind).not.toBe("microsoft")
    },
  )

  it("believes the user type that only the service can set", () => {
    expect(readActor({ UserId: "whatever", UserType: 3 }).kind).toBe("microsoft")
    expect(readActor({ UserId: "whatever", UserType: "DcAdmin" }).kind).toBe("microsoft")
  })

  it.each([
    "certificate@contoso.example",
    "x@prod.outlook.com.evil.example",
    "s-1-5-18@contoso.example",
    "microsoft.exchange@contoso.example",
  ])("isn't fooled by a user named %s", (id) => {
    expect(readActor({ UserId: id, UserType: 2 }).kind).toBe("user")
  })

  it("reads delegated administrators in both forms", () => {
    const path = `contoso.onmicrosoft.com\\tenant: ${PARTNER}, object: ${OBJECT}`
    const user = `user_${OBJECT.replaceAll("-", "")}@contoso.onmicrosoft.com`

    expect(readActor({ UserId: path, UserType: 2 })).toMatchObject({
      kind: "partner",
      partner: { tenantId: PARTNER, objectId: OBJECT },
    })
    expect(readActor({ UserId: user, UserType: 0 })).toMatchObject({
      kind: "partner",
      partner: { objectId: OBJECT },
    })
  })

  it.each([
    ["Anna.Berg@Contoso.example", 2, "user"],
    ["kim_fabrikam.example#EXT#@contoso.onmicrosoft.com", 0, "guest"],
    ["urn:spo:guest#kim@fabrikam.example", 0, "guest"],
    [`ServicePrincipal_${OBJECT}`, 4, "application"],
    ["Some App", 5, "application"],
    ["CONTOSO\\anna", 0, "user"],
    ["Not Available", 4, "unknown"],
    ["urn:spo:anon#5f2b00c1", 0, "unknown"],
    [`urn:spo:tenantanon#${PARTNER}`, 0, "unknown"],
    ["anonymous", 0, "unknown"],
    ["i:0#.f|membership|anna.berg@contoso.example", 0, "user"],
    [OBJECT, 0, "unknown"],
  ])("reads %s of type %i as %s", (id, type, kind) => {
    expect(readActor({ UserId: id, UserType: type }).kind).toBe(kind)
  })

  it("never has an empty id, and folds the name of a user", () => {
    expect(readActor({})).toEqual({ id: "unknown", kind: "unknown" })
    expect(readActor({ UserId: " Anna.Berg@Contoso.example " }).upn).toBe("anna.berg@contoso.example")
  })

  it("reads the address of a guest and of a member as SharePoint writes them", () => {
    expect(readActor({ UserId: "urn:spo:guest#Kim@fabrikam.example" }).upn).toBe("kim@fabrikam.example")
    expect(readActor({ UserId: "i:0#.f|membership|Kim@contoso.example" }).upn).toBe("kim@contoso.example")
  })

  it("finds the app in each of its three places", () => {
    expect(readActor({ UserId: "a@contoso.example", AppId: "", ClientAppId: "ABC" }).appId).toBe("abc")
    expect(readActor({ UserId: "a@contoso.example", AppAccessContext: { ClientAppId: "Def" } }).appId).toBe(
      "def",
    )
  })
})
