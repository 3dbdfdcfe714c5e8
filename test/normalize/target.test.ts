import { describe, expect, it } from "vitest"
import { makeRecord, parameters } from "../make/make-record.ts"

const MAILBOX = "7a1c2e3d-4b5f-4a6b-8c7d-9e0f1a2b3c4d"
const PATH = "EURPR01A001.PROD.OUTLOOK.COM/Microsoft Exchange Hosted Organizations/contoso.onmicrosoft.com"

describe("readTarget()", () => {
  it("prefers the user principal name to alias, path and GUID", () => {
    const { target } = makeRecord({
      ObjectId: MAILBOX,
      Parameters: parameters({ Identity: "Anna.Berg@contoso.example" }),
    })

    expect(target).toEqual({
      kind: "mailbox",
      id: "Anna.Berg@contoso.example",
      name: "anna.berg@contoso.example",
    })
  })

  it("takes a sign-in for one about the account, not about the application's id", () => {
    const signIn = { RecordType: 15, ObjectId: "00000002-0000-0ff1-ce00-000000000000" }

    expect(makeRecord({ Operation: "UserLoginFailed", ...signIn }).target.name).toBe(
      "anna.berg@contoso.example",
    )
    expect(makeRecord({ Operation: "UserLoginFailed", ...signIn, UserId: "Not Available" }).target.name).toBe(
      "00000002-0000-0ff1-ce00-000000000000",
    )
  })

  it("shows the last part of a path", () => {
    expect(
      makeRecord({ ObjectId: "", Parameters: parameters({ Identity: `${PATH}/ben` }) }).target.name,
    ).toBe("ben")
  })

  it.each([
    ["an alias that begins like the name", `${PATH}/anna.berg_0a1b2c\\.`],
    ["a GUID", `${MAILBOX}\\1234567890`],
    ["nothing", ""],
  ])("takes the caller's mailbox for an inbox rule with %s", (_, objectId) => {
    const { target } = makeRecord({
      Operation: "New-InboxRule",
      ObjectId: objectId,
      Parameters: parameters({ Name: "." }),
    })

    expect(target.name).toBe("anna.berg@contoso.example")
  })

  it("takes the named mailbox for an inbox rule that somebody else set", () => {
    const named = makeRecord({
      Operation: "New-InboxRule",
      ObjectId: "ben\\x",
      Parameters: parameters({ Mailbox: "ben@contoso.example" }),
    })
    const other = makeRecord({
      Operation: "New-InboxRule",
      ObjectId: "ben\\x",
      Parameters: parameters({ Name: "x" }),
    })

    expect(named.target.name).toBe("ben@contoso.example")
    expect(other.target.name).toBe("ben")
  })

  it("takes the owner for mailbox records and the user for Entra records", () => {
    const mailbox = makeRecord({
      Operation: "UpdateInboxRules",
      RecordType: 2,
      MailboxOwnerUPN: "Ben@contoso.example",
    })
    const entra = makeRecord({
      Operation: "Update user.",
      RecordType: 8,
      Target: [
        { ID: "User_x", Type: 2 },
        { ID: "ben@contoso.example", Type: 5 },
      ],
    })

    expect(mailbox.target).toMatchObject({ kind: "mailbox", name: "ben@contoso.example" })
    expect(entra.target).toMatchObject({ kind: "directory", name: "ben@contoso.example" })
  })

  it("calls a deleted account by its name, without the id that Entra puts before it", () => {
    const id = MAILBOX.replaceAll("-", "")
    const nameOf = (upn: string): string =>
      makeRecord({
        Operation: "Delete user.",
        RecordType: 8,
        ObjectId: upn,
        Target: [
          { ID: `User_${MAILBOX}`, Type: 2 },
          { ID: MAILBOX, Type: 2 },
          { ID: "User", Type: 2 },
          { ID: upn, Type: 5 },
        ],
      }).target.name

    expect(nameOf(`${id}Ben@contoso.example`)).toBe("ben@contoso.example")
    expect(nameOf(`${id}@contoso.example`)).toBe(`${id}@contoso.example`)
    expect(nameOf(`${"0".repeat(32)}ben@contoso.example`)).toBe(`${"0".repeat(32)}ben@contoso.example`)
  })

  it("calls a setting of the organization a tenant", () => {
    expect(
      makeRecord({ Operation: "Set-AdminAuditLogConfig", ObjectId: "Admin Audit Log Settings" }).target.kind,
    ).toBe("tenant")
  })
})
