/**
 * Roles in Exchange and in Purview: members of role groups, roles given directly, and new groups with roles.
 * Source: Microsoft Learn, Add-RoleGroupMember, Update-RoleGroupMember, New-RoleGroup, New-ManagementRoleAssignment.
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { type Fact, isTrue, listOf, parameterOf } from "./fact.ts"

export type ExchangeRole = {
  readonly kind: "member" | "assignment" | "new-group"
  /** Names of the role or role group; several joined by "; ". */
  readonly role: string
  /** Who got it, as given; "unknown" when the record names nobody. */
  readonly user: string
  /** The assignment's own name, which removes it again. */
  readonly assignment?: string
}

const PEOPLE = ["Member", "Members", "User", "App", "SecurityGroup", "Policy", "Computer"]

/** Undefined when the record gives nobody a role. */
export function readExchangeRole(record: AuditRecord): ExchangeRole | undefined {
  const read = (...names: readonly string[]): string =>
    names.map((name) => parameterOf(record, name)?.trim() ?? "").find((value) => value !== "") ?? ""
  const user = read(...PEOPLE) || "unknown"
  switch (record.operationKey) {
    case "add-rolegroupmember":
    case "update-rolegroupmember":
      return { kind: "member", role: read("Identity") || record.target.name, user }
    case "new-managementroleassignment": {
      const name = read("Name")
      return { kind: "assignment", role: read("Role"), user, ...(name === "" ? {} : { assignment: name }) }
    }
    case "new-rolegroup":
      return { kind: "new-group", role: read("Roles") || read("Name"), user: read("Members") || "unknown" }
    default:
      return undefined
  }
}

/** With one of these, everybody's mail can be read, searched, exported or sent, or every other right taken. */
const REACHES_ALL_MAIL =
  /^(application ?impersonation|mailbox import export|mailbox search|discovery management|organization management|ediscovery (manager|administrator)|application (mail|ews|exchange)[ .].*|legal hold|search and purge|export)$/i

/** A cmdlet of these in a role of one's own reaches everybody's mail, or gives every other right. */
const POWERFUL_ENTRY =
  /(^|\\)(search-mailbox|new-(mailbox(export|import|restore)request|mailboxsearch|transportrule|inboundconnector|journalrule|managementroleassignment|compliancesearch(action)?)|set-(mailbox|transportrule)|add-(mailboxpermission|recipientpermission|rolegroupmember)|set-adminauditlogconfig|set-mailboxauditbypassassociation)$/i

/** What somebody with a role of one's own could do: the cmdlet that was put into it, or the role that it was made of. */
function definedRole(record: AuditRecord): string | undefined {
  if (record.operationKey === "new-managementrole") {
    const parent = (parameterOf(record, "Parent") ?? "").split(/[/\\]/).at(-1)?.trim() ?? ""
    return REACHES_ALL_MAIL.test(parent) ? parent : undefined
  }
  if (!/^(add|set)-managementroleentry$/.test(record.operationKey)) return undefined
  const entry = parameterOf(record, "Identity") ?? ""
  return POWERFUL_ENTRY.test(entry) && !isTrue(parameterOf(record, "RemoveParameter")) ? entry : undefined
}

/** Roles that every mailbox owner has for the own mailbox. */
const OF_EVERY_USER = /^my\w+$/i

const rolesOf = (role: ExchangeRole | undefined): readonly string[] =>
  listOf(role?.role).map((name) => (name.split(/[/\\]/).at(-1) ?? name).trim())

const grantees = (role: ExchangeRole | undefined): readonly string[] =>
  listOf(role?.user).map((name) => (name.split("/").at(-1) ?? name).toLowerCase())

export const EXCHANGE_ROLE_FACTS: readonly Fact[] = [
  { name: "DefinesExchangeRole", read: definedRole },
  {
    name: "GrantsExchangeRole",
    read: (record) => {
      const role = readExchangeRole(record)
      return role === undefined ? undefined : `${role.user}: ${role.role}`
    },
  },
  {
    name: "RoleReachesAllMail",
    read: (record) => rolesOf(readExchangeRole(record)).find((name) => REACHES_ALL_MAIL.test(name)),
  },
  {
    name: "RoleOfEveryUser",
    read: (record) => {
      const roles = rolesOf(readExchangeRole(record))
      return roles.length > 0 && roles.every((name) => OF_EVERY_USER.test(name))
        ? roles.join(", ")
        : undefined
    },
  },
  {
    name: "GrantsRoleToSelf",
    read: (record) => {
      const { upn } = record.actor
      const names = upn === undefined ? [] : [upn, upn.split("@")[0]]
      return grantees(readExchangeRole(record)).find((name) => names.includes(name))
    },
  },
  {
    name: "GrantsRoleToGuest",
    read: (record) => grantees(readExchangeRole(record)).find((name) => name.includes("#ext#")),
  },
]
