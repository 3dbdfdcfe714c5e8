/** Who holds which directory role, in the practice Graph. Source: Microsoft Graph v1.0 reference, unifiedRoleAssignment. */
import { randomUUID } from "node:crypto"
import type { PracticeCloud } from "../cloud.ts"
import { recordDirectoryChange } from "../directory-record.ts"
import type { Reply } from "../router.ts"
import { roleChanges, roleName } from "../world/role.ts"
import type { PracticeRoleAssignment } from "../world/types.ts"
import {
  bodyOf,
  denied,
  filtered,
  type GraphRoute,
  has,
  notThere,
  refuse,
  type Visit,
} from "./graph-visit.ts"

const READ = ["RoleManagement.Read.Directory", "RoleManagement.ReadWrite.Directory", "Directory.Read.All"]
const WRITE = "RoleManagement.ReadWrite.Directory"
const PLACE = "/roleManagement/directory/roleAssignments"

const toRow = (
  { call }: Visit,
  { id, principalId, roleDefinitionId, directoryScopeId }: PracticeRoleAssignment,
) => ({
  id,
  principalId,
  roleDefinitionId,
  directoryScopeId,
  ...(call.url.searchParams.get("$expand") === "roleDefinition"
    ? { roleDefinition: { id: roleDefinitionId, displayName: roleName(roleDefinitionId) } }
    : {}),
})

const listAll = (cloud: PracticeCloud, visit: Visit): Reply => {
  if (!has(visit.caller, ...READ)) return denied(cloud)
  const rows = filtered(visit, visit.tenant.roleAssignments).map((one) => toRow(visit, one))
  return { status: 200, body: { value: rows } }
}

/** Members that the world knows only by their id leave no record. */
const record = (
  cloud: PracticeCloud,
  visit: Visit,
  assignment: PracticeRoleAssignment,
  given: boolean,
): void => {
  const user = visit.tenant.users.find(({ objectId }) => objectId === assignment.principalId)
  if (user === undefined) return
  recordDirectoryChange(cloud.world, visit.tenant, visit.caller, user, {
    operation: given ? "Add member to role." : "Remove member from role.",
    modified: roleChanges(assignment.roleDefinitionId, given),
  })
}

const remove = (cloud: PracticeCloud, visit: Visit): Reply => {
  const { tenant, call, caller } = visit
  if (!has(caller, WRITE)) return denied(cloud)
  const assignment = tenant.roleAssignments.find((one) => one.id === call.params.id)
  if (assignment === undefined) return notThere(cloud, call.params.id ?? "")
  tenant.roleAssignments = tenant.roleAssignments.filter((one) => one !== assignment)
  record(cloud, visit, assignment, false)
  return { status: 204 }
}

const add = (cloud: PracticeCloud, visit: Visit): Reply => {
  const { tenant, caller } = visit
  if (!has(caller, WRITE)) return denied(cloud)
  const { principalId, roleDefinitionId, directoryScopeId } = bodyOf(visit)
  if (typeof principalId !== "string" || typeof roleDefinitionId !== "string") {
    return refuse(cloud, 400, "Request_BadRequest", "A required property is missing.")
  }
  const scope = typeof directoryScopeId === "string" ? directoryScopeId : "/"
  const twin = (one: PracticeRoleAssignment): boolean =>
    one.principalId === principalId && one.roleDefinitionId === roleDefinitionId
  if (tenant.roleAssignments.some(twin)) {
    return refuse(cloud, 409, "Conflict", "A conflicting object with the same identity already exists.")
  }
  const made = { id: randomUUID(), principalId, roleDefinitionId, directoryScopeId: scope }
  tenant.roleAssignments.push(made)
  record(cloud, visit, made, true)
  return { status: 201, body: toRow(visit, made) }
}

const ELIGIBLE = "/roleManagement/directory/roleEligibilitySchedules"
const REQUESTS = "/roleManagement/directory/roleEligibilityScheduleRequests"

const unlicensed = (cloud: PracticeCloud): Reply =>
  refuse(
    cloud,
    400,
    "AadPremiumLicenseRequired",
    "The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.",
  )

const listEligible = (cloud: PracticeCloud, visit: Visit): Reply => {
  if (!has(visit.caller, ...READ)) return denied(cloud)
  if (visit.tenant.roleEligibilities === undefined) return unlicensed(cloud)
  const rows = filtered(visit, visit.tenant.roleEligibilities).map((one) => ({
    ...toRow(visit, one),
    scheduleInfo: { startDateTime: "2026-01-05T08:00:00Z", expiration: { type: "noExpiration" } },
  }))
  return { status: 200, body: { value: rows } }
}

/** Source: "Create roleEligibilityScheduleRequests", adminAssign and adminRemove. */
const changeEligible = (cloud: PracticeCloud, visit: Visit): Reply => {
  const { tenant, caller } = visit
  if (!has(caller, WRITE)) return denied(cloud)
  if (tenant.roleEligibilities === undefined) return unlicensed(cloud)
  const { action, principalId, roleDefinitionId, scheduleInfo } = bodyOf(visit)
  const given = action === "adminAssign"
  if (typeof principalId !== "string" || typeof roleDefinitionId !== "string" || (given && !scheduleInfo))
    return refuse(cloud, 400, "Request_BadRequest", "A required property is missing.")
  const isIt = (one: PracticeRoleAssignment): boolean =>
    one.principalId === principalId && one.roleDefinitionId === roleDefinitionId
  const found = tenant.roleEligibilities.find(isIt)
  if (given === (found !== undefined))
    return refuse(
      cloud,
      400,
      given ? "RoleAssignmentExists" : "RoleAssignmentDoesNotExist",
      "The Role assignment already exists, or does not exist.",
    )
  const changed = found ?? { id: randomUUID(), principalId, roleDefinitionId, directoryScopeId: "/" }
  tenant.roleEligibilities = given
    ? [...tenant.roleEligibilities, changed]
    : tenant.roleEligibilities.filter((one) => one !== found)
  const user = tenant.users.find(({ objectId }) => objectId === principalId)
  if (user !== undefined)
    recordDirectoryChange(cloud.world, tenant, caller, user, {
      operation: given ? "Add eligible member to role." : "Remove eligible member from role.",
      modified: roleChanges(roleDefinitionId, given),
    })
  return {
    status: 201,
    body: { id: changed.id, action: String(action), status: given ? "Provisioned" : "Revoked" },
  }
}

export const roleRoutes = (cloud: PracticeCloud): readonly GraphRoute[] => [
  { method: "GET", path: PLACE, act: (visit) => listAll(cloud, visit) },
  { method: "GET", path: ELIGIBLE, act: (visit) => listEligible(cloud, visit) },
  { method: "POST", path: REQUESTS, act: (visit) => changeEligible(cloud, visit) },
  { method: "POST", path: PLACE, act: (visit) => add(cloud, visit) },
  { method: "DELETE", path: `${PLACE}/:id`, act: (visit) => remove(cloud, visit) },
]
