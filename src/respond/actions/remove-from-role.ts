/**
 * Takes a directory role from a user or an app: held, or such that it may be activated (PIM), which is another list.
 * Follows unifiedRoleAssignment, unifiedRoleEligibilitySchedule and -ScheduleRequest (Microsoft Graph v1.0 reference).
 */

import { isGuid } from "../../lib/guid.ts"
import { RemediationError } from "../../model/errors.ts"
import { GLOBAL_ADMINISTRATOR } from "../../model/global-admins.ts"
import type { JsonObject } from "../../model/json.ts"
import type { Action, Snapshot, Subject } from "../action-contract.ts"
import { child, objects, same, text } from "../cmdlet-rows.ts"
import { ASSIGNMENTS, ELIGIBLE, lacking, list, orNamed, quoted, readAccount } from "../directory-reads.ts"
import { readApplication } from "../find-application.ts"
import { isLastAdministrator, lastAdministratorGuard } from "../last-administrator.ts"
import { orMissing, orRefused, type Reach } from "../reach.ts"
import { accountNameOf } from "../subject.ts"

export const removeFromRole: Action = {
  name: "remove-from-role",
  label: "Take this role away",
  reversibility: "Can be undone: the same role is given again.",
  undoable: true,
  read: (subject, reach) => orNamed(read(subject, reach), reach, [WRITE]),
  pin: (subject, before) => ({ ...subject, memberId: text(before, "memberId") ?? "" }),
  plan: (_subject, before) => [
    ...assignments(before).map((one) => ({
      method: "DELETE" as const,
      path: `${ASSIGNMENTS}/${encodeURIComponent(text(one, "id") ?? "")}`,
      recordedAs: ["remove member from role"],
      mayComeLast: true,
    })),
    ...eligibilities(before).map(({ scheduleInfo: _, ...one }) => request("adminRemove", one)),
  ],
  anchor: () => undefined,
  isDone: (_subject, after) => holding(after) === NOT_HELD,
  blocked: (before, granted) =>
    lacking(granted, WRITE) ??
    (granted.appId !== undefined && same(granted.appId, text(before, "appId") ?? "")
      ? "This is Watchpost's own app; it doesn't take its own rights away."
      : undefined) ??
    lastAdministratorGuard(before),
  live: (before) => [
    {
      label: `Role ${text(before, "role") ?? "unknown"} of ${text(before, "member") ?? "the member"}`,
      value: holding(before),
    },
  ],
  describe,
  inverse: (_subject, before) => [
    ...assignments(before).map(({ id: _id, ...assignment }) => ({
      method: "POST" as const,
      path: ASSIGNMENTS,
      body: { "@odata.type": "#microsoft.graph.unifiedRoleAssignment", ...assignment },
      recordedAs: ["add member to role"],
      mayComeLast: true,
    })),
    ...eligibilities(before).map((one) => request("adminAssign", one)),
  ],
}

const WRITE = "RoleManagement.ReadWrite.Directory"

/** What may be activated is changed by asking for it. */
const request = (action: "adminRemove" | "adminAssign", one: JsonObject) => ({
  method: "POST" as const,
  path: "/roleManagement/directory/roleEligibilityScheduleRequests",
  body: { action, justification: "Watchpost", ...one },
  recordedAs: recordsOf(
    action === "adminRemove" ? "remove eligible member from role" : "add eligible member to role",
  ),
  mayComeLast: true,
})

const recordsOf = (operation: string): readonly string[] => [
  operation,
  `${operation} in pim completed (permanent)`,
  `${operation} in pim completed (timebound)`,
]

const assignments = (snapshot: Snapshot): readonly JsonObject[] => objects(snapshot, "assignments")
const eligibilities = (snapshot: Snapshot): readonly JsonObject[] => objects(snapshot, "eligibilities")

const NOT_HELD = "not held"

/** In the words of the card. Of several the number tells whether some of them are gone. */
function holding(snapshot: Snapshot): string {
  const held = counted(assignments(snapshot), "held")
  const eligible = counted(eligibilities(snapshot), "may be activated")
  return [held, eligible].filter((words) => words !== "").join(", and ") || NOT_HELD
}

