/**
 * Directory roles given to somebody or taken away. A role is known by its template id, which never changes; names changed
 * over the years and well-known names are the service's own.
 * Source: Microsoft Learn, "Microsoft Entra built-in roles" (template ids) and "Microsoft Entra audit activity reference".
 */

import { isGuid } from "../../lib/guid.ts"
import { perObject } from "../../lib/per-object.ts"
import type { AuditRecord } from "../../model/audit-record.ts"
import { actingObject, type DirectoryObject, newValue, oldValue, targetObject } from "./directory-record.ts"
import type { Fact } from "./fact.ts"

/** Whoever holds one of these can make themselves anything. */
const TAKEOVER: Readonly<Record<string, string>> = {
  "62e90394-69f5-4237-9190-012177145e10": "Global Administrator",
  "e8611ab8-c189-46e8-94e1-60213ab1f814": "Privileged Role Administrator",
  "7be44c8a-adaf-4e2a-84d6-ab2649e08a13": "Privileged Authentication Administrator",
  "e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8": "Partner Tier2 Support",
}

const PRIVILEGED: Readonly<Record<string, string>> = {
  ...TAKEOVER,
  "29232cdf-9323-42fd-ade2-1d097af3e4de": "Exchange Administrator",
  "f28a1f50-f6e7-4571-818b-6a12f2af6b6c": "SharePoint Administrator",
  "fe930be7-5e62-47db-91af-98c3a49a38b1": "User Administrator",
  "194ae4cb-b126-40b2-bd5b-6091b380977d": "Security Administrator",
  "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3": "Application Administrator",
  "158c047a-c907-4556-b7ef-446551a6b5f7": "Cloud Application Administrator",
  "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2": "Hybrid Identity Administrator",
  "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9": "Conditional Access Administrator",
  "c4e39bd9-1100-46d3-8c65-fb160da0071f": "Authentication Administrator",
  "0526716b-113d-4c15-b2c8-68e3c22b9f80": "Authentication Policy Administrator",
  "729827e3-9c14-49f7-bb1b-9608f156bbb8": "Helpdesk Administrator",
  "966707d0-3269-4727-9be2-8c3a10f19b9d": "Password Administrator",
  "8329153b-31d0-4727-b945-745eb3bc5f31": "Domain Name Administrator",
  "be2f45a1-457d-42af-a067-6ec1fa63bc45": "External Identity Provider Administrator",
  "17315797-102d-40b4-93e0-432062caca18": "Compliance Administrator",
  "3a2c62db-5318-420d-8d74-23affee5d9d5": "Intune Administrator",
  "69091246-20e8-4a56-aa4d-066075b2a7a8": "Teams Administrator",
  "fdd7a751-b60b-444a-984c-02652fe8fa1c": "Groups Administrator",
  "9360feb5-f418-4baa-8175-e2a00bac4301": "Directory Writers",
  "4ba39ca4-527c-499a-b93d-d9b492c50246": "Partner Tier1 Support",
  "d29b2b05-8046-44ba-8758-1e26182fcf32": "Directory Synchronization Accounts",
  "31392ffb-586c-42d1-9346-e59415a2cc4e": "Exchange Recipient Administrator",
  "cf1c38e5-3621-4004-a7cb-879624dced7c": "Application Developer",
  "7698a772-787b-4ac8-901f-60d6b08affd2": "Cloud Device Administrator",
  "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f": "Security Operator",
  "9f06204d-73c1-4d4c-880a-6edb90606fd8": "Microsoft Entra Joined Device Local Administrator",
  "25a516ed-2fa0-40ea-a2d0-12923a21473a": "Authentication Extensibility Administrator",
  "45d8d3c5-c802-45c6-b32a-1d70b5e1e86e": "Identity Governance Administrator",
  "59d46f88-662b-457b-bceb-5c3809e5908f": "Lifecycle Workflows Administrator",
  "f2ef992c-3afb-46b9-b7cf-a126ee74c451": "Global Reader",
  "5d6b6bb7-de71-4623-b4af-96380a352509": "Security Reader",
}

/** They change nothing, and see every setting and every alert. */
const READING: readonly string[] = ["Global Reader", "Security Reader"]

