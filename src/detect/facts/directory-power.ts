/**
 * Power in the directory that no built-in role shows: roles of one's own making, all of Azure, groups that carry roles or
 * exceptions, and the end of the directory itself.
 * Source: Microsoft Learn, "Microsoft Entra audit activity reference", "Elevate access to manage all Azure subscriptions",
 * "Microsoft Entra custom role permissions".
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { actingObject, newValue, oldValue, targetObject, targetUser } from "./directory-record.ts"
import type { Fact } from "./fact.ts"

/** Permissions with which a role of one's own takes over apps, accounts, groups or other roles. */
const POWERFUL =
  /microsoft\.directory\/(?:(?:applications|serviceprincipals)(?:\.[a-z]+)?\/(?:credentials|owners|allproperties|managepermissiongrants[a-z.-]*|approleassignedto|permissions)\b|(?:applications|serviceprincipals)\/[a-z]*\/?alltasks|users\/(?:password|authenticationmethods|invalidateallrefreshtokens|alltasks)\b|userauthenticationmethods?\b|groups(?:\.[a-z]+)*\/(?:members|owners|alltasks)\b|roleassignments\b|roledefinitions\b|conditionalaccesspolicies\b|domains\b|oauth2permissiongrants\b|allentities\b)[^"\\\],;]*/gi

const DEFINITION = /^(add|update) role definition$/

/** Powerful permissions of a role of one's own that it didn't hold before. Reading is no power. */
function definedPower(record: AuditRecord): readonly string[] {
  if (!DEFINITION.test(record.operationKey)) return []
  const found = record.modified.flatMap(({ oldValue, newValue: now }) => {
    const before = permissionsIn(oldValue)
    return permissionsIn(now).filter((one) => !before.includes(one))
  })
  return [...new Set(found)]
}

const permissionsIn = (text: string): readonly string[] =>
  (text.match(POWERFUL) ?? []).map((one) => one.toLowerCase()).filter((one) => !/\/read$/.test(one))

const ELEVATION =
  /^(user has elevated their access to user access administrator for their azure resources|assigns the caller to user access admin)$/

const JOINS = ["add member to group", "add owner to group"]

/** Groups that policies leave out: whoever is in one is asked for less. */
const EXCEPTION = /(exclu|exempt|exception|bypass|ausnahme|ausgenommen|break.?glass|whitelist)/i
const PROTECTION =
  /(mfa|2fa|multi.?factor|conditional|access|\bca[-_ \d]|\bca\b|zugriff|legacy|polic|richtlinie)/i
const WITHOUT = /\b(no|without|ohne|skip)[\s_-]*(mfa|2fa|multi.?factor)/i
/** Groups by which rules ask for more: whoever leaves one is asked for less. */
const REQUIRED =
  /(requir|enforc|mandatory|pflicht|erforderlich|obligat)[^,]*(mfa|2fa|multi.?factor|compliant|managed.?device)|(mfa|2fa|multi.?factor)[\s_-]*(requir|enforc|mandatory|pflicht|erforderlich|obligat|enabled)/i
/** Groups that are called after the power that they carry. */
const POWER =
  /\b(global|domain|enterprise|schema|tenant|exchange|sharepoint|security|intune|azure|entra|privileged|cloud|helpdesk|hybrid|tier.?0|m365|o365)[\s_.-]*(admins?|administrators?|administratoren|operators?)\b|\bpim\b|^(admins?|administrators?|administratoren)$|role.?assignable|privileged.?(access|role|user)s?\b/i

/** The group that somebody was put into, or whose rule now decides who is in it; empty for every other change. */
function groupOf(record: AuditRecord): string {
  if (JOINS.includes(record.operationKey)) return newValue(record, "Group.DisplayName")
  if (record.operationKey !== "update group") return ""
  const isRule = record.modified.some(
    ({ name, oldValue, newValue: now }) => /^MembershipRule$/i.test(name.trim()) && oldValue !== now,
  )
  return isRule ? (targetObject(record).name ?? "") : ""
}

const isException = (name: string): boolean =>
  WITHOUT.test(name) || (EXCEPTION.test(name) && PROTECTION.test(name))

export const DIRECTORY_POWER_FACTS: readonly Fact[] = [
  { name: "DefinesPowerfulRole", read: (record) => definedPower(record).join(", ") || undefined },
  {
    name: "ElevatesToAzure",
    read: (record) => (ELEVATION.test(record.operationKey) ? "all Azure subscriptions" : undefined),
  },
  {
    name: "JoinsExceptionGroup",
    read: (record) => (isException(groupOf(record)) ? groupOf(record) : undefined),
  },
  {
    name: "JoinsPowerfulGroup",
    read: (record) => {
      const name = groupOf(record)
      return !isException(name) && POWER.test(name) ? name : undefined
    },
  },
  {
    // Of a removal the old value names the group.
    name: "LeavesProtectedGroup",
    read: (record) => {
      if (record.operationKey !== "remove member from group") return undefined
      const name = oldValue(record, "Group.DisplayName")
      return REQUIRED.test(name) && !isException(name) ? name : undefined
    },
  },
  {
    name: "MovesOneselfInGroups",
    read: (record) => {
      const { id } = targetObject(record)
      const isSelf = id !== undefined && id === actingObject(record).id
      const isMove = [...JOINS, "remove member from group"].includes(record.operationKey)
      return isMove && isSelf ? targetUser(record) : undefined
    },
  },
  {
    name: "DeletesDirectory",
    read: ({ operationKey }) =>
      /^directory (deleted|scheduled for deletion)/.test(operationKey) ? "the whole directory" : undefined,
  },
]
