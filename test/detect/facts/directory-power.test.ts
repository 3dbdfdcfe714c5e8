import { describe, expect, it } from "vitest"
import { readFacts } from "../../../src/detect/facts/all-facts.ts"
import type { Json } from "../../../src/model/json.ts"
import { makeDirectoryRecord, userIdentity } from "../../make/make-directory-record.ts"
import { makeContext } from "../../make/make-record.ts"

const ANNA = "c97f0b1c-6aa2-4f9a-9876-7b2ae6ba9f71"

const role = (before: string, after: string) =>
  readFacts(
    makeDirectoryRecord("Update role definition.", { RolePermissions: [before, after] }),
    makeContext(),
  ).evidence("DefinesPowerfulRole")

const joined = (group: string) => {
  const properties = { "Group.DisplayName": ["", JSON.stringify(group)] } as const
  const facts = readFacts(makeDirectoryRecord("Add member to group.", properties), makeContext())
  return facts.evidence("JoinsExceptionGroup") !== undefined
    ? "exception"
    : facts.evidence("JoinsPowerfulGroup") !== undefined
      ? "power"
      : "none"
}

describe("DIRECTORY_POWER_FACTS", () => {
  it.each([
    "microsoft.directory/applications/credentials/update",
    "microsoft.directory/servicePrincipals/managePermissionGrantsForAll.microsoft-company-admin",
    "microsoft.directory/servicePrincipals/allProperties/allTasks",
    "microsoft.directory/users/password/update",
    "microsoft.directory/users/authenticationMethods/create",
    "microsoft.directory/groups/members/update",
    "microsoft.directory/groups.security/members/update",
    "microsoft.directory/roleAssignments/allProperties/allTasks",
    "microsoft.directory/conditionalAccessPolicies/basic/update",
  ])("finds the power of %s", (permission) => {
    expect(role("[]", JSON.stringify([{ AllowedResourceActions: [permission] }]))).toBe(
      permission.toLowerCase(),
    )
    expect(role(permission, permission)).toBeUndefined()
    expect(role(permission, "[]")).toBeUndefined()
  })

  it.each([
    "microsoft.directory/applications/credentials/read",
    "microsoft.directory/users/standard/read",
    "microsoft.directory/devices/enable",
    "microsoft.directory/groups/hiddenMembers/read",
    "microsoft.office365.serviceHealth/allEntities/read",
  ])("finds none in %s", (permission) => {
    expect(role("[]", JSON.stringify([permission]))).toBeUndefined()
  })

  it.each([
    ["CA-Exclude-MFA", "exception"],
    ["MFA exceptions", "exception"],
    ["Users without MFA", "exception"],
    ["Ausnahme Zugriffsrichtlinie", "exception"],
    ["Break-glass access", "exception"],
    ["Domain Admins", "power"],
    ["PIM eligible", "power"],
    ["Intune Administrators", "power"],
    ["Administrators", "power"],
    ["CA-Require-MFA", "none"],
    ["Newsletter-Exclude", "none"],
    ["Access - No Guests", "none"],
    ["Administration building", "none"],
    ["Canada Exclude", "none"],
    ["Security guards", "none"],
  ])("takes the group %s for %s", (name, kind) => {
    expect(joined(name)).toBe(kind)
  })

  it.each([
    ["CA-Require-MFA", true],
    ["MFA-enforced exclusions", false],
    ["Everybody", false],
  ])("says of %s whether whoever leaves it is asked for less", (group, isAskedForLess) => {
    const left = makeDirectoryRecord("Remove member from group.", {
      "Group.DisplayName": [JSON.stringify(group), ""],
    })

    expect(readFacts(left, makeContext()).evidence("LeavesProtectedGroup") !== undefined).toBe(isAskedForLess)
  })

  it("says nothing of a group's rule that stays as it is", () => {
    const changed = (before: string, after: string) =>
      readFacts(
        makeDirectoryRecord(
          "Update group.",
          { MembershipRule: [before, after] },
          { Target: [{ ID: "Global Admins", Type: 1 }] },
        ),
        makeContext(),
      ).evidence("JoinsPowerfulGroup")

    expect(changed('["a"]', '["b"]')).toBe("Global Admins")
    expect(changed('["a"]', '["a"]')).toBeUndefined()
  })

  it("knows who moves themselves by their object, and takes nobody for somebody else who isn't named either", () => {
    const moves = (operation: string, Target: Json) =>
      readFacts(
        makeDirectoryRecord(operation, {}, { Actor: userIdentity("anna@contoso.example", ANNA), Target }),
        makeContext(),
      ).evidence("MovesOneselfInGroups")
    const nameless = makeDirectoryRecord("Add member to group.", {}, { Actor: [], Target: [] })

    expect(moves("Add member to group.", userIdentity("anna@contoso.example", ANNA))).toBe(
      "anna@contoso.example",
    )
    expect(moves("Update user.", userIdentity("anna@contoso.example", ANNA))).toBeUndefined()
    expect(readFacts(nameless, makeContext()).evidence("MovesOneselfInGroups")).toBeUndefined()
  })
})
