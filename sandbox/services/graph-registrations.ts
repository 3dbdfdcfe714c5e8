/**
 * The provider's own app registrations, as the practice Graph shows them to the bot's app.
 * Source: Microsoft Graph v1.0 reference: "Get application", passwordCredential.
 */
import type { PracticeCloud } from "../cloud.ts"
import type { PracticeCall, Reply, Route } from "../router.ts"
import type { PracticeApp } from "../world/types.ts"
import { denied, has, notThere, refuse, select } from "./graph-visit.ts"
import { verifyAppToken } from "./tokens.ts"

const READ = ["Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All"]
const BY_APP_ID = /^applications\(appId='([^']+)'\)$/

const iso = (at: number): string => new Date(at).toISOString()

const row = ({ appId, displayName, secret, secretEndsAt }: PracticeApp): Record<string, unknown> => ({
  appId,
  displayName,
  passwordCredentials:
    secret === undefined || secretEndsAt === undefined
      ? []
      : [{ hint: secret.slice(0, 3), endDateTime: iso(secretEndsAt), secretText: null, displayName: null }],
})

async function read(cloud: PracticeCloud, call: PracticeCall): Promise<Reply> {
  const caller = await verifyAppToken(
    cloud,
    call.request.headers.authorization,
    "https://graph.microsoft.com",
  )
  if (!caller.ok) return refuse(cloud, 401, "InvalidAuthenticationToken", "Access token is empty or invalid.")
  const [, appId = ""] = BY_APP_ID.exec(call.params.object ?? "") ?? []
  if (appId === "") return refuse(cloud, 400, "BadRequest", "Resource not found for the segment.")
  if (caller.tenantId !== cloud.world.mspTenantId || !has(caller, ...READ)) return denied(cloud)
  const app = cloud.world.apps.find((each) => each.appId === appId.toLowerCase())
  return app === undefined
    ? notThere(cloud, appId)
    : { status: 200, body: select(call.url, row(app), ["appId", "displayName"]) }
}

/** Comes after all others: its pattern takes everything of one segment. */
export const graphRegistrationRoutes = (cloud: PracticeCloud): Route[] => [
  { method: "GET", path: "/graph/v1.0/:object", handler: (call) => read(cloud, call) },
]
