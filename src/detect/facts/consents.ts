/**
 * What an app was allowed to do in somebody's name. `Consent to application.` says it as free text
 * (`[[…old…]] => [[… ConsentType: AllPrincipals, Scope: Mail.Read …]]; `), `Add delegated permission grant.` in properties.
 * Source: Microsoft Learn, "Microsoft Graph permissions reference", "oAuth2PermissionGrant resource type".
 */

import { isGuid } from "../../lib/guid.ts"
import { perObject } from "../../lib/per-object.ts"
import type { AuditRecord } from "../../model/audit-record.ts"
import { newValue, oldValue, targetObject } from "./directory-record.ts"
import { type Fact, isTrue } from "./fact.ts"

export type Consent = {
  readonly appId?: string
  readonly servicePrincipalId?: string
  readonly appName?: string
  /** What is newly allowed, without the address of the API. */
  readonly scopes: readonly string[]
  /** For every user of the tenant. */
  readonly everyone: boolean
  /** In the app's own name, without any user. */
  readonly appOnly: boolean
  /** Why it was refused, where it was. */
  readonly reason: string
}

const CONSENT = "consent to application"
const GRANTS = [
  "add delegated permission grant",
  "add oauth2permissiongrant",
  "update delegated permission grant",
]

/** Reads and sends what people wrote: mail, files, contacts, chats. Calendars alone are what half of all apps ask for. */
const DATA =
  /^(mail\.|mailboxsettings\.|mailboxitem\.|mailboxfolder\.|files\.|sites\.|contacts\.|notes\.|chat\.|channelmessage\.|full_access_as_user$|ews\.|imap\.|pop\.|smtp\.|exchange\.)/i
/** Changes who may do what. */
const DIRECTORY =
  /^(directory\.(readwrite|accessasuser)|rolemanagement\.readwrite|application\.readwrite|approleassignment\.readwrite|delegatedpermissiongrant\.readwrite|user\.(readwrite\.all|manageidentities)|userauthenticationmethod\.readwrite|group(member)?\.readwrite|policy\.readwrite|domain\.readwrite|organization\.readwrite|privilegedaccess\.readwrite)/i
const SIGN_IN = /^(openid|profile|email|offline_access|user\.read|user\.readbasic\.all)$/i

export const isRiskyScope = (scope: string): boolean => DATA.test(scope) || DIRECTORY.test(scope)

/** Undefined when the record isn't about a consent, or when it allows nothing new. */
export function readConsent(record: AuditRecord): Consent | undefined {
  const { operationKey } = record
  return operationKey === CONSENT || GRANTS.includes(operationKey) ? readOnce(record) : undefined
}

const readOnce = perObject((record: AuditRecord) =>
  record.operationKey === CONSENT ? readFreeText(record) : readGrantProperties(record),
)

function readFreeText(record: AuditRecord): Consent | undefined {
  const flag = (name: string): boolean => isTrue(newValue(record, `ConsentContext.${name}`))
  const text = rawNew(record, "ConsentAction.Permissions")
  const { scopes, everyone } = addedScopes(text)
  const appOnly = flag("IsAppOnly")
  if (scopes.length === 0 && text !== "" && !appOnly) return undefined
  const target = targetObject(record)
  const objectId = typeof record.raw.ObjectId === "string" ? record.raw.ObjectId.trim().toLowerCase() : ""
  const appId = isGuid(objectId) ? objectId : target.appId
  return {
    ...(appId === undefined ? {} : { appId }),
    ...(target.id === undefined ? {} : { servicePrincipalId: target.id }),
    ...(target.name === undefined ? {} : { appName: target.name }),
    scopes,
    everyone: everyone || appOnly || flag("OnBehalfOfAll"),
    appOnly,
    reason: newValue(record, "ConsentAction.Reason"),
  }
}

const rawNew = (record: AuditRecord, name: string): string =>
  record.modified.find((one) => one.name.toLowerCase() === name.toLowerCase())?.newValue ?? ""