const counted = ({ length }: readonly JsonObject[], words: string): string =>
  length === 0 ? "" : length === 1 ? words : `${length} ${words}`

async function read(subject: Subject, reach: Reach): Promise<Snapshot> {
  const { roleId = "", roleName = "" } = subject
  // One step can give several roles: all of them are taken away.
  const [ids, names] = [roleId.split(";"), roleName.split(";")].map((parts) =>
    parts.map((part) => part.trim()),
  )
  const wanted = { ids: (ids ?? []).filter(isGuid), names: (names ?? []).filter((name) => name !== "") }
  if (wanted.ids.length === 0 && wanted.names.length === 0) {
    throw new RemediationError("The alert doesn't name the role; look at it in the admin center.")
  }
  const { id, name, appId = null } = await memberOf(subject, reach)
  const isWanted = (row: JsonObject): boolean => {
    const named = text(child(row, "roleDefinition") ?? {}, "displayName") ?? ""
    const id = text(row, "roleDefinitionId") ?? ""
    return wanted.ids.some((one) => same(one, id)) || wanted.names.some((one) => same(one, named))
  }
  const rowsOf = (place: string) =>
    list(reach, place, `principalId eq ${quoted(id)}`, "&$expand=roleDefinition")
  const mine = (await rowsOf(ASSIGNMENTS)).filter(isWanted)
  // Without the license nothing can be activated, and the list isn't there.
  const eligible = ((await orMissing(rowsOf(ELIGIBLE))) ?? []).filter(isWanted)
  const [first] = [...mine, ...eligible]
  return {
    memberId: id,
    member: name,
    appId,
    role: roleName || text(child(first ?? {}, "roleDefinition") ?? {}, "displayName") || roleId,
    assignments: mine.map(assignmentOf),
    eligibilities: eligible.map(eligibilityOf),
    lastHolder:
      [...mine, ...eligible].some((row) => same(text(row, "roleDefinitionId") ?? "", GLOBAL_ADMINISTRATOR)) &&
      (await isLastAdministrator({ id, isApp: appId !== null }, reach)),
  }
}

type Member = { readonly id: string; readonly name: string; readonly appId?: string }

async function memberOf(subject: Subject, reach: Reach): Promise<Member> {
  const known = subject.memberId || subject.servicePrincipalId || subject.userId
  if (known !== undefined && isGuid(known)) {
    const appId = await appIdOf(known, reach)
    return { id: known, name: accountNameOf(subject), ...(appId === undefined ? {} : { appId }) }
  }
  const account = await readAccount(subject, reach)
  return { id: text(account, "id") ?? "", name: text(account, "account") ?? accountNameOf(subject) }
}

/** Undefined for whoever is no app, and where apps may not be read. */
async function appIdOf(id: string, reach: Reach): Promise<string | undefined> {
  const app = await orRefused(readApplication({ servicePrincipalId: id }, reach))
  return app === undefined ? undefined : text(app, "appId")
}

const assignmentOf = (row: JsonObject): JsonObject => ({
  id: text(row, "id") ?? "",
  principalId: text(row, "principalId") ?? "",
  roleDefinitionId: text(row, "roleDefinitionId") ?? "",
  directoryScopeId: text(row, "directoryScopeId") ?? "/",
})

const eligibilityOf = (row: JsonObject): JsonObject => ({
  principalId: text(row, "principalId") ?? "",
  roleDefinitionId: text(row, "roleDefinitionId") ?? "",
  directoryScopeId: text(row, "directoryScopeId") ?? "/",
  scheduleInfo: child(row, "scheduleInfo") ?? {},
})

function describe(before: Snapshot, after: Snapshot): string {
  const member = text(after, "member") ?? "The member"
  const role = `the role ${text(after, "role") ?? "unknown"}`
  if (assignments(after).length > 0) return `${member} still holds ${role}.`
  if (eligibilities(after).length > 0) return `${member} may still activate ${role}.`
  if (holding(before) === NOT_HELD) return `${member} doesn't hold ${role}.`
  return assignments(before).length === 0
    ? `${member} may no longer activate ${role}: read back, the eligibility is gone.`
    : `${member} no longer holds ${role}: read back, the assignment is gone.`
}
