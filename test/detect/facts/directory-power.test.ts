import { describe, expect, it } from "vitest"
import { readFacts } from "../../../src/detect/facts/all-facts.ts"
import { makeDirectoryRecord } from "../../make/make-directory-record.ts"
import { makeContext } from "../../make/make-record.ts"

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
})
