/** Secrets and certificates of apps, in the practice Graph. Source: Microsoft Graph v1.0 reference: application, removePassword. */
import type { PracticeCloud } from "../cloud.ts"
import { recordDirectoryChange } from "../directory-record.ts"
import type { Reply } from "../router.ts"
import type { PracticeApplication, PracticeCredential } from "../world/types.ts"
import { bodyOf, denied, type GraphRoute, has, notThere, refuse, select, type Visit } from "./graph-visit.ts"

const READ = ["Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All"]
const WRITE = "Application.ReadWrite.All"

const keyRow = ({ keyId, name }: PracticeCredential) => ({ keyId, displayName: name })

export const credentialRows = ({ credentials = [] }: PracticeApplication) => ({
  passwordCredentials: credentials.filter(({ kind }) => kind === "secret").map(keyRow),
  keyCredentials: credentials.filter(({ kind }) => kind === "certificate").map(keyRow),
})

/** By the registration's id, or the service principal's. */
const appOf = ({ tenant, call }: Visit): PracticeApplication | undefined =>
  tenant.applications.find(({ registrationId, objectId }) =>
    [registrationId, objectId].includes(call.params.id ?? ""),
  )

const keyText = ({ keyId, kind, name }: PracticeCredential): string =>
  `"[KeyIdentifier=${keyId},KeyType=${kind === "secret" ? "Password" : "AsymmetricX509Cert"},KeyUsage=Verify,DisplayName=${name}]"`

/** As Entra writes it: all keys before and after, one text each. */
const listText = (keys: readonly PracticeCredential[]): string => `[${keys.map(keyText).join(",")}]`

function keep(
  cloud: PracticeCloud,
  visit: Visit,
  app: PracticeApplication,
  stays: (key: PracticeCredential) => boolean,
): Reply {
  const before = app.credentials ?? []
  app.credentials = before.filter(stays)
  recordDirectoryChange(cloud.world, visit.tenant, visit.caller, app, {
    operation: "Update application – Certificates and secrets management ",
    modified: [{ name: "KeyDescription", before: listText(before), after: listText(app.credentials) }],
  })
  return { status: 204 }
}

const readRegistration = (cloud: PracticeCloud, visit: Visit): Reply => {
  if (!has(visit.caller, ...READ)) return denied(cloud)
  const app = appOf(visit)
  if (app?.registrationId === undefined) return notThere(cloud, visit.call.params.id ?? "")
  const { registrationId: id, appId, displayName } = app
  return {
    status: 200,
    body: select(visit.call.url, { id, appId, displayName, ...credentialRows(app) }, ["id"]),
  }
}

const removePassword = (cloud: PracticeCloud, visit: Visit): Reply => {
  if (!has(visit.caller, WRITE)) return denied(cloud)
  const app = appOf(visit)
  const { keyId } = bodyOf(visit)
  if (app === undefined) return notThere(cloud, visit.call.params.id ?? "")
  const found = app.credentials?.find((key) => key.keyId === keyId && key.kind === "secret")
  if (found === undefined)
    return refuse(cloud, 400, "Request_BadRequest", "No password credential found with keyId.")
  return keep(cloud, visit, app, (key) => key !== found)
}

/** The certificates that are sent stay; the others go. */
const patchRegistration = (cloud: PracticeCloud, visit: Visit): Reply => {
  if (!has(visit.caller, WRITE)) return denied(cloud)
  const app = appOf(visit)
  const { keyCredentials } = bodyOf(visit)
  if (app === undefined) return notThere(cloud, visit.call.params.id ?? "")
  if (!Array.isArray(keyCredentials))
    return refuse(
      cloud,
      400,
      "Request_BadRequest",
      "No property that the practice Graph can change was given.",
    )
  const stay = JSON.stringify(keyCredentials)
  return keep(cloud, visit, app, ({ kind, keyId }) => kind === "secret" || stay.includes(keyId))
}

export const credentialRoutes = (cloud: PracticeCloud): readonly GraphRoute[] => [
  { method: "GET", path: "/applications/:id", act: (visit) => readRegistration(cloud, visit) },
  { method: "PATCH", path: "/applications/:id", act: (visit) => patchRegistration(cloud, visit) },
  { method: "POST", path: "/applications/:id/removePassword", act: (visit) => removePassword(cloud, visit) },
  {
    method: "POST",
    path: "/servicePrincipals/:id/removePassword",
    act: (visit) => removePassword(cloud, visit),
  },
]
