/**
 * Takes back what users, or an administrator for them, allowed an app to do in their name: of one user when the alert is
 * about one user's consent, else everybody's. Rights that the app holds in its own name stay: disable the app for those.
 * Follows oAuth2PermissionGrant (Microsoft Graph v1.0 reference).
 */
import type { JsonObject } from "../../model/json.ts"
import type { Action, Snapshot, Subject } from "../action-contract.ts"
import { objects, same, text } from "../cmdlet-rows.ts"
import { lacking, list, orNamed, type Permissions, quoted, readAccount } from "../directory-reads.ts"
import { readApplication } from "../find-application.ts"
import type { Reach } from "../reach.ts"

export const removeOauthGrant: Action = {
  name: "remove-oauth-grant",
  label: "Remove this consent",
  reversibility:
    "Can be undone: the same scopes are granted again. Access tokens that are out may work for up to an hour; what was read can't be taken back.",
  undoable: true,
  read: (subject, reach) => orNamed(read(subject, reach), reach, WRITE, FIND),
  pin: (subject, before) => ({
    ...subject,
    servicePrincipalId: text(before, "servicePrincipalId") ?? subject.servicePrincipalId ?? "",
    principalId: text(before, "principalId") ?? "",
  }),
  plan: (_subject, before) =>
    grants(before).map((grant) => ({
      method: "DELETE" as const,
      path: `/oauth2PermissionGrants/${encodeURIComponent(text(grant, "id") ?? "")}`,
      recordedAs: ["remove oauth2permissiongrant", "remove delegated permission grant"],
      mayComeLast: true,
    })),
  anchor: () => undefined,
  isDone: (_subject, after) => grants(after).length === 0,
  blocked: (_before, granted) => lacking(granted, ...WRITE),
  live: (before) => [
    {
      label: `Consents of ${text(before, "app") ?? "the app"}`,
      value: grants(before).map(grantText).toSorted().join("; ") || "none",
    },
  ],
  asks: (_subject, before) =>
    text(before, "principalId") === undefined
      ? "This takes back the app's consents of all users, also those that nobody complained about."
      : undefined,
  describe,
  inverse: (_subject, before) =>
    grants(before).map(({ id: _id, ...grant }) => ({
      method: "POST" as const,
      path: "/oauth2PermissionGrants",
      body: grant,
      recordedAs: ["add oauth2permissiongrant", "add delegated permission grant"],
      mayComeLast: true,
    })),
}

const WRITE: Permissions = ["DelegatedPermissionGrant.ReadWrite.All", "Directory.ReadWrite.All"]
/** Source: Get servicePrincipal, "Permissions". */
const FIND: Permissions = [
  "Application.Read.All",
  "Application.ReadWrite.All",
  "Directory.Read.All",
  "Directory.ReadWrite.All",
]

const grants = (snapshot: Snapshot): readonly JsonObject[] => objects(snapshot, "grants")

const grantText = (grant: JsonObject): string =>
  `${text(grant, "scope") ?? "nothing"} for ${text(grant, "principalId") === undefined ? "every user" : "one user"}`

/** An app that is gone has no grants. */
async function read(subject: Subject, reach: Reach): Promise<Snapshot> {
  const app = await readApplication(subject, reach)
  const principalId = await principalOf(subject, reach)
  const common = { app: text(app ?? {}, "name") ?? subject.appName ?? null, principalId: principalId ?? null }
  const id = app === undefined ? undefined : text(app, "id")
  if (id === undefined) return { ...common, servicePrincipalId: null, grants: [] }
  const rows = await list(reach, "/oauth2PermissionGrants", `clientId eq ${quoted(id)}`)
  const mine = rows.filter(
    (row) => principalId === undefined || same(text(row, "principalId") ?? "", principalId),
  )
  return { ...common, servicePrincipalId: id, grants: mine.map(grantOf) }
}

/** The one user whose consent the alert is about; undefined: everybody's. */
async function principalOf(subject: Subject, reach: Reach): Promise<string | undefined> {
  if (subject.principalId !== undefined) return subject.principalId || undefined
  if (subject.consentType !== "Principal") return undefined
  // An account that is gone is refused: without it, everybody's consents would be meant.
  return text(await readAccount(subject, reach), "id")
}

const grantOf = (row: JsonObject): JsonObject => ({
  id: text(row, "id") ?? "",
  clientId: text(row, "clientId") ?? "",
  consentType: text(row, "consentType") ?? "",
  ...(text(row, "principalId") === undefined ? {} : { principalId: text(row, "principalId") ?? "" }),
  resourceId: text(row, "resourceId") ?? "",
  scope: text(row, "scope")?.trim() ?? "",
})

function describe(before: Snapshot, after: Snapshot): string {
  const app = `the app "${text(after, "app") ?? "unknown"}"`
  const left = grants(after)
  if (left.length > 0) return `Users still let ${app} act in their name: ${left.map(grantText).join("; ")}.`
  return grants(before).length === 0
    ? `No user lets ${app} act in their name.`
    : `Nobody lets ${app} act in their name any more: read back, the consents are gone. Access tokens that are out may work for up to an hour.`
}
