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

  it.each([
    ["ConditionalAccessPolicy", "AllowLimitedAccess", "AllowFullAccess", true],
    ["ConditionalAccessPolicy", "BlockAccess", "AllowLimitedAccess", true],
    ["ConditionalAccessPolicy", "AllowFullAccess", "BlockAccess", false],
    ["ConditionalAccessPolicy", "", "AllowFullAccess", false],
    ["IPAddressEnforcement", "True", "False", true],
  ])(
    "sees whether %s from %j to %j lets more devices or networks in",
    (Name, OldValue, NewValue, isLooser) => {
      const record = makeFileRecord({
        Operation: "DeviceAccessPolicyChanged",
        ModifiedProperties: [{ Name, OldValue, NewValue }],
      })

      expect(readFacts(record, makeContext()).evidence("LoosensSiteAccess") !== undefined).toBe(isLooser)
    },
  )

  it.each([
    [{ TargetUserOrGroupName: "lea@northwind.example", TargetUserOrGroupType: "Guest" }, true],
    [{ TargetUserOrGroupName: "i:0#.f|membership|lea_northwind.example#ext#@contoso.example" }, true],
    [{ TargetUserOrGroupName: "ben@contoso.example", TargetUserOrGroupType: "Member" }, false],
  ])("knows by %j whether a file was shared outside", (target, isOutside) => {
    const record = makeFileRecord({ Operation: "AddedToSecureLink", RecordType: 14, ...target })

    expect(readFacts(record, makeContext()).evidence("SharesFileOutside") !== undefined).toBe(isOutside)
  })
})
