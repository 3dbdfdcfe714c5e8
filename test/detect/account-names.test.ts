import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { accountNamed, rememberNames, withKnownNames } from "../../src/detect/account-names.ts"
import { createMemory } from "../../src/detect/memory.ts"
import type { AuditRecord } from "../../src/model/audit-record.ts"
import { makeRecord, parameters, TENANT_ID } from "../make/make-record.ts"

const ANNA = "b2f0c1d4-7a31-4c58-9e0d-5a6b7c8d9e01"
const ADMIN = "0d7f3b52-91c6-4e08-b4aa-6f25d8103c97"

const user = (id: string, upn: string) => [
  { ID: `User_${id}`, Type: 2 },
  { ID: id, Type: 2 },
  { ID: "User", Type: 2 },
  { ID: upn, Type: 5 },
]

const changed = (day: number, upn: string, RecordType = 8): AuditRecord =>
  makeRecord({
    CreationTime: `2026-03-0${day}T08:00:00`,
    Operation: "Reset user password.",
    RecordType,
    Parameters: null,
    Target: user(ANNA, upn),
    Actor: user(ADMIN, "Admin@contoso.example"),
  })

const granted = (mailbox: string, grantee: string): AuditRecord =>
  makeRecord({
    Operation: "Add-MailboxPermission",
    ObjectId: "admin_1ea0eb0f93",
    Parameters: parameters({ Identity: mailbox, User: grantee, AccessRights: "FullAccess" }),
  })

function knowing(...records: readonly AuditRecord[]) {
  const memory = createMemory()
  for (const record of records) rememberNames(record, memory)
  return memory
}

describe("rememberNames()", () => {
  it("knows whom a directory record is about, and who acted, by their object ids", () => {
    const memory = knowing(changed(1, "anna.berg@contoso.example"))

    expect(accountNamed(ANNA.toUpperCase(), TENANT_ID, memory)).toBe("anna.berg@contoso.example")
    expect(accountNamed(ADMIN, TENANT_ID, memory)).toBe("admin@contoso.example")
    expect(accountNamed("anna.berg", TENANT_ID, memory)).toBe("anna.berg")
  })

  it("keeps the latest name, in whatever order records come", () => {
    const records = [changed(1, "anna.berg@contoso.example"), changed(3, "anna.smit@contoso.example")]

    fc.assert(
      fc.property(fc.shuffledSubarray([...records, ...records], { minLength: 4 }), (shuffled) => {
        expect(accountNamed(ANNA, TENANT_ID, knowing(...shuffled))).toBe("anna.smit@contoso.example")
      }),
    )
  })

  it("leaves sign-ins alone, which come by the million", () => {
    expect(knowing(changed(1, "anna.berg@contoso.example", 15)).writes().names).toEqual([])
  })

  it("takes no app's id for a person's", () => {
    const app = makeRecord({
      Operation: "Update application.",
      RecordType: 8,
      Target: [
        { ID: `Application_${ANNA}`, Type: 2 },
        { ID: "mail@contoso.example", Type: 5 },
      ],
    })

    expect(knowing(app).writes().names).toEqual([])
  })
})

describe("withKnownNames()", () => {
  const memory = knowing(changed(1, "anna.berg@contoso.example"))

  it("calls the mailbox and the grantee by their names", () => {
    const told = withKnownNames(granted(ANNA, ADMIN), memory)

    expect(told.target).toMatchObject({ id: ANNA, name: "anna.berg@contoso.example" })
    expect(told.parameters.User).toBe("admin@contoso.example")
  })

  it("calls an app that takes files by its own name, which SharePoint writes behind its own", () => {
    const appId = "5b1c7e20-a4d3-4f86-9c17-3e8b6d2f0a51"
    const taken = (AppAccessContext: Record<string, string>) =>
      makeRecord({
        Operation: "FileDownloaded",
        RecordType: 6,
        UserId: "app@sharepoint",
        AppId: null,
        AppAccessContext,
      })

    expect(withKnownNames(taken({ ClientAppId: appId, ClientAppName: "Sync Pro" }), memory).actor).toEqual({
      kind: "application",
      id: "Sync Pro",
      appId,
    })
    expect(withKnownNames(taken({}), memory).actor.kind).toBe("microsoft")
  })

  it("never guesses: an id that nobody named stays as it is", () => {
    const unknown = granted("51eb55af-6419-4551-a56f-64f63a068f21", "ben")

    expect(withKnownNames(unknown, memory)).toBe(unknown)
  })
})
