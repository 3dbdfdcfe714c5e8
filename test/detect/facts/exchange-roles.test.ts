import { describe, expect, it } from "vitest"
import { readFacts } from "../../../src/detect/facts/all-facts.ts"
import { makeContext, makeRecord, parameters } from "../../make/make-record.ts"

const ORGANIZATION =
  "EURPR00A001.PROD.OUTLOOK.COM/Microsoft Exchange Hosted Organizations/contoso.onmicrosoft.com"
const facts = (operation: string, Parameters: Readonly<Record<string, string>> | string) =>
  readFacts(
    makeRecord({
      Operation: operation,
      UserId: "Admin@contoso.example",
      ObjectId: "",
      Parameters: typeof Parameters === "string" ? Parameters : parameters(Parameters),
    }),
    makeContext(),
  )

describe("EXCHANGE_ROLE_FACTS", () => {
  it.each([
    ["New-ManagementRoleAssignment", { Role: "ApplicationImpersonation", User: "ben" }],
    ["New-ManagementRoleAssignment", { Role: "Application EWS.AccessAsApp", App: "x" }],
    ["New-RoleGroup", { Name: "Helpers", Roles: "Message Tracking;Mailbox Import Export" }],
    ["Add-RoleGroupMember", { Identity: `${ORGANIZATION}/Organization Management`, Member: "ben" }],
    ["Add-RoleGroupMember", '-Identity "eDiscovery Manager" -Member "ben@contoso.example"'],
  ])("knows by %s %j a role that reaches everybody's mail", (operation, named) => {
    expect(facts(operation, named).evidence("RoleReachesAllMail")).toBeDefined()
  })

  it("leaves the roles that every user has for the own mailbox low", () => {
    const own = facts("New-ManagementRoleAssignment", { Role: "MyBaseOptions", Policy: "Default" })
    const mixed = facts("New-RoleGroup", { Name: "x", Roles: "MyBaseOptions;Mailbox Search" })

    expect(own.evidence("RoleOfEveryUser")).toBe("MyBaseOptions")
    expect(mixed.evidence("RoleOfEveryUser")).toBeUndefined()
  })

  it("finds the actor among the grantees, as name, address or path", () => {
    const self = (Member: string) =>
      facts("Add-RoleGroupMember", { Identity: "Helpers", Member }).evidence("GrantsRoleToSelf")

    expect(self("admin@contoso.example")).toBeDefined()
    expect(self(`ben;${ORGANIZATION}/admin`)).toBeDefined()
    expect(self("administrators")).toBeUndefined()
    expect(self("admin@fabrikam.example")).toBeUndefined()
  })

  it("says nothing of roles that are taken", () => {
    expect(
      facts("Remove-RoleGroupMember", { Identity: "Helpers", Member: "ben" }).evidence("GrantsExchangeRole"),
    ).toBeUndefined()
  })
})
