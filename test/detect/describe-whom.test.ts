/** How sentences name whom something was given to or taken from: themselves, guests, and ids that nobody knows. */
import { describe, expect, it } from "vitest"
import { describeAct } from "../../src/detect/describe-act.ts"
import { isIdText } from "../../src/lib/guid.ts"
import type { SubjectKind } from "../../src/model/act.ts"
import type { AuditRecord } from "../../src/model/audit-record.ts"
import { MIA, makeDirectoryRecord, mia } from "../make/make-directory-record.ts"
import { makeContext, makeRecord, parameters } from "../make/make-record.ts"

const ADMIN = "admin@contoso.example"
const ANNA = "anna.berg@contoso.example"
const BOX = "7a1c2e3d-4b5f-4a6b-8c7d-9e0f1a2b3c4d"
const PATH = "EURPR00A001.PROD.OUTLOOK.COM/Microsoft Exchange Hosted Organizations/contoso.onmicrosoft.com"

const cmdlet = (Operation: string, named: Readonly<Record<string, string>>) =>
  makeRecord({ Operation, UserId: ADMIN, ObjectId: named.Identity ?? "", Parameters: parameters(named) })
const told = (kind: SubjectKind, record: AuditRecord) => describeAct(record, kind, makeContext()).sentence

const fullAccess = (User: string, Identity = ANNA) =>
  told("permission", cmdlet("Add-MailboxPermission", { Identity, User, AccessRights: "FullAccess" }))

describe("describeAct() of what people give themselves", () => {
  it.each([ADMIN, "Admin@contoso.example", `${PATH}/admin`, "admin_73cfb10e5c"])(
    "says themselves of %s",
    (user) => {
      expect(fullAccess(user)).toBe(`${ADMIN} gave themselves full access to ${ANNA}'s mailbox.`)
    },
  )

  it("takes an address elsewhere that begins alike, and several people, for somebody else", () => {
    expect(fullAccess("admin@evil.example")).toContain("gave admin@evil.example full access")
    expect(fullAccess(`${ADMIN};${ANNA}`)).not.toContain("themselves")
  })

  it.each<[SubjectKind, AuditRecord, string]>([
    [
      "permission",
      cmdlet("Add-RecipientPermission", { Identity: ANNA, Trustee: ADMIN, AccessRights: "SendAs" }),
      `gave themselves the right to send mail as ${ANNA}.`,
    ],
    [
      "permission",
      cmdlet("Add-MailboxFolderPermission", {
        ...{ Identity: `${ANNA}:\\Inbox`, User: ADMIN, AccessRights: "Reviewer" },
      }),
      `let themselves read the folder "Inbox" of ${ANNA}'s mailbox (Reviewer).`,
    ],
    [
      "exchange-role",
      cmdlet("Add-RoleGroupMember", { Identity: "Organization Management", Member: ADMIN }),
      'made themselves a member of the role group "Organization Management".',
    ],
    [
      "directory-role",
      makeDirectoryRecord(
        "Add member to role.",
        { "Role.DisplayName": ["", "Global Administrator"] },
        { ObjectId: MIA, Target: mia() },
      ),
      "mia.holm@contoso.example gave themselves the role Global Administrator.",
    ],
  ])("says so of a %s", (kind, record, sentence) => {
    expect(told(kind, record)).toContain(sentence)
  })
})

describe("describeAct() of ids and guests", () => {
  it("says that an id is nobody who is known here", () => {
    expect(fullAccess(BOX, BOX)).toBe(
      `${ADMIN} gave an account that is not known here (id ${BOX}) full access to a mailbox that is not known here (id ${BOX}).`,
    )
  })

  it("names a guest by the address that people know", () => {
    expect(fullAccess("eve_evil.example#EXT#@contoso.onmicrosoft.com")).toContain(
      "gave eve@evil.example full",
    )
  })

  it("doesn't say of a sign-in method that it is one", () => {
    const added = (extended: { Name: string; Value: string }[]) =>
      told(
        "sign-in-method",
        makeDirectoryRecord("User registered security info", {}, { ExtendedProperties: extended }),
      )

    expect(added([])).toMatch(/added a way to sign in to [^:]+\.$/)
    expect(added([{ Name: "resultDescription", Value: "User registered phone" }])).toContain(
      ": User registered phone.",
    )
  })

  it.each([
    BOX,
    Buffer.from(BOX).toString("base64"),
    Buffer.from(BOX.replaceAll("-", ""), "hex").toString("base64"),
  ])("takes %s for no name of a policy", (name) => {
    const record = makeRecord({
      Operation: "DlpRuleMatch",
      RecordType: 13,
      PolicyDetails: [{ PolicyName: name, Rules: [{ RuleName: name, Severity: "High" }] }],
      ExchangeMetaData: { From: ANNA },
    })

    expect(told("dlp", record)).toContain(
      `A data loss prevention policy that is not known here by name (id ${name})`,
    )
    expect(isIdText("Payment cards")).toBe(false)
  })
})
