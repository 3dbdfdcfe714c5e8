/**
 * Sign-ins in the practice Graph. Source: Microsoft Graph v1.0 reference, "List signIns": newest first, only with a license
 * for Microsoft Entra ID P1, and throttled more than anything else there.
 */
import type { PracticeCloud } from "../cloud.ts"
import type { Reply } from "../router.ts"
import type { PracticeSignIn, PracticeUser } from "../world/types.ts"
import { denied, type GraphRoute, has, refuse, type Visit } from "./graph-visit.ts"

/** Source: the API's refusal in a tenant without the license. */
const noLicense = (cloud: PracticeCloud): Reply =>
  refuse(
    cloud,
    403,
    "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
    "Neither tenant is B2C or tenant doesn't have premium license",
  )

const toRow = (user: PracticeUser, { at, ip, app, errorCode }: PracticeSignIn, index: number) => ({
  id: `${user.objectId.slice(0, 24)}${String(index).padStart(12, "0")}`,
  createdDateTime: new Date(at).toISOString(),
  userId: user.objectId,
  userPrincipalName: user.upn,
  appDisplayName: app,
  ipAddress: ip,
  clientAppUsed: "Browser",
  isInteractive: true,
  conditionalAccessStatus: "notApplied",
  riskLevelDuringSignIn: "none",
  status: {
    errorCode,
    failureReason: errorCode === 0 ? "Other." : "Invalid username or password.",
    additionalDetails: null,
  },
  deviceDetail: { deviceId: "", displayName: "", operatingSystem: "Windows10", browser: "Edge 138.0" },
  location: { city: "Leeds", state: "England", countryOrRegion: "GB", geoCoordinates: {} },
  appliedConditionalAccessPolicies: [],
})

/** The one filter that is asked for: one user since a time. */
const WANTED = /^userId eq '([0-9a-f-]{36})' and createdDateTime ge (\S+)$/

const listSignIns = (cloud: PracticeCloud, { call, caller, tenant }: Visit): Reply => {
  if (!has(caller, "AuditLog.Read.All")) return denied(cloud)
  if (!tenant.entraPremium) return noLicense(cloud)
  const { searchParams, pathname, search } = call.url
  const [, id, since = ""] = WANTED.exec(searchParams.get("$filter") ?? "") ?? []
  const user = tenant.users.find(({ objectId }) => objectId === id)
  if (user === undefined) return refuse(cloud, 400, "BadRequest", "Invalid filter clause")
  const rows = user.signIns
    .filter(({ at }) => at >= Date.parse(since))
    .map((signIn, index) => toRow(user, signIn, index))
    .toReversed()
  const top = Math.max(1, Math.min(Number(searchParams.get("$top") ?? 1_000) || 1_000, 1_000))
  const skip = Number(searchParams.get("$skiptoken") ?? 0) || 0
  const next = new URL(`${cloud.url}${pathname}${search}`)
  next.searchParams.set("$skiptoken", String(skip + top))
  const more = skip + top < rows.length ? { "@odata.nextLink": next.href } : {}
  return { status: 200, body: { ...more, value: rows.slice(skip, skip + top) } }
}

export const signInRoutes = (cloud: PracticeCloud): readonly GraphRoute[] => [
  { method: "GET", path: "/auditLogs/signIns", act: (visit) => listSignIns(cloud, visit) },
]
