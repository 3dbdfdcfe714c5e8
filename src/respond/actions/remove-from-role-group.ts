/**
 * Takes one member out of one of Exchange's role groups. Groups of the compliance portal bear the same kind of name and are
 * in another service. Follows Get-RoleGroup, Get-, Add- and Remove-RoleGroupMember (Exchange PowerShell reference).
 */
import { RemediationError } from "../../model/errors.ts"
import type { JsonObject } from "../../model/json.ts"
import type { Action, Snapshot, Subject } from "../action-contract.ts"
import { flag, same, text } from "../cmdlet-rows.ts"
import { findRecipient, namesOf, sameRecipient } from "../find-recipient.ts"
import { orMissing, type Reach } from "../reach.ts"
import { identityIn } from "../subject.ts"

export const removeFromRoleGroup: Action = {
  name: "remove-from-role-group",
  label: "Take this role group away",
  reversibility: "Can be undone: the same person becomes a member again. What was done with it stays done.",
  undoable: true,
  read,
  pin: (subject, before) => ({ ...subject, memberGuid: text(before, "memberGuid") ?? "" }),
  plan: (_subject, before) =>
    flag(before, "isMember") ? [memberCall("Remove-RoleGroupMember", before)] : [],
  anchor: () => undefined,
  isDone: (_subject, after) => !flag(after, "isMember"),
  blocked: (before, granted) =>
    granted.appId !== undefined && same(granted.appId, text(before, "who") ?? "")
      ? "This is one of Watchpost's own apps; no card takes its rights away."
      : undefined,
  live: (before) => [
    {
      label: `${text(before, "who") ?? "The member"} in ${text(before, "group") ?? "the role group"}`,
      value: flag(before, "isMember") ? "member" : "no member",
    },
  ],
  describe,
  inverse: (_subject, before) =>
    flag(before, "isMember") ? [memberCall("Add-RoleGroupMember", before)] : [],
}

const memberCall = (cmdlet: string, before: Snapshot) => ({
  cmdlet,
  parameters: {
    Identity: text(before, "group") ?? "",
    Member: text(before, "memberGuid") ?? "",
    // Without it only managers of the group may change it.
    BypassSecurityGroupManagerCheck: true,
    Confirm: false,
  },
})

async function read(subject: Subject, reach: Reach): Promise<Snapshot> {
  if (subject.kind !== "member") {
    throw new RemediationError(
      "The role was given directly or with a new group; take it back in the Exchange admin center.",
    )
  }
  const who = identityIn(subject, "user", "member")
  // A list that was replaced names those who were members before, too.
  if (who.includes(";")) throw new RemediationError("The alert names several members; choose by hand.")
  const group = await groupOf(identityIn(subject, "role", "role group"), reach)
  const rows = await reach.rows("Get-RoleGroupMember", { Identity: group, ResultSize: "Unlimited" })
  const found = subject.memberGuid
    ? rows.find((row) => same(text(row, "Guid") ?? "", subject.memberGuid ?? ""))
    : memberOf(rows, who, await findRecipient(who, reach))
  const guid = text(found ?? {}, "Guid") ?? subject.memberGuid ?? null
  return { who, group, isMember: found !== undefined, memberGuid: guid }
}

/** @NOTE Asked for the members of a group that isn't there, Exchange lists those of all groups. */
async function groupOf(role: string, reach: Reach): Promise<string> {
  const rows = (await orMissing(reach.rows("Get-RoleGroup", { Identity: role }))) ?? []
  const name = rows.length === 1 ? text(rows[0] ?? {}, "Name") : undefined
  if (name !== undefined) return name
  throw new RemediationError("Exchange has no such role group; it may be one of the compliance portal's.")
}

/** By everything that identifies somebody; a name alone that two members bear means neither. */
function memberOf(
  rows: readonly JsonObject[],
  who: string,
  person: JsonObject | undefined,
): JsonObject | undefined {
  const isThey = (row: JsonObject): boolean =>
    person === undefined ? namesOf(row).has(who.toLowerCase()) : sameRecipient(row, person)
  const [member, ...others] = rows.filter(isThey)
  if (others.length > 0) throw new RemediationError(`Several members are called ${who}; choose by hand.`)
  if (member !== undefined || person !== undefined) return member
  throw new RemediationError(`Exchange doesn't know ${who}; look at the group's members by hand.`)
}

function describe(before: Snapshot, after: Snapshot): string {
  const who = text(after, "who") ?? "The member"
  const group = `the role group "${text(after, "group") ?? "unknown"}"`
  if (flag(after, "isMember")) return `${who} is still a member of ${group}.`
  return flag(before, "isMember")
    ? `${who} is no member of ${group} any more: read back, it is gone from the list.`
    : `${who} is no member of ${group}.`
}
