import { describe, expect, it } from "vitest"
import { readFacts } from "../../src/detect/facts/all-facts.ts"
import { makeFileRecord, ONEDRIVE } from "../make/make-file-record.ts"
import { makeContext } from "../make/make-record.ts"

const policy = (Name: string, OldValue: string, NewValue: string) =>
  readFacts(
    makeFileRecord({ Operation: "SharingPolicyChanged", ModifiedProperties: [{ Name, OldValue, NewValue }] }),
    makeContext(),
  ).evidence("WeakensSharing")

const admin = (changed: Record<string, string>, fact = "AddsSiteAdmin") =>
  readFacts(
    makeFileRecord({
      Operation: "SiteCollectionAdminAdded",
      RecordType: 14,
      SiteUrl: ONEDRIVE,
      ObjectId: ONEDRIVE,
      ModifiedProperties: [{ Name: "SiteAdmin", OldValue: "", NewValue: "" }],
      ...changed,
    }),
    makeContext(),
  ).evidence(fact)

describe("SHARING_FACTS", () => {
  it.each([
    ["ShareUsingAnonymousLinks", "False", "True"],
    ["ShareWithGuests", "Disabled", "Enabled"],
    ["SHAREWITHGUESTS", "", '[\r\n  "True"\r\n]'],
    ["SharingCapability", "ExistingExternalUserSharingOnly", "ExternalUserAndGuestSharing"],
    ["AllowDomainList", "fabrikam.example", "fabrikam.example, evil.example"],
    ["AllowDomainList", "fabrikam.example", ""],
    ["DenyDomainList", "evil.example", ""],
    ["RequireAcceptingAccountMatchInvitedAccount", "True", "False"],
  ])("sees that %s from %j to %j is weaker", (name, before, after) => {
    expect(policy(name, before, after)).toBeDefined()
  })

  it.each([
    ["ShareUsingAnonymousLinks", "True", "False"],
    ["ShareUsingAnonymousLinks", "True", "True"],
    ["SharingCapability", "ExternalUserAndGuestSharing", "Disabled"],
    ["AllowDomainList", "", "fabrikam.example"],
    ["AllowDomainList", "fabrikam.example evil.example", "fabrikam.example"],
    ["DenyDomainList", "", "evil.example"],
    ["NotifyOwnersWhenItemsReshared", "False", "True"],
  ])("sees that %s from %j to %j isn't", (name, before, after) => {
    expect(policy(name, before, after)).toBeUndefined()
  })

  it("names the new administrator of a site, also where a claim stands for the name", () => {
    expect(admin({ TargetUserOrGroupName: "i:0#.f|membership|eve@contoso.example" })).toBe(
      "eve@contoso.example",
    )
  })

  it("takes the owner of a OneDrive for no news", () => {
    expect(admin({ TargetUserOrGroupName: "anna.berg@contoso.example" })).toBeUndefined()
  })

  it("sees somebody open the OneDrive of somebody else for themselves", () => {
    const self = { UserId: "eve@contoso.example", TargetUserOrGroupName: "Eve@contoso.example" }

    expect(admin(self, "OpensSomebodysOneDrive")).toBeDefined()
    expect(
      admin(
        { ...self, ObjectId: "https://contoso.sharepoint.com/sites/eve", SiteUrl: "" },
        "OpensSomebodysOneDrive",
      ),
    ).toBeUndefined()
  })
})
