import { describe, expect, it } from "vitest"
import { loosened } from "../../../src/detect/facts/authorization.ts"
import { makeDirectoryRecord } from "../../make/make-directory-record.ts"

const setting = (name: string, before: string, after: string): readonly string[] =>
  loosened(makeDirectoryRecord("Update authorization policy.", { [name]: [before, after] }))

const LEGACY = '["ManagePermissionGrantsForSelf.microsoft-user-default-legacy"]'
const LOW = '["ManagePermissionGrantsForSelf.microsoft-user-default-low"]'

describe("loosened()", () => {
  it.each([
    ["AllowUserConsentForRiskyApps", "[false]", "[true]", 1],
    ["AllowUserConsentForRiskyApps", "[true]", "[true]", 0],
    ["AllowUserConsentForRiskyApps", "[true]", "[false]", 0],
    ["DefaultUserRolePermissions.AllowedToCreateTenants", "", "[\r\n  true\r\n]", 1],
    ["BlockMsolPowerShell", "[true]", "[false]", 1],
    ["BlockMsolPowerShell", "[false]", "[true]", 0],
    ["AllowInvitesFrom", '["none"]', '["adminsAndGuestInviters"]', 1],
    ["AllowInvitesFrom", '["everyone"]', '["none"]', 0],
    ["AllowInvitesFrom", "[]", '["everyone"]', 0],
    ["PermissionGrantPolicyIdsAssignedToDefaultUserRole", "[]", LOW, 1],
    ["PermissionGrantPolicyIdsAssignedToDefaultUserRole", LOW, LEGACY, 1],
    ["PermissionGrantPolicyIdsAssignedToDefaultUserRole", LEGACY, LOW, 0],
    ["PermissionGrantPolicyIdsAssignedToDefaultUserRole", LEGACY, "[]", 0],
    ["constructor", "[false]", "[true]", 0],
  ])("judges %s from %j to %j", (name, before, after, count) => {
    expect(setting(name, before, after)).toHaveLength(count)
  })

  it("reads the lists of guests' domains in a policy wrapped in texts", () => {
    const lists = (value: object): string =>
      JSON.stringify([JSON.stringify({ B2BManagementPolicy: { Domains: value } })])
    const policy = (before: object, after: object): readonly string[] =>
      loosened(
        makeDirectoryRecord(
          "Update policy.",
          { PolicyDetail: [lists(before), lists(after)] },
          { Target: [{ ID: "B2BManagementPolicy", Type: 1 }] },
        ),
      )

    expect(policy({ AllowedDomains: ["a.example"] }, { AllowedDomains: ["a.example", "b.example"] })).toEqual(
      ["guests of b.example may be invited"],
    )
    expect(policy({ AllowedDomains: ["a.example"] }, {})).toEqual(["guests of every domain may be invited"])
    expect(policy({ BlockedDomains: ["a.example"] }, {})).toEqual([
      "guests of a.example aren't blocked any more",
    ])
    expect(policy({}, { AllowedDomains: ["a.example"] })).toEqual([])
  })
})
