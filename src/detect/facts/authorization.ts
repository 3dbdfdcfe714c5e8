/**
 * What ordinary users and guests may do in the directory: each setting has a weaker and a stronger side.
 * Source: Microsoft Graph reference, authorizationPolicy, defaultUserRolePermissions; Microsoft Learn, "Restrict guest
 * access permissions in Microsoft Entra ID" (ids of the guest roles).
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { isJsonObject } from "../../model/json.ts"
import { targetObject } from "./directory-record.ts"
import { type Fact, isFalse, isTrue } from "./fact.ts"
import { leavesOf, objectsIn, unwrapJson } from "./json-values.ts"
import { valuesOf } from "./modified-values.ts"

/** Settings that loosen when they become true, by the last part of the property's name, and what they then allow. */
const LOOSE_WHEN_TRUE: Readonly<Record<string, string>> = {
  allowuserconsentforriskyapps: "users may consent to apps that Microsoft finds risky",
  allowedtocreateapps: "users may register apps",
  allowedtocreatetenants: "users may create tenants",
  allowedtocreatesecuritygroups: "users may create security groups",
  allowedtoreadbitlockerkeysforowneddevice: "users may read recovery keys of their devices",
  allowemailverifieduserstojoinorganization: "anybody with a mail address in the domain may join",
  allowedtosignupemailbasedsubscriptions: "users may sign up for subscriptions by mail",
}
const LOOSE_WHEN_FALSE: Readonly<Record<string, string>> = {
  blockmsolpowershell: "users may use the directory's PowerShell module",
}

/** From strict to open. */
const INVITES = ["none", "adminsandguestinviters", "adminsguestinvitersandallmembers", "everyone"]
const GUEST_ROLES = [
  "2af84b1e-32c8-42b7-82bc-daa82404023b",
  "10dae51f-b6af-4016-8d66-8c2a99b929b3",
  "a0b1b346-4d3e-4e8b-98f8-753987be4970",
]
const CONSENT_POLICIES = [
  /^managepermissiongrantsforself\.microsoft-user-default-low$/i,
  /^managepermissiongrantsforself\./i,
]

/** What is allowed since this change and wasn't before, in words. */
export function loosened(record: AuditRecord): readonly string[] {
  if (record.operationKey === "update authorization policy")
    return record.modified.flatMap(({ name, oldValue, newValue }) =>
      loosenedSetting(
        name.split(".").at(-1)?.trim().toLowerCase() ?? "",
        valuesOf(oldValue),
        valuesOf(newValue),
      ),
    )
  if (record.operationKey !== "update policy") return []
  return /b2bmanagementpolicy/i.test(targetObject(record).name ?? "") ? loosenedDomains(record) : []
}

function loosenedSetting(
  name: string,
  before: readonly string[],
  after: readonly string[],
): readonly string[] {
  const was = (test: (value: string) => boolean): boolean => before.some(test)
  const is = (test: (value: string) => boolean): boolean => after.some(test)
  const whenTrue = Object.hasOwn(LOOSE_WHEN_TRUE, name) ? LOOSE_WHEN_TRUE[name] : undefined
  if (whenTrue !== undefined) return is(isTrue) && !was(isTrue) ? [whenTrue] : []
  const whenFalse = Object.hasOwn(LOOSE_WHEN_FALSE, name) ? LOOSE_WHEN_FALSE[name] : undefined
  if (whenFalse !== undefined) return is(isFalse) && !was(isFalse) ? [whenFalse] : []
  if (name === "allowinvitesfrom")
    return rises(INVITES, before, after) ? ["more people may invite guests"] : []
  if (name === "guestuserroleid")
    return rises(GUEST_ROLES, before, after) ? ["guests may see more of the directory"] : []
  if (/^permissiongrantpolic(y|ies|yids)(assigned)?(todefaultuserrole)?/.test(name))
    return consentRank(after) > consentRank(before) ? ["users may consent to more apps by themselves"] : []
  return []
}

/** An unknown value is on no side. */
function rises(order: readonly string[], before: readonly string[], after: readonly string[]): boolean {
  const rank = (values: readonly string[]): number =>
    Math.max(-1, ...values.map((value) => order.indexOf(value.toLowerCase())))
  return rank(before) >= 0 && rank(after) > rank(before)
}

/** 0 nobody may consent, 1 to low-impact permissions, 2 by another policy: everything or the tenant's own. */
const consentRank = (policies: readonly string[]): number => {
  const [low, any] = CONSENT_POLICIES
  return Math.max(
    0,
    ...policies.map((policy) => (low?.test(policy) === true ? 1 : any?.test(policy) === true ? 2 : 0)),
  )
}

/** Domains whose guests may be invited: more allowed or fewer blocked ones, or no list at all. */
function loosenedDomains(record: AuditRecord): readonly string[] {
  return record.modified.flatMap(({ oldValue, newValue }) => {
    const [before, after] = [domainLists(oldValue), domainLists(newValue)]
    const opened = after.allowed.filter((domain) => !before.allowed.includes(domain))
    const unblocked = before.blocked.filter((domain) => !after.blocked.includes(domain))
    const listGone = before.allowed.length > 0 && after.allowed.length === 0
    return [
      ...(opened.length > 0 && before.allowed.length > 0
        ? [`guests of ${opened.join(", ")} may be invited`]
        : []),
      ...(unblocked.length > 0 ? [`guests of ${unblocked.join(", ")} aren't blocked any more`] : []),
      ...(listGone ? ["guests of every domain may be invited"] : []),
    ]
  })
}

function domainLists(text: string): {
  readonly allowed: readonly string[]
  readonly blocked: readonly string[]
} {
  const objects = objectsIn(unwrapJson(text)).filter((object) => isJsonObject(object))
  const collect = (key: string): readonly string[] => objects.flatMap((object) => leavesOf(object[key]))
  return { allowed: collect("AllowedDomains"), blocked: collect("BlockedDomains") }
}

export const AUTHORIZATION_FACTS: readonly Fact[] = [
  {
    name: "LoosensAuthorization",
    read: (record) => {
      const parts = loosened(record)
      return parts.length === 0 ? undefined : parts.join("; ")
    },
  },
  {
    name: "AllowsRiskyConsent",
    read: (record) => loosened(record).find((part) => /consent/.test(part)),
  },
]