/** A consent is written as the whole state before and after: only what came with it counts. */
function addedScopes(text: string): { readonly scopes: readonly string[]; readonly everyone: boolean } {
  const arrow = text.indexOf("=>")
  const before = new Set(arrow < 0 ? [] : grantsIn(text.slice(0, arrow)).map(keyOf))
  const after = grantsIn(arrow < 0 ? text : text.slice(arrow + 2))
  const added = after.filter((one) => !before.has(keyOf(one)))
  return {
    scopes: [...new Set(added.map(({ scope }) => scope))],
    everyone: added.some(({ type }) => /^allprincipals$/i.test(type)),
  }
}

type OneScope = { readonly type: string; readonly resource: string; readonly scope: string }
const keyOf = ({ type, resource, scope }: OneScope): string => `${type} ${resource} ${scope}`.toLowerCase()

function grantsIn(text: string): readonly OneScope[] {
  return text.split("[").flatMap((entry) => {
    const read = (name: string): string =>
      new RegExp(`${name}:\\s*([^,\\]]*)`, "i").exec(entry)?.[1]?.trim() ?? ""
    const [type, resource] = [read("ConsentType"), read("ResourceId")]
    return splitScopes(read("Scope")).map((scope) => ({ type, resource, scope }))
  })
}

/** `https://graph.microsoft.com/Mail.Read` is Mail.Read. */
const splitScopes = (text: string): readonly string[] =>
  text
    .split(/\s+/)
    .map((scope) => scope.replace(/^.*\//, ""))
    .filter((scope) => scope !== "")

function readGrantProperties(record: AuditRecord): Consent | undefined {
  const before = splitScopes(oldValue(record, "DelegatedPermissionGrant.Scope"))
  const scopes = splitScopes(newValue(record, "DelegatedPermissionGrant.Scope")).filter(
    (scope) => !before.includes(scope),
  )
  if (scopes.length === 0) return undefined
  const appId = newValue(record, "ServicePrincipal.AppId").toLowerCase()
  const id = newValue(record, "ServicePrincipal.ObjectID").toLowerCase()
  const name = newValue(record, "ServicePrincipal.DisplayName")
  return {
    ...(isGuid(appId) ? { appId } : {}),
    ...(isGuid(id) ? { servicePrincipalId: id } : {}),
    ...(name === "" ? {} : { appName: name }),
    scopes,
    everyone: /^allprincipals$/i.test(newValue(record, "DelegatedPermissionGrant.ConsentType")),
    appOnly: false,
    reason: "",
  }
}

const consent =
  (read: (one: Consent) => string | undefined): Fact["read"] =>
  (record) => {
    const found = readConsent(record)
    return found === undefined ? undefined : read(found)
  }

const listed = (scopes: readonly string[]): string | undefined =>
  scopes.length === 0 ? undefined : scopes.join(" ")

export const CONSENT_FACTS: readonly Fact[] = [
  {
    name: "Consents",
    read: consent(({ scopes }) => listed(scopes) ?? "permissions that the record doesn't name"),
  },
  { name: "ConsentsToRiskyScopes", read: consent(({ scopes }) => listed(scopes.filter(isRiskyScope))) },
  {
    name: "ConsentsOnlyToSignIn",
    read: consent(({ scopes, appOnly }) =>
      !appOnly && scopes.every((scope) => SIGN_IN.test(scope)) ? listed(scopes) : undefined,
    ),
  },
  {
    name: "ConsentsForEveryone",
    read: consent(({ everyone, appOnly }) =>
      appOnly ? "the app acts in its own name" : everyone ? "for all users" : undefined,
    ),
  },
  {
    name: "ConsentsAppOnly",
    read: consent(({ appOnly }) => (appOnly ? "the app acts in its own name" : undefined)),
  },
  {
    name: "ConsentFailed",
    read: ({ operationKey, outcome }) =>
      operationKey === CONSENT && outcome === "failed" ? "the consent failed" : undefined,
  },
  {
    name: "ConsentRefusedAsRisky",
    read: (record) => {
      if (record.operationKey === CONSENT) {
        const reason = newValue(record, "ConsentAction.Reason")
        return record.outcome !== "succeeded" && /risky/i.test(reason) ? reason : undefined
      }
      const error = typeof record.raw.LogonError === "string" ? record.raw.LogonError : ""
      return record.operationKey === "userloginfailed" &&
        /^AdminConsentRequiredDueToRiskyApp$/i.test(error.trim())
        ? error
        : undefined
    },
  },
]
