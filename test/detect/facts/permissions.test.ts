import { describe, expect, it } from "vitest"
import { readFacts } from "../../../src/detect/facts/all-facts.ts"
import { readGrant } from "../../../src/detect/facts/permissions.ts"
import { makeContext, makeRecord, parameters } from "../../make/make-record.ts"

const ORGANIZATION =
  "EURPR00A001.PROD.OUTLOOK.COM/Microsoft Exchange Hosted Organizations/contoso.onmicrosoft.com"
const record = (operation: string, named: Readonly<Record<string, string>>) =>
  makeRecord({ Operation: operation, UserId: "Admin@contoso.example", Parameters: parameters(named) })
const full = (User: string) =>
  record("Add-MailboxPermission", { Identity: "anna", User, AccessRights: "FullAccess" })
const fact = (name: string, one: ReturnType<typeof full>) => readFacts(one, makeContext()).evidence(name)

describe("readGrant()", () => {
  it("reads the right to send on behalf, with everybody who got it", () => {
    expect(readGrant(record("Set-Mailbox", { GrantSendOnBehalfTo: "ben;carla" }))).toEqual({
      kind: "SendOnBehalf",
      user: "ben; carla",
      accessRights: "SendOnBehalf",
    })
  })

  it("takes an empty list for a removal", () => {
    expect(readGrant(record("Set-Mailbox", { GrantSendOnBehalfTo: "" }))).toBeUndefined()
    expect(readGrant(record("Set-Mailbox", { GrantSendOnBehalfTo: "@{Remove=ben}" }))).toBeUndefined()
    expect(readGrant(record("Set-Mailbox", { AuditEnabled: "True" }))).toBeUndefined()
  })
})

describe("GrantsToSelf", () => {
  it.each(["admin@contoso.example", "ADMIN", `${ORGANIZATION}/admin`, `${ORGANIZATION}/admin_73cfb10e5c`])(
    "knows the actor as %s",
    (user) => {
      expect(fact("GrantsToSelf", full(user))).toBeDefined()
    },
  )

  it.each(["admin@fabrikam.example", "administrators", "admin2", "unknown"])(
    "doesn't know the actor as %s",
    (user) => {
      expect(fact("GrantsToSelf", full(user))).toBeUndefined()
    },
  )
})

describe("GrantsToEverybody", () => {
  it("knows the names of everybody", () => {
    expect(fact("GrantsToEverybody", full("Default"))).toBe("Default")
    expect(fact("GrantsToEverybody", full("NT AUTHORITY\\Authenticated Users"))).toBeDefined()
    expect(fact("GrantsToEverybody", full("defaultuser"))).toBeUndefined()
  })
})
