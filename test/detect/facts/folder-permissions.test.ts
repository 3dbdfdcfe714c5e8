import { describe, expect, it } from "vitest"
import { readFacts } from "../../../src/detect/facts/all-facts.ts"
import { readFolderGrant } from "../../../src/detect/facts/folder-permissions.ts"
import { makeMailboxRecord } from "../../make/make-mailbox-record.ts"
import { makeContext, makeRecord, parameters } from "../../make/make-record.ts"

const byCmdlet = (Identity: string, User: string, AccessRights: string) =>
  makeRecord({
    Operation: "Add-MailboxFolderPermission",
    UserId: "admin@contoso.example",
    ObjectId: Identity,
    Parameters: parameters({ Identity, User, AccessRights }),
  })
const inMailbox = (Path: string, MemberUpn: string, MemberRights: string) =>
  makeMailboxRecord("ModifyFolderPermissions", {
    Item: { ParentFolder: { Path, Name: "x", MemberUpn, MemberRights, MemberSid: "S-1-1-0" } },
  })
const fact = (name: string, record: ReturnType<typeof byCmdlet>) =>
  readFacts(record, makeContext()).evidence(name)

describe("readFolderGrant()", () => {
  it("reads folder, member and rights of cmdlets and of mailbox records alike", () => {
    expect(readFolderGrant(byCmdlet("anna.berg@contoso.example:\\Inbox", "Default", "Reviewer"))).toEqual({
      folder: "\\Inbox",
      user: "Default",
      accessRights: "Reviewer",
      reads: true,
    })
    expect(readFolderGrant(inMailbox("\\Inbox", "Everyone", "ReadAny, Visible"))).toMatchObject({
      folder: "\\Inbox",
      user: "Default",
      reads: true,
    })
  })

  it("calls everybody and the top of a mailbox as cmdlets do, so that a fix finds them", () => {
    expect(
      readFolderGrant(inMailbox("\\Top of Information Store", "Anonymous Logon", "ReadAny")),
    ).toMatchObject({
      folder: "\\",
      user: "Anonymous",
    })
    expect(readFolderGrant(inMailbox("\\Inbox", "ben@contoso.example", "ReadAny"))?.user).toBe(
      "ben@contoso.example",
    )
  })

  it("takes a mailbox without a folder for its top, and a record without an item for nothing", () => {
    expect(readFolderGrant(byCmdlet("anna.berg", "ben", "Editor"))?.folder).toBe("\\")
    expect(readFolderGrant(makeMailboxRecord("AddFolderPermissions"))).toBeUndefined()
    expect(
      readFolderGrant(makeMailboxRecord("AddFolderPermissions", { Item: { ParentFolder: [] } })),
    ).toBeUndefined()
  })

  it.each(["None", "FreeBusySimple", "Contributor", "FolderVisible", "Visible, Create", ""])(
    "knows that nobody reads mail with %j",
    (rights) => {
      expect(readFolderGrant(inMailbox("\\Inbox", "Everyone", rights))?.reads).toBe(false)
    },
  )
})

describe("FOLDER_PERMISSION_FACTS", () => {
  it.each(["Default", "Anonymous", "Everyone", "S-1-1-0", "NT AUTHORITY\\ANONYMOUS LOGON"])(
    "takes %s for everybody",
    (member) => {
      expect(fact("SharesFolderWithEverybody", byCmdlet("anna:\\Inbox", member, "Owner"))).toBeDefined()
      expect(fact("SharesFolderWithPerson", byCmdlet("anna:\\Inbox", member, "Owner"))).toBeUndefined()
    },
  )

  it.each(["\\Calendar", "\\Kalender\\Team", "\\Calendrier", "\\Contacts"])("leaves %s alone", (folder) => {
    expect(fact("SharesFolderWithEverybody", inMailbox(folder, "Everyone", "ReadAny"))).toBeUndefined()
  })

  it("isn't deceived by a mail folder that only begins like a calendar", () => {
    expect(
      fact("SharesFolderWithEverybody", inMailbox("\\Calendar payments", "Everyone", "ReadAny")),
    ).toBeDefined()
  })

  it.each(["\\Inbox", "\\Boîte de réception", "\\Posteingang", "\\", "\\Sent Items"])(
    "knows that %j is the heart of a mailbox",
    (folder) => {
      expect(fact("FolderIsHeartOfMailbox", inMailbox(folder, "ben", "ReadAny"))).toBeDefined()
    },
  )

  it("sees an administrator share a mailbox with the own account, but not an owner with themselves", () => {
    expect(
      fact(
        "SharesFolderWithSelf",
        byCmdlet("anna.berg@contoso.example:\\Inbox", "admin@contoso.example", "Owner"),
      ),
    ).toBeDefined()
    expect(
      fact("SharesFolderWithSelf", inMailbox("\\Inbox", "anna.berg@contoso.example", "ReadAny")),
    ).toBeUndefined()
  })
})
