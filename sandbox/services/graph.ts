/**
 * The practice Microsoft Graph, as far as watching and containing an account needs it.
 * Source: Microsoft Graph v1.0 reference: user, domain, organization; "Who can perform sensitive actions".
 */
import type { PracticeCloud } from "../cloud.ts"
import { recordDirectoryChange } from "../directory-record.ts"
import type { Reply, Route } from "../router.ts"
import type { PracticeTenant, PracticeUser } from "../world/types.ts"
import { applicationRoutes } from "./graph-applications.ts"
import { credentialRoutes } from "./graph-credentials.ts"
import { methodRoutes } from "./graph-methods.ts"
import { roleRoutes } from "./graph-roles.ts"
import { signInRoutes } from "./graph-sign-ins.ts"
import {
  bodyOf,
  denied,
  findUser,
  has,
  MAY_ACT_ON_ADMINS,
  mayTouch,
  notThere,
  refuse,
  select,
  type Visit,
} from "./graph-visit.ts"
import { verifyAppToken } from "./tokens.ts"

/** Changing passwords app-only needs an Entra role besides the permission; User Administrator suffices for others. */
const USER_ADMINISTRATOR = "fe930be7-5e62-47db-91af-98c3a49a38b1"

/** The error body of Graph. */
export const iso = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`

const toUser = (user: PracticeUser): Record<string, unknown> => ({
  id: user.objectId,
  userPrincipalName: user.upn,
  displayName: user.displayName,
  mail: user.upn,
  proxyAddresses: [`SMTP:${user.upn}`, ...(user.addresses ?? []).map((address) => `smtp:${address}`)],
  accountEnabled: user.accountEnabled,
  userType: "Member",
  onPremisesSyncEnabled: user.onPremisesSyncEnabled ? true : null,
  signInSessionsValidFromDateTime: iso(user.signInSessionsValidFrom),
  lastPasswordChangeDateTime: iso(user.lastPasswordChange),
})

/** What a user has when nothing is selected. Source: "Get a user", default properties. */
const DEFAULT_PROPERTIES = ["id", "userPrincipalName", "displayName", "mail"]

type UserChange = { readonly accountEnabled?: unknown; readonly passwordProfile?: unknown }

/** Why the app may not make this change; undefined when it may. */
const findRefusal = (
  cloud: PracticeCloud,
  { caller, tenant }: Visit,
  user: PracticeUser,
  change: UserChange,
): Reply | undefined => {
  const enabling = typeof change.accountEnabled === "boolean"
  const password = change.passwordProfile !== undefined
  const passwordRoles = [USER_ADMINISTRATOR, ...MAY_ACT_ON_ADMINS]
  if (!mayTouch(tenant, caller, user)) return denied(cloud)
  if (enabling && !has(caller, "User.EnableDisableAccount.All", "User.ReadWrite.All")) return denied(cloud)
  if (password && !has(caller, "User-PasswordProfile.ReadWrite.All")) return denied(cloud)
  if (password && !caller.wids.some((each) => passwordRoles.includes(each))) return denied(cloud)
  if (enabling || password) return undefined
  return refuse(cloud, 400, "Request_BadRequest", "No property that the practice Graph can change was given.")
}

const patchUser = (cloud: PracticeCloud, visit: Visit): Reply => {
  const { call, caller, tenant } = visit
  const user = findUser(tenant, call.params.id ?? "")
  if (user === undefined) return notThere(cloud, call.params.id ?? "")
  const change: UserChange = bodyOf(visit)
  const refusal = findRefusal(cloud, visit, user, change)
  if (refusal !== undefined) return refusal
  const { world } = cloud
  if (typeof change.accountEnabled === "boolean") {
    const [before, after] = [user.accountEnabled, change.accountEnabled].map((each) => `[${each}]`)
    user.accountEnabled = change.accountEnabled
    recordDirectoryChange(world, tenant, caller, user, {
      operation: user.accountEnabled ? "Enable account." : "Disable account.",
      modified: [{ name: "AccountEnabled", before: before ?? "", after: after ?? "" }],
    })
  }
  if (change.passwordProfile !== undefined) {
    user.lastPasswordChange = world.now()
    recordDirectoryChange(world, tenant, caller, user, { operation: "Reset user password." })
  }
  return { status: 204 }
}

const revoke = (cloud: PracticeCloud, { call, caller, tenant }: Visit): Reply => {
  const user = findUser(tenant, call.params.id ?? "")
  if (user === undefined) return notThere(cloud, call.params.id ?? "")
  if (!has(caller, "User.RevokeSessions.All", "User.ReadWrite.All")) return denied(cloud)
  if (!mayTouch(tenant, caller, user)) return denied(cloud)
  const before = iso(user.signInSessionsValidFrom)
  user.signInSessionsValidFrom = cloud.world.now()
  recordDirectoryChange(cloud.world, tenant, caller, user, {
    operation: "Update StsRefreshTokenValidFrom Timestamp.",
    modified: [
      { name: "StsRefreshTokensValidFrom", before: `["${before}"]`, after: `["${iso(cloud.world.now())}"]` },
    ],
  })
  return { status: 200, body: { value: true } }
}

const readUser = (cloud: PracticeCloud, { call, caller, tenant }: Visit): Reply => {
  if (!has(caller, "User.Read.All", "User.ReadWrite.All", "Directory.Read.All")) return denied(cloud)
  const user = findUser(tenant, call.params.id ?? "")
  if (user === undefined) return notThere(cloud, call.params.id ?? "")
  return { status: 200, body: select(call.url, toUser(user), DEFAULT_PROPERTIES) }
}

const listUsers = (cloud: PracticeCloud, { call, caller, tenant }: Visit): Reply => {
  if (!has(caller, "User.Read.All", "User.ReadWrite.All", "Directory.Read.All")) return denied(cloud)
  const top = Math.max(1, Math.min(Number(call.url.searchParams.get("$top") ?? 100) || 100, 999))
  const skip = Number(call.url.searchParams.get("$skiptoken") ?? 0) || 0
  const page = tenant.users.slice(skip, skip + top)
  const next = new URL(`${cloud.url}${call.url.pathname}${call.url.search}`)
  next.searchParams.set("$skiptoken", String(skip + top))
  const more = skip + top < tenant.users.length ? { "@odata.nextLink": next.href } : {}
  const value = page.map((user) => select(call.url, toUser(user), DEFAULT_PROPERTIES))
  return { status: 200, body: { ...more, value } }
}

const domainRows = (tenant: PracticeTenant): object[] =>
  tenant.domains.map((domain) => ({
    id: domain,
    authenticationType: "Managed",
    isDefault: domain !== tenant.initialDomain,
    isInitial: domain === tenant.initialDomain,
    isVerified: true,
    supportedServices: ["Email", "OfficeCommunicationsOnline"],
  }))

const READ_ORGANIZATION = ["Organization.Read.All", "Directory.Read.All", "Domain.Read.All"]

const organization = (tenant: PracticeTenant): object => ({
  id: tenant.id,
  displayName: tenant.displayName,
  verifiedDomains: tenant.domains.map((name) => ({
    name,
    type: "Managed",
    isDefault: name !== tenant.initialDomain,
    isInitial: name === tenant.initialDomain,
  })),
})

export function graphRoutes(cloud: PracticeCloud): Route[] {
  const route = (method: string, path: string, act: (visit: Visit) => Reply): Route => ({
    method,
    path: `/graph/v1.0${path}`,
    handler: async (call) => {
      const caller = await verifyAppToken(
        cloud,
        call.request.headers.authorization,
        "https://graph.microsoft.com",
      )
      const expired = !caller.ok && caller.reason === "expired"
      const text = expired
        ? "Lifetime validation failed, the token is expired."
        : "Access token is empty or invalid."
      if (!caller.ok) return refuse(cloud, 401, "InvalidAuthenticationToken", text)
      const tenant = cloud.world.tenants.find((each) => each.id === caller.tenantId)
      return tenant === undefined ? denied(cloud) : act({ call, caller, tenant })
    },
  })
  const whole =
    (rows: (tenant: PracticeTenant) => object[]) =>
    (visit: Visit): Reply =>
      has(visit.caller, ...READ_ORGANIZATION)
        ? { status: 200, body: { value: rows(visit.tenant) } }
        : denied(cloud)
  return [
    ...applicationRoutes(cloud).map(({ method, path, act }) => route(method, path, act)),
    ...credentialRoutes(cloud).map(({ method, path, act }) => route(method, path, act)),
    ...methodRoutes(cloud).map(({ method, path, act }) => route(method, path, act)),
    ...signInRoutes(cloud).map(({ method, path, act }) => route(method, path, act)),
    ...roleRoutes(cloud).map(({ method, path, act }) => route(method, path, act)),
    route("GET", "/users", (visit) => listUsers(cloud, visit)),
    route("GET", "/users/:id", (visit) => readUser(cloud, visit)),
    route("PATCH", "/users/:id", (visit) => patchUser(cloud, visit)),
    route("POST", "/users/:id/revokeSignInSessions", (visit) => revoke(cloud, visit)),
    route("GET", "/domains", whole(domainRows)),
    route(
      "GET",
      "/organization",
      whole((tenant) => [organization(tenant)]),
    ),
  ]
}
