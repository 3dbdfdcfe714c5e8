/** How somebody can prove who they are, in the practice Graph. Source: Microsoft Graph v1.0 reference, authenticationMethod. */
import type { PracticeCloud } from "../cloud.ts"
import { recordDirectoryChange } from "../directory-record.ts"
import type { Reply } from "../router.ts"
import {
  denied,
  findUser,
  type GraphRoute,
  has,
  mayTouch,
  notThere,
  refuse,
  type Visit,
} from "./graph-visit.ts"

const WRITE = "UserAuthenticationMethod.ReadWrite.All"
const READ = ["UserAuthenticationMethod.Read.All", WRITE]
/** The same for every account. Source: passwordAuthenticationMethod. */
const PASSWORD_METHOD = "28c10230-6103-485e-b985-444c60001490"
/** Each type is removed at a path of its own. */
const TYPES = [
  "microsoftAuthenticator",
  "phone",
  "fido2",
  "softwareOath",
  "email",
  "windowsHelloForBusiness",
  "temporaryAccessPass",
  "platformCredential",
]

const listMethods = (cloud: PracticeCloud, { caller, call, tenant }: Visit): Reply => {
  if (!has(caller, ...READ)) return denied(cloud)
  const id = call.params.id ?? ""
  const user = findUser(tenant, id)
  if (user === undefined) return notThere(cloud, id)
  const password = { "@odata.type": "#microsoft.graph.passwordAuthenticationMethod", id: PASSWORD_METHOD }
  const others = user.signInMethods.map((method) => ({
    "@odata.type": `#microsoft.graph.${method.type}AuthenticationMethod`,
    id: method.id,
    displayName: method.name,
    createdDateTime: method.createdAt === undefined ? null : new Date(method.createdAt).toISOString(),
  }))
  return { status: 200, body: { value: [password, ...others] } }
}

/** Source: Delete phoneAuthenticationMethod: the default one goes last. */
const removeMethod = (cloud: PracticeCloud, visit: Visit, type: string): Reply => {
  const { caller, call, tenant } = visit
  const user = findUser(tenant, call.params.id ?? "")
  if (!has(caller, WRITE) || (user !== undefined && !mayTouch(tenant, caller, user))) return denied(cloud)
  const method = user?.signInMethods.find((one) => one.id === call.params.method && one.type === type)
  if (user === undefined || method === undefined) return notThere(cloud, call.params.method ?? "")
  if (method.isDefault && user.signInMethods.length > 1) {
    const why = "The default method can't be deleted while there are others."
    return refuse(cloud, 400, "badRequest", why)
  }
  user.signInMethods = user.signInMethods.filter((one) => one !== method)
  recordDirectoryChange(cloud.world, tenant, caller, user, { operation: "Admin deleted security info" })
  return { status: 204 }
}

export const methodRoutes = (cloud: PracticeCloud): readonly GraphRoute[] => [
  { method: "GET", path: "/users/:id/authentication/methods", act: (visit) => listMethods(cloud, visit) },
  ...TYPES.map((type) => ({
    method: "DELETE",
    path: `/users/:id/authentication/${type}Methods/:method`,
    act: (visit: Visit) => removeMethod(cloud, visit, type),
  })),
]
