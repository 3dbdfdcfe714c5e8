/** Get-RoleGroup and Get-, Add- and Remove-RoleGroupMember: who may administer Exchange. Source: the cmdlets' pages. */
import type { PracticeRoleGroup } from "../world/exchange-types.ts"
import type { PracticeMailbox, PracticeTenant } from "../world/types.ts"
import { type Cmdlet, CmdletFailure, type CmdletRun, notFound, type Row } from "./cmdlet.ts"
import { needMailbox, objectIdOf } from "./recipient.ts"

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

const findGroup = ({ tenant, parameters }: CmdletRun): PracticeRoleGroup | undefined =>
  tenant.roleGroups.find(({ name }) => same(name, parameters.required("Identity")))

const needGroup = (run: CmdletRun): PracticeRoleGroup => {
  const group = findGroup(run)
  if (group === undefined) throw notFound(run.parameters.required("Identity"))
  return group
}

const toRow = (tenant: PracticeTenant, mailbox: PracticeMailbox): Row => ({
  Name: mailbox.displayName,
  DisplayName: mailbox.displayName,
  Alias: mailbox.alias,
  PrimarySmtpAddress: mailbox.upn,
  Guid: mailbox.guid,
  ExternalDirectoryObjectId: objectIdOf(tenant, mailbox),
  RecipientType: "UserMailbox",
})

const membersOf = (tenant: PracticeTenant, groups: readonly PracticeRoleGroup[]): readonly Row[] =>
  groups.flatMap(({ members }) => members.map((member) => toRow(tenant, needMailbox(tenant, member))))

export const getRoleGroup: Cmdlet = {
  allowed: ["Identity", "ResultSize"],
  run: (run) => {
    const { name, members } = needGroup(run)
    return { rows: [{ Name: name, Identity: name, Members: members }] }
  },
}

/** The members of a group that isn't there are everybody's: the official page warns of it. */
export const getRoleGroupMember: Cmdlet = {
  allowed: ["Identity", "ResultSize"],
  run: (run) => {
    const group = findGroup(run)
    return { rows: membersOf(run.tenant, group === undefined ? run.tenant.roleGroups : [group]) }
  },
}

const CHANGES = ["Identity", "Member", "BypassSecurityGroupManagerCheck"]

/** An app manages no group, so it has to bypass the check. */
function changed(run: CmdletRun, change: (group: PracticeRoleGroup, upn: string) => void) {
  const group = needGroup(run)
  if (run.ownMailbox === undefined && run.parameters.flag("BypassSecurityGroupManagerCheck") !== true) {
    throw new CmdletFailure(
      "refused",
      "You don't have sufficient permissions. Only managers of the group may change it.",
    )
  }
  change(group, needMailbox(run.tenant, run.parameters.required("Member")).upn)
  return { objectId: group.name }
}

export const addRoleGroupMember: Cmdlet = {
  allowed: CHANGES,
  run: (run) =>
    changed(run, (group, upn) => {
      if (group.members.includes(upn)) {
        throw new CmdletFailure(
          "refused",
          `The recipient "${upn}" is already a member of the group "${group.name}".`,
        )
      }
      group.members.push(upn)
    }),
}

export const removeRoleGroupMember: Cmdlet = {
  allowed: CHANGES,
  run: (run) =>
    changed(run, (group, upn) => {
      if (!group.members.includes(upn)) throw notFound(upn)
      group.members = group.members.filter((member) => member !== upn)
    }),
}
