/**
 * Permissions that an app holds in its own name, over everybody's data. They are granted by value; an app's own
 * registration only asks for them, by id.
 * Source: Microsoft Learn, "Microsoft Graph permissions reference" (application permission ids); Exchange Online's
 * `full_access_as_app` and `Exchange.ManageAsApp`.
 */

import { isGuid } from "../../lib/guid.ts"
import type { AuditRecord } from "../../model/audit-record.ts"
import { isJsonObject, type Json } from "../../model/json.ts"
import { newValue, targetObject } from "./directory-record.ts"
import type { Fact } from "./fact.ts"
import { objectsIn, unwrapJson } from "./json-values.ts"

const POWERFUL =
  /^(mail\.(read|readwrite|readbasic(\.all)?|send)$|mailboxsettings\.|mailboxitem\.|files\.(read|readwrite)\.all$|sites\.(fullcontrol|manage|readwrite|read)\.all$|directory\.readwrite\.all$|rolemanagement\.readwrite|approleassignment\.readwrite\.all$|application\.readwrite|user\.readwrite\.all$|user\.(enabledisableaccount|manageidentities)\.all$|user-passwordprofile\.readwrite\.all$|userauthenticationmethod\.readwrite\.all$|group(member)?\.readwrite\.all$|policy\.readwrite|domain\.readwrite\.all$|chat\.read|channelmessage\.read|contacts\.read|notes\.read|full_access_as_app$|exchange\.manage|imap\.|pop\.|smtp\.|ediscovery\.|delegatedpermissiongrant\.readwrite)/i

/** With one of these an app can give itself everything else, or reads every mailbox at once. */
const TAKEOVER =
  /^(directory\.readwrite\.all|rolemanagement\.readwrite\.directory|approleassignment\.readwrite\.all|application\.readwrite\.all|userauthenticationmethod\.readwrite\.all|full_access_as_app|exchange\.manageasapp|sites\.fullcontrol\.all)$/i

const ROLE_IDS: Readonly<Record<string, string>> = {
  "810c84a8-4a9e-49e6-bf7d-12d183f40d01": "Mail.Read",
  "e2a3a72e-5f79-4c64-b1b1-878b674786c9": "Mail.ReadWrite",
  "b633e1c5-b582-4048-a93e-9f11b44c7e96": "Mail.Send",
  "40f97065-369a-49f4-947c-6a255697ae91": "MailboxSettings.Read",
  "6931bccd-447a-43d1-b442-00a195474933": "MailboxSettings.ReadWrite",
  "01d4889c-1287-42c6-ac1f-5d1e02578ef6": "Files.Read.All",
  "75359482-378d-4052-8f01-80520e7db3cd": "Files.ReadWrite.All",
  "332a536c-c7ef-4017-ab91-336970924f0d": "Sites.Read.All",
  "9492366f-7969-46a4-8d15-ed1a20078fff": "Sites.ReadWrite.All",
  "a82116e5-55eb-4c41-a434-62fe8a61c773": "Sites.FullControl.All",
  "19dbc75e-c2e2-444c-a770-ec69d8559fc7": "Directory.ReadWrite.All",
  "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8": "RoleManagement.ReadWrite.Directory",
  "06b708a9-e830-4db3-a914-8e69da51d44f": "AppRoleAssignment.ReadWrite.All",
  "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9": "Application.ReadWrite.All",
  "741f803b-c850-494e-b5df-cde7c675a1ca": "User.ReadWrite.All",
  "62a82d76-70ea-41e2-9197-370581804d09": "Group.ReadWrite.All",
  "dc890d15-9560-4a4c-9b7f-a736ec74ec40": "full_access_as_app",
  "dc50a0fb-09a3-484d-be87-e023b12c6440": "Exchange.ManageAsApp",
}

const roleById = (id: string): string | undefined =>
  Object.hasOwn(ROLE_IDS, id.toLowerCase()) ? ROLE_IDS[id.toLowerCase()] : undefined

export type AppRoleGrant = {
  readonly role: string
  readonly appId?: string
  readonly servicePrincipalId?: string
  readonly appName?: string
  /** The API that the permission is for. */
  readonly api?: string
}

/** The record's target is the API; the app that got the permission stands in the properties. */
export function readAppRoleGrant(record: AuditRecord): AppRoleGrant | undefined {
  if (record.operationKey !== "add app role assignment to service principal") return undefined
  const byId = roleById(newValue(record, "AppRole.Id"))
  const role = newValue(record, "AppRole.Value") || byId || ""
  if (role === "") return undefined
  const appId = newValue(record, "ServicePrincipal.AppId").toLowerCase()
  const id = newValue(record, "ServicePrincipal.ObjectID").toLowerCase()
  const name = newValue(record, "ServicePrincipal.DisplayName")
  const api = targetObject(record).name
  return {
    role,
    ...(isGuid(appId) ? { appId } : {}),
    ...(isGuid(id) ? { servicePrincipalId: id } : {}),
    ...(name === "" ? {} : { appName: name }),
    ...(api === undefined ? {} : { api }),
  }
}

/** Powerful permissions that an app's registration asks for since this change. Asking grants nothing yet. */
export function requestedRoles(record: AuditRecord): readonly string[] {
  if (!/^(add|update) application$/.test(record.operationKey)) return []
  const property = record.modified.find(({ name }) => /^RequiredResourceAccess$/i.test(name.trim()))
  if (property === undefined) return []
  const before = entitlementsIn(unwrapJson(property.oldValue))
  return entitlementsIn(unwrapJson(property.newValue))
    .filter((id) => !before.includes(id))
    .flatMap((id) => roleById(id) ?? [])
}

/** `DirectAccessGrant` false asks for the permission in a user's name. */
const entitlementsIn = (value: Json | undefined): readonly string[] =>
  objectsIn(value).flatMap((entry) => {
    const id = entry.EntitlementId
    return isJsonObject(entry) && typeof id === "string" && String(entry.DirectAccessGrant) !== "false"
      ? [id.toLowerCase()]
      : []
  })

const granted =
  (powerful: RegExp): Fact["read"] =>
  (record) => {
    const role = readAppRoleGrant(record)?.role
    return role !== undefined && powerful.test(role) ? role : undefined
  }

export const APP_ROLE_FACTS: readonly Fact[] = [
  { name: "GrantsPowerfulAppRole", read: granted(POWERFUL) },
  { name: "GrantsTakeoverAppRole", read: granted(TAKEOVER) },
  {
    name: "RequestsPowerfulAppRole",
    read: (record) => {
      const roles = requestedRoles(record)
      return roles.length === 0 ? undefined : roles.join(", ")
    },
  },
]
