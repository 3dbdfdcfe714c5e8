/** What fixes read from the directory: accounts, apps, roles. Source: Microsoft Graph v1.0 reference, "user", "servicePrincipal", "unifiedRoleAssignment". */
import { andList } from "../lib/list-text.ts"
import { RemediationError, TenantError } from "../model/errors.ts"
import { GLOBAL_ADMINISTRATOR } from "../model/global-admins.ts"
import type { JsonObject } from "../model/json.ts"
import type { Granted } from "../ports/tenant-admin.ts"
import type { Snapshot, Subject } from "./action-contract.ts"
import { flag, objects, said, text, texts } from "./cmdlet-rows.ts"
import { orMissing, orRefused, type Reach } from "./reach.ts"
import { accountNameOf, accountOf } from "./subject.ts"

/** The rows of a list that `filter` (OData) leaves. Quotes inside a value are doubled by `quoted`. */
export const list = async (
  reach: Reach,
  path: string,
  filter: string,
  more = "",
): Promise<readonly JsonObject[]> =>
  objects(await reach.get(`${path}?$filter=${encodeURIComponent(filter)}${more}`), "value")

export const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`

const USER_FIELDS = [
  "id",
  "userPrincipalName",
  "proxyAddresses",
  "accountEnabled",
  "onPremisesSyncEnabled",
  "signInSessionsValidFromDateTime",
  "lastPasswordChangeDateTime",
]

/** The account that the alert is about. Throws a RemediationError when it isn't there any more. */
export async function readAccount(subject: Subject, reach: Reach): Promise<Snapshot> {
  const key = encodeURIComponent(accountOf(subject))
  const user = await orMissing(reach.get(`/users/${key}?$select=${USER_FIELDS.join(",")}`))
  const id = user === undefined ? undefined : text(user, "id")
  if (user === undefined || id === undefined) {
    throw new RemediationError(`${accountNameOf(subject)} isn't in the customer's directory any more.`)
  }
  return {
    account: text(user, "userPrincipalName") ?? accountNameOf(subject),
    id,
    addresses: addressesOf(user),
    enabled: said(user, "accountEnabled") ?? null,
    syncedFromOnPremises: flag(user, "onPremisesSyncEnabled"),
    sessionsValidFrom: text(user, "signInSessionsValidFromDateTime") ?? null,
    passwordChangedAt: text(user, "lastPasswordChangeDateTime") ?? null,
    administrator: await holdsRole(id, reach),
  }
}

/** Its mail addresses, lower case. Source: Microsoft Graph v1.0 reference, user, `proxyAddresses`: `SMTP:kim@contoso.com`. */
const addressesOf = (user: JsonObject): readonly string[] =>
  texts(user, "proxyAddresses").flatMap((one) => /^smtp:(.+)$/i.exec(one)?.[1]?.toLowerCase() ?? [])

/** Null when the app may not read roles: then the service itself refuses what can't be done. */
async function holdsRole(id: string, reach: Reach): Promise<boolean | null> {
  const rows = await orRefused(list(reach, ASSIGNMENTS, `principalId eq ${quoted(id)}`))
  return rows === undefined ? null : rows.length > 0
}

export const ASSIGNMENTS = "/roleManagement/directory/roleAssignments"
/** What may be activated (PIM). */
export const ELIGIBLE = "/roleManagement/directory/roleEligibilitySchedules"

/**
 * The account's sign-in methods, the password among them; their type stands in a key that other rows don't keep. Throws a
 * TenantError that names the first permission where none of them is granted. Source: Microsoft Graph v1.0 reference,
 * "List authenticationMethods".
 */
export async function signInMethods(
  id: string,
  reach: Reach,
  ...permissions: Permissions
): Promise<readonly JsonObject[]> {
  const reason = lacking(await reach.granted(), ...permissions)
  if (reason !== undefined) throw new TenantError("ERR_TENANT_REFUSED", reason)
  const answer = await reach.get(`/users/${id}/authentication/methods`)
  return objects(answer, "value").map((row) => ({ type: text(row, "@odata.type") ?? null, ...row }))
}

/** More are no better evidence, and reports are throttled more than anything else in Graph. */
export const MOST_SIGN_INS = 50
const SIGN_IN_KEYS = [
  "id",
  "createdDateTime",
  "appDisplayName",
  "ipAddress",
  "location",
  "clientAppUsed",
  "deviceDetail",
  "status",
  "conditionalAccessStatus",
  "riskLevelDuringSignIn",
]

/**
 * The account's newest interactive sign-ins since `from` (milliseconds UTC); others aren't listed in v1.0. Throws a
 * TenantError where the permission or the license is missing. Source: Microsoft Graph v1.0 reference, "List signIns".
 */
export async function signInsSince(id: string, from: number, reach: Reach): Promise<readonly JsonObject[]> {
  if (Number.isNaN(from)) throw new RemediationError("The incident doesn't say when it began.")
  const reason = lacking(await reach.granted(), "AuditLog.Read.All")
  if (reason !== undefined) throw new TenantError("ERR_TENANT_REFUSED", reason)
  const since = new Date(from).toISOString()
  const filter = encodeURIComponent(`userId eq ${quoted(id)} and createdDateTime ge ${since}`)
  const order = encodeURIComponent("createdDateTime desc")
  const path = `/auditLogs/signIns?$filter=${filter}&$orderby=${order}&$top=${MOST_SIGN_INS}`
  const answer = await reach.get(path, { firstPage: true })
  const isKept = ([key]: readonly [string, unknown]): boolean => SIGN_IN_KEYS.includes(key)
  return objects(answer, "value").map((row) => Object.fromEntries(Object.entries(row).filter(isKept)))
}

/** Template ids. Source: Microsoft Entra built-in roles. */
const PRIVILEGED_AUTHENTICATION_ADMINISTRATOR = "7be44c8a-adaf-4e2a-84d6-ab2649e08a13"
/** User, Authentication, Password and Helpdesk Administrator, and the two that may act on administrators. */
const MAY_RESET_PASSWORDS = [
  "fe930be7-5e62-47db-91af-98c3a49a38b1",
  "c4e39bd9-1100-46d3-8c65-fb160da0071f",
  "966707d0-3269-4727-9be2-8c3a10f19b9d",
  "729827e3-9c14-49f7-bb1b-9608f156bbb8",
  PRIVILEGED_AUTHENTICATION_ADMINISTRATOR,
  GLOBAL_ADMINISTRATOR,
]
const MAY_ACT_ON_ADMINISTRATORS = [PRIVILEGED_AUTHENTICATION_ADMINISTRATOR, GLOBAL_ADMINISTRATOR]

/** One of them is enough; the first is the one that Watchpost asks for. */
export type Permissions = readonly [string, ...string[]]

/** Undefined when one of the permissions is granted. */
export const lacking = (granted: Granted, ...permissions: Permissions): string | undefined =>
  lackingOf(granted, [permissions])

function lackingOf({ permissions }: Granted, needs: readonly Permissions[]): string | undefined {
  const names = needs.flatMap((each) => (each.some((one) => permissions.includes(one)) ? [] : [each[0]]))
  if (names.length === 0) return undefined
  return `This customer hasn't granted the Respond app the ${names.length === 1 ? "permission" : "permissions"} ${andList(names)}.`
}

