/**
 * Apps of a tenant and what they may do in users' names, in the practice Graph.
 * Source: Microsoft Graph v1.0 reference: servicePrincipal, oAuth2PermissionGrant.
 */
import { randomUUID } from "node:crypto"
import type { PracticeCloud } from "../cloud.ts"
import { recordDirectoryChange } from "../directory-record.ts"
import type { Reply } from "../router.ts"
import type { PracticeApplication, PracticeGrant, PracticeTenant } from "../world/types.ts"
import { credentialRows } from "./graph-credentials.ts"
import {
  bodyOf,
  denied,
  filtered,
  type GraphRoute,
  has,
  notThere,
  refuse,
  select,
  type Visit,
} from "./graph-visit.ts"

const READ_APPS = ["Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All"]
const READ_GRANTS = [
  "DelegatedPermissionGrant.Read.All",
  "DelegatedPermissionGrant.ReadWrite.All",
  "Directory.Read.All",
]
const FIELDS = ["id", "appId", "displayName", "accountEnabled"]

const appRow = (app: PracticeApplication) => ({
  id: app.objectId,
  appId: app.appId,
  displayName: app.displayName,
  accountEnabled: app.accountEnabled,
  ...credentialRows(app),
})

const grantRow = (grant: PracticeGrant) => ({
  id: grant.id,
  clientId: grant.clientId,
  consentType: grant.principalId === null ? "AllPrincipals" : "Principal",
  principalId: grant.principalId,
  resourceId: grant.resourceId,
  scope: grant.scope,
})

const appOf = ({ tenant, call }: Visit): PracticeApplication | undefined =>
  tenant.applications.find((app) => app.objectId === call.params.id)

const listApps = (cloud: PracticeCloud, visit: Visit): Reply =>
  has(visit.caller, ...READ_APPS)
    ? {
        status: 200,
        body: {
          value: filtered(visit, visit.tenant.applications.map(appRow)).map((row) =>
            select(visit.call.url, row, FIELDS),
          ),
        },
      }
    : denied(cloud)

const readApp = (cloud: PracticeCloud, visit: Visit): Reply => {
  if (!has(visit.caller, ...READ_APPS)) return denied(cloud)
  const app = appOf(visit)
  return app === undefined
    ? notThere(cloud, visit.call.params.id ?? "")
    : { status: 200, body: select(visit.call.url, appRow(app), FIELDS) }
}

const patchApp = (cloud: PracticeCloud, visit: Visit): Reply => {
  const { accountEnabled } = bodyOf(visit)
  if (!has(visit.caller, "Application.ReadWrite.All")) return denied(cloud)
  const app = appOf(visit)
  if (app === undefined) return notThere(cloud, visit.call.params.id ?? "")
  if (typeof accountEnabled !== "boolean") {
    return refuse(
      cloud,
      400,
      "Request_BadRequest",
      "No property that the practice Graph can change was given.",
    )
  }
  const before = `[${app.accountEnabled}]`
  app.accountEnabled = accountEnabled
  recordDirectoryChange(cloud.world, visit.tenant, visit.caller, app, {
    operation: "Update service principal.",
    modified: [{ name: "AccountEnabled", before, after: `[${accountEnabled}]` }],
  })
  return { status: 204 }
}

const listGrants = (cloud: PracticeCloud, visit: Visit): Reply =>
  has(visit.caller, ...READ_GRANTS)
    ? { status: 200, body: { value: filtered(visit, visit.tenant.oauthGrants.map(grantRow)) } }
    : denied(cloud)

/** As Entra writes a grant: the client, the scopes, and for whom. Values are texts in quotes. */
const grantChanges = (tenant: PracticeTenant, grant: PracticeGrant, given: boolean) => {
  const client = tenant.applications.find((app) => app.objectId === grant.clientId)
  const pair = (name: string, value: string) => {
    const [before, after] = given ? ["", `"${value}"`] : [`"${value}"`, ""]
    return { name, before: before ?? "", after: after ?? "" }
  }
  return [
    pair("DelegatedPermissionGrant.Scope", ` ${grant.scope}`),
    pair("DelegatedPermissionGrant.ConsentType", grant.principalId === null ? "AllPrincipals" : "Principal"),
    pair("ServicePrincipal.ObjectID", grant.clientId),
    pair("ServicePrincipal.DisplayName", client?.displayName ?? ""),
    pair("ServicePrincipal.AppId", client?.appId ?? ""),
  ]
}

const resourceOf = (tenant: PracticeTenant, grant: PracticeGrant): PracticeApplication | undefined =>
  tenant.applications.find((app) => app.objectId === grant.resourceId)

const recordGrant = (cloud: PracticeCloud, visit: Visit, grant: PracticeGrant, given: boolean): void => {
  const resource = resourceOf(visit.tenant, grant)
  if (resource === undefined) return
  recordDirectoryChange(cloud.world, visit.tenant, visit.caller, resource, {
    operation: given ? "Add delegated permission grant." : "Remove delegated permission grant.",
    modified: grantChanges(visit.tenant, grant, given),
  })
}

const MAY_GRANT = ["DelegatedPermissionGrant.ReadWrite.All", "Directory.ReadWrite.All"]

const deleteGrant = (cloud: PracticeCloud, visit: Visit): Reply => {
  const { tenant, call } = visit
  if (!has(visit.caller, ...MAY_GRANT)) return denied(cloud)
  const grant = tenant.oauthGrants.find((one) => one.id === call.params.id)
  if (grant === undefined) return notThere(cloud, call.params.id ?? "")
  tenant.oauthGrants = tenant.oauthGrants.filter((one) => one !== grant)
  recordGrant(cloud, visit, grant, false)
  return { status: 204 }
}

const addGrant = (cloud: PracticeCloud, visit: Visit): Reply => {
  const { tenant } = visit
  if (!has(visit.caller, ...MAY_GRANT)) return denied(cloud)
  const { clientId, consentType, principalId, resourceId, scope } = bodyOf(visit)
  const isText = (value: unknown): value is string => typeof value === "string" && value !== ""
  if (!isText(clientId) || !isText(resourceId) || !isText(scope)) {
    return refuse(cloud, 400, "Request_BadRequest", "A required property is missing.")
  }
  const principal = consentType === "Principal" && isText(principalId) ? principalId : null
  const twin = (one: PracticeGrant): boolean =>
    one.clientId === clientId && one.resourceId === resourceId && one.principalId === principal
  if (tenant.oauthGrants.some(twin)) {
    return refuse(cloud, 409, "Request_MultipleObjectsWithSameKeyValue", "Permission entry already exists.")
  }
  const grant = { id: randomUUID(), clientId, principalId: principal, resourceId, scope }
  tenant.oauthGrants.push(grant)
  recordGrant(cloud, visit, grant, true)
  return { status: 201, body: grantRow(grant) }
}

export const applicationRoutes = (cloud: PracticeCloud): readonly GraphRoute[] => [
  { method: "GET", path: "/servicePrincipals", act: (visit) => listApps(cloud, visit) },
  { method: "GET", path: "/servicePrincipals/:id", act: (visit) => readApp(cloud, visit) },
  { method: "PATCH", path: "/servicePrincipals/:id", act: (visit) => patchApp(cloud, visit) },
  { method: "GET", path: "/oauth2PermissionGrants", act: (visit) => listGrants(cloud, visit) },
  { method: "POST", path: "/oauth2PermissionGrants", act: (visit) => addGrant(cloud, visit) },
  { method: "DELETE", path: "/oauth2PermissionGrants/:id", act: (visit) => deleteGrant(cloud, visit) },
]
