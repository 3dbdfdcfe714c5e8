/** How somebody can prove who they are, in the practice Graph. Source: Microsoft Graph v1.0 reference, authenticationMethod. */
import type { PracticeCloud } from "../cloud.ts"
import type { Reply } from "../router.ts"
import type { GraphRoute } from "./graph-applications.ts"
import { denied, has, notThere, type Visit } from "./graph-visit.ts"

const READ = ["UserAuthenticationMethod.Read.All", "UserAuthenticationMethod.ReadWrite.All"]
/** The same for every account. Source: passwordAuthenticationMethod. */
const PASSWORD_METHOD = "28c10230-6103-485e-b985-444c60001490"

const listMethods = (cloud: PracticeCloud, { caller, call, tenant }: Visit): Reply => {
  if (!has(caller, ...READ)) return denied(cloud)
  const id = call.params.id?.toLowerCase() ?? ""
  const user = tenant.users.find((one) => one.objectId === id || one.upn === id)
  if (user === undefined) return notThere(cloud, id)
  const password = { "@odata.type": "#microsoft.graph.passwordAuthenticationMethod", id: PASSWORD_METHOD }
  const others = user.signInMethods.map((method) => ({
    "@odata.type": `#microsoft.graph.${method.type}AuthenticationMethod`,
    id: method.id,
    displayName: method.name,
    createdDateTime: new Date(method.createdAt).toISOString(),
  }))
  return { status: 200, body: { value: [password, ...others] } }
}

export const methodRoutes = (cloud: PracticeCloud): readonly GraphRoute[] => [
  { method: "GET", path: "/users/:id/authentication/methods", act: (visit) => listMethods(cloud, visit) },
]