/**
 * What a fix reads, of which Microsoft's refusal doesn't say what is missing: here everything that the fix needs and the
 * customer hasn't granted is named at once. Another refusal stays as it is.
 */
export async function orNamed<T>(
  reading: Promise<T>,
  reach: Reach,
  ...needs: readonly Permissions[]
): Promise<T> {
  try {
    return await reading
  } catch (thrown) {
    if (!(thrown instanceof TenantError) || thrown.code !== "ERR_TENANT_REFUSED") throw thrown
    const reason = lackingOf(await reach.granted(), needs)
    throw reason === undefined ? thrown : new TenantError("ERR_TENANT_REFUSED", reason, { cause: thrown })
  }
}

/** An app needs a role besides the permission. Source: Microsoft Graph, "Who can reset passwords". */
export const passwordGuard = ({ roles }: Granted): string | undefined =>
  roles.some((role) => MAY_RESET_PASSWORDS.includes(role))
    ? undefined
    : "The Respond app holds no role in this tenant that may reset passwords, such as User Administrator."

/** Guests sign in where they are at home. Source: Microsoft Entra B2B; user: revokeSignInSessions, external users. */
export const guestGuard = (before: Snapshot, what: string): string | undefined => {
  const account = text(before, "account") ?? ""
  return /#ext#@/i.test(account) ? `${account} is a guest: ${what}. Block sign-in here instead.` : undefined
}

/** Source: Microsoft Graph, "Who can perform sensitive actions". */
export const adminGuard = (before: Snapshot, granted: Granted): string | undefined =>
  flag(before, "administrator") && !granted.roles.some((role) => MAY_ACT_ON_ADMINISTRATORS.includes(role))
    ? `${text(before, "account") ?? "The account"} is an administrator, and the Respond app doesn't hold the role Privileged Authentication Administrator in this tenant.`
    : undefined
