import { describe, expect, it } from "vitest"
import { describeAct } from "../../src/detect/describe-act.ts"
import type { SubjectKind } from "../../src/model/act.ts"
import type { JsonObject } from "../../src/model/json.ts"
import { makeFileRecord, ONEDRIVE } from "../make/make-file-record.ts"
import { makeContext, makeRecord } from "../make/make-record.ts"

const tell = (kind: SubjectKind, changed: JsonObject) =>
  describeAct(makeFileRecord(changed), kind, makeContext())

describe("describeFileActivity()", () => {
  it("says who did what to which file", () => {
    const act = tell("file-activity", { UserAgent: "PnP PowerShell" })

    expect(act.sentence).toBe('anna.berg@contoso.example downloaded "Documents/Plan of the garden.docx".')
    expect(act.changes).toEqual([{ what: "Program", after: "PnP PowerShell" }])
  })

  it("names the malware and the file, each file a subject of its own", () => {
    const act = tell("file-activity", { Operation: "FileMalwareDetected", VirusInfo: "Trojan.X" })

    expect(act.sentence).toContain('Malware (Trojan.X) was found in "Documents/Plan of the garden.docx"')
    expect(act.subject).toMatch(/^file-activity:malware:https:/)
  })

  it("repeats what was searched for as text", () => {
    expect(tell("file-activity", { SearchQueryText: "passwords\nfinance" }).sentence).toContain(
      'searched for "passwords finance"',
    )
  })
})

describe("describeSharing()", () => {
  it("tells a link from its use", () => {
    expect(tell("sharing", { Operation: "AnonymousLinkCreated" }).sentence).toBe(
      'anna.berg@contoso.example made a link to "Documents/Plan of the garden.docx" that anybody can open without signing in.',
    )
    expect(
      tell("sharing", { Operation: "AnonymousLinkUsed", UserId: "urn:spo:anon#5f2b" }).sentence,
    ).toContain('Somebody opened "Documents/Plan of the garden.docx" through a link')
  })

  it("says of a visitor who signed in nowhere that there is no account", () => {
    const visit = { Operation: "FileDownloaded", UserId: "urn:spo:tenantanon#5f2b" }

    expect(tell("file-activity", visit).sentence).toMatch(/^Somebody without an account /)
  })

  it("shows a loosened rule old → new", () => {
    const act = tell("sharing", {
      Operation: "SharingPolicyChanged",
      ModifiedProperties: [{ Name: "ShareWithGuests", OldValue: "False", NewValue: "True" }],
    })

    expect(act.sentence).toContain("ShareWithGuests: False → True")
    expect(act.changes).toEqual([{ what: "ShareWithGuests", before: "False", after: "True" }])
  })

  it("says that somebody made themselves administrator", () => {
    const act = tell("sharing", {
      Operation: "SiteCollectionAdminAdded",
      ObjectId: ONEDRIVE,
      SiteUrl: ONEDRIVE,
      UserId: "eve@contoso.example",
      TargetUserOrGroupName: "eve@contoso.example",
    })

    expect(act.sentence).toBe(`eve@contoso.example made themselves administrator of ${ONEDRIVE}.`)
  })
})

describe("describeDlp()", () => {
  it("names policy, rule and person without what was found", () => {
    const act = describeAct(
      makeRecord({
        Operation: "DLPRuleMatch",
        RecordType: 11,
        UserId: "DlpAgent",
        SharePointMetaData: { From: "anna.berg@contoso.example", FileName: "cards.xlsx" },
        PolicyDetails: [{ PolicyName: "Cards", Rules: [{ RuleName: "Many cards", Severity: "High" }] }],
      }),
      "dlp",
      makeContext(),
    )

    expect(act.sentence).toBe(
      'The data loss prevention policy "Cards" matched "cards.xlsx" of anna.berg@contoso.example.',
    )
    expect(act.changes).toEqual([{ what: "Rule that matched", after: "Many cards (high)" }])
  })
})

describe("describeTeams()", () => {
  it("names the stranger and whom they write to", () => {
    const act = describeAct(
      makeRecord({
        Operation: "ChatCreated",
        RecordType: 25,
        CommunicationType: "OneOnOne",
        Members: [
          { DisplayName: "Anna Berg", UPN: "anna.berg@contoso.example" },
          { DisplayName: "Help Desk", UPN: "desk@evil.example" },
        ],
      }),
      "teams",
      makeContext(),
    )

    expect(act.sentence).toBe(
      '"Help Desk" (desk@evil.example) of another organization is in a new Teams chat with anna.berg@contoso.example.',
    )
    expect(act.object.user).toBe("anna.berg@contoso.example")
  })

  it("shows a setting old → new", () => {
    const act = describeAct(
      makeRecord({
        Operation: "TeamsTenantSettingChanged",
        RecordType: 25,
        Name: "Allow sideloading and interaction of custom apps",
        OldValue: "Fal\nse",
        NewValue: "True",
      }),
      "teams",
      makeContext(),
    )

    expect(act.changes).toEqual([
      { what: "Allow sideloading and interaction of custom apps", before: "Fal se", after: "True" },
    ])
  })
})
