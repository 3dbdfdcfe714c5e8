/** What cards say about settings that became weaker and about what happened to an account: whole sentences. */
import { describe, expect, it } from "vitest"
import { describeAct } from "../../src/detect/describe-act.ts"
import type { SubjectKind } from "../../src/model/act.ts"
import type { AuditRecord } from "../../src/model/audit-record.ts"
import { makeDirectoryRecord, mia, objectIdentity } from "../make/make-directory-record.ts"
import { makeContext, makeRecord, parameters } from "../make/make-record.ts"

const cmdlet = (Operation: string, named: Readonly<Record<string, string>>): AuditRecord =>
  makeRecord({ Operation, ObjectId: "", Parameters: parameters(named) })
const told = (kind: SubjectKind, record: AuditRecord) => describeAct(record, kind, makeContext())
const group = { "Group.DisplayName": ["", '"CA-Exclude-MFA"'] } as const
const WHO = "anna.berg@contoso.example"

describe("describeSetting()", () => {
  it.each<[SubjectKind, AuditRecord, string, string]>([
    [
      "policy",
      cmdlet("Remove-RetentionCompliancePolicy", { Identity: "keep seven years" }),
      "policy:keeping:keep seven years",
      `${WHO} ended the keeping of data: the policy was removed (keep seven years).`,
    ],
    [
      "policy",
      cmdlet("Set-Mailbox", { Identity: "bo@contoso.example", SingleItemRecoveryEnabled: "False" }),
      "policy:keeping:bo@contoso.example",
      `${WHO} ended the keeping of data: deleted messages can be destroyed (bo@contoso.example).`,
    ],
    [
      "policy",
      cmdlet("New-App", { Url: "https://mail-drop.example/x.xml", OrganizationApp: "True" }),
      "policy:add-in",
      `${WHO} installed an add-in from outside Microsoft's store for everybody's Outlook.`,
    ],
    [
      "user",
      makeDirectoryRecord("Add member to group.", group),
      "user:tom.frank@contoso.example",
      'mia.holm@contoso.example put tom.frank@contoso.example into "CA-Exclude-MFA", which rules leave out.',
    ],
    [
      "user",
      makeDirectoryRecord("Add member to group.", group, { Target: mia() }),
      "user:mia.holm@contoso.example",
      'mia.holm@contoso.example put their own account into "CA-Exclude-MFA", which rules leave out.',
    ],
    [
      "user",
      makeDirectoryRecord(
        "Update group.",
        { MembershipRule: ['["a"]', '["b"]'] },
        { Target: objectIdentity("Group", "11d5a9c2-0f4e-4f0c-8b8e-3a7d6c5b4e01", "CA-Exclude-MFA") },
      ),
      "user:ca-exclude-mfa",
      'mia.holm@contoso.example changed who is in "CA-Exclude-MFA", which rules leave out.',
    ],
  ])("tells of %s %#", (kind, record, subject, sentence) => {
    expect(told(kind, record)).toMatchObject({ subject, sentence })
  })

  it("tells what no fact knows by its operation and its values", () => {
    expect(told("policy", cmdlet("Set-SomethingNew", { Identity: "x", Level: "3" }))).toMatchObject({
      changes: [{ what: "Level", after: "3" }],
      sentence: `${WHO} changed something new.`,
    })
  })
})

describe("describeSweepRule()", () => {
  it("names the owner of the mailbox, whoever made the rule", () => {
    const sweep = { Name: "From Bo", Sender: "bo@contoso.example", Mailbox: "cem@contoso.example" }

    expect(told("inbox-rule", cmdlet("New-SweepRule", sweep))).toMatchObject({
      subject: "inbox-rule:cem@contoso.example:sweep:from bo",
      object: { mailbox: "cem@contoso.example", ruleName: "From Bo" },
      sentence: `A sweep rule "From Bo" in cem@contoso.example's mailbox moves all mail of bo@contoso.example to "Deleted Items" (set by ${WHO}).`,
    })
  })
})