/** Names that records wrote before the roles were renamed, and well-known names without blanks. */
const OLDER_NAMES: Readonly<Record<string, string>> = {
  "company administrator": "Global Administrator",
  tenantadmins: "Global Administrator",
  "exchange service administrator": "Exchange Administrator",
  exchangeserviceadmins: "Exchange Administrator",
  "sharepoint service administrator": "SharePoint Administrator",
  sharepointserviceadmins: "SharePoint Administrator",
  "user account administrator": "User Administrator",
  useraccountadmins: "User Administrator",
  "intune service administrator": "Intune Administrator",
  "teams service administrator": "Teams Administrator",
  "helpdesk admins": "Helpdesk Administrator",
  helpdeskadmins: "Helpdesk Administrator",
  privilegedroleadmins: "Privileged Role Administrator",
  "device administrators": "Microsoft Entra Joined Device Local Administrator",
  "azure ad joined device local administrator": "Microsoft Entra Joined Device Local Administrator",
  applicationadministrators: "Application Administrator",
}

const IDS = new Map(Object.entries(PRIVILEGED).map(([id, name]) => [name, id]))
const NAMES = new Map(Object.values(PRIVILEGED).map((name) => [name.toLowerCase(), name]))
const TAKEOVER_NAMES = new Set(Object.values(TAKEOVER))

export type RoleChange = {
  readonly given: boolean
  /** Only the right to activate the role later. */
  readonly eligible: boolean
  readonly role: string
  /** Template id, lower case; missing where the record has none. */
  readonly roleId?: string
  readonly member: DirectoryObject
  readonly privileged: boolean
  readonly takeover: boolean
}

const ADDED =
  /^add (?:(eligible|scoped) )?member to role(?: in pim completed \((?:permanent|timebound)\))?(?: outside of pim.*| scoped over restricted management administrative unit)?$|^add (?:role assignment|(eligible)roleassignment) to role ?definition$/
const REMOVED = /^remove (?:(eligible) )?member from role(?: in pim completed \((?:permanent|timebound)\))?$/

/**
 * The app through which Privileged Identity Management writes: what it does was asked for in a record of its own, and an
 * activation was allowed when the role was made eligible.
 */
const PIM_APP = "01fc33a7-78ba-4d2f-a4b7-768e336e890e"

/** Undefined for everything but a role given or taken. Of a removal the old value names the role. */
export const readRoleChange = perObject((record: AuditRecord): RoleChange | undefined => {
  const added = ADDED.exec(record.operationKey)
  const removed = REMOVED.exec(record.operationKey)
  const found = added ?? removed
  if (found === null || actingApps(record).includes(PIM_APP)) return undefined
  const read = (name: string): string => (added === null ? oldValue : newValue)(record, name)
  const given = (read("Role.TemplateId") || read("RoleDefinition.TemplateId")).toLowerCase()
  const names = ["Role.DisplayName", "Role.WellKnownObjectName", "RoleDefinition.DisplayName"].map(read)
  const role = roleName(given, names)
  // The role's object id is another one in each tenant: a fix needs the template's.
  const roleId = isGuid(given) ? given : IDS.get(role)
  return {
    given: added !== null,
    eligible: (found[1] ?? found[2]) === "eligible",
    role,
    ...(roleId === undefined ? {} : { roleId }),
    member: targetObject(record),
    privileged: NAMES.has(role.toLowerCase()),
    takeover: TAKEOVER_NAMES.has(role),
  }
})

const actingApps = (record: AuditRecord): readonly (string | undefined)[] => {
  const { id, appId } = actingObject(record)
  return [id, appId]
}

const olderName = (name: string): string | undefined =>
  Object.hasOwn(OLDER_NAMES, name.toLowerCase()) ? OLDER_NAMES[name.toLowerCase()] : undefined

/** A name can be anything in a masked or edited record: the template id counts first, then either name. */
function roleName(id: string, given: readonly string[]): string {
  const byId = Object.hasOwn(PRIVILEGED, id) ? PRIVILEGED[id] : undefined
  const known = given.map((name) => olderName(name) ?? NAMES.get(name.toLowerCase()))
  return (
    byId ??
    known.find((name) => name !== undefined) ??
    (given.find((name) => name !== "") || "an unnamed role")
  )
}

const given =
  (holds: (change: RoleChange) => boolean): Fact["read"] =>
  (record) => {
    const change = readRoleChange(record)
    return change?.given === true && holds(change) ? change.role : undefined
  }

export const DIRECTORY_ROLE_FACTS: readonly Fact[] = [
  { name: "GrantsRole", read: given(() => true) },
  { name: "GrantsPrivilegedRole", read: given(({ privileged }) => privileged) },
  { name: "GrantsTakeoverRole", read: given(({ takeover }) => takeover) },
  { name: "GrantsReadingRole", read: given(({ role }) => READING.includes(role)) },
  {
    name: "RemovesPrivilegedRole",
    read: (record) => {
      const change = readRoleChange(record)
      return change?.given === false && change.privileged ? change.role : undefined
    },
  },
]
