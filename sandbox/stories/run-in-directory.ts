/** A person of a story does something in the directory: the practice world changes and Entra writes its own record. */
import { type DirectoryChange, recordDirectoryChange } from "../directory-record.ts"
import { practiceGuid } from "../world/practice-id.ts"
import { roleChanges } from "../world/role.ts"
import type { PracticeApplication, PracticeTenant, PracticeUser } from "../world/types.ts"
import type { StoryActor } from "./run-as.ts"
import { customer, mailboxOf, type Stage } from "./story.ts"

/** Throws when the customer has no such person. */
export function userOf(tenant: PracticeTenant, alias: string): PracticeUser {
  const { upn } = mailboxOf(tenant, alias)
  const user = tenant.users.find((one) => one.upn === upn)
  if (user === undefined) throw new Error(`${tenant.displayName} has no account "${alias}".`)
  return user
}

/** An app of a stranger comes into the tenant by the first consent. */
function appNamed(tenant: PracticeTenant, displayName: string): PracticeApplication {
  const known = tenant.applications.find((app) => app.displayName === displayName)
  if (known !== undefined) return known
  const made = {
    objectId: practiceGuid(`sp ${displayName} ${tenant.name}`),
    appId: practiceGuid(`app ${displayName}`),
    displayName,
    accountEnabled: true,
  }
  tenant.applications.push(made)
  return made
}

/** Source: public records of "Consent to application."; the permissions are one text. */
const consentChange = (permissions: string, appId: string): DirectoryChange => ({
  operation: "Consent to application.",
  modified: [
    { name: "ConsentContext.IsAdminConsent", before: "", after: "False" },
    { name: "ConsentContext.IsAppOnly", before: "", after: "False" },
    { name: "ConsentContext.OnBehalfOfAll", before: "", after: "False" },
    { name: "ConsentAction.Permissions", before: "", after: `[] => [[${permissions}]]; ` },
    { name: "TargetId.ServicePrincipalNames", before: "", after: appId },
  ],
})

/** The person lets an app act in their own name. `scopes` without the API's address. */
export function consentAs(cloud: Stage, who: StoryActor, appName: string, scopes: readonly string[]): void {
  const tenant = customer(cloud, who.tenant)
  const user = userOf(tenant, who.alias)
  const app = appNamed(tenant, appName)
  const resource = tenant.applications[0]
  const grant = {
    id: practiceGuid(`grant ${appName} ${user.objectId}`),
    clientId: app.objectId,
    principalId: user.objectId,
    resourceId: resource?.objectId ?? "",
    scope: scopes.join(" "),
  }
  tenant.oauthGrants.push(grant)
  const text = `Id: ${grant.id}, ClientId: ${grant.clientId}, PrincipalId: ${grant.principalId}, ResourceId: ${grant.resourceId}, ConsentType: Principal, Scope:  ${grant.scope}, CreatedDateTime: , LastModifiedDateTime `
  recordDirectoryChange(cloud.world, tenant, { user, ip: who.ip }, app, consentChange(text, app.appId))
}

/** Whoever is signed in as the person registers an authenticator app. Source: public records of "Update user.". */
export function registerAppAs(cloud: Stage, who: StoryActor, device: string): void {
  const tenant = customer(cloud, who.tenant)
  const user = userOf(tenant, who.alias)
  const appsText = (): string =>
    JSON.stringify(
      user.signInMethods
        .filter(({ type }) => type === "microsoftAuthenticator")
        .map(({ id, name }) => ({ Id: id, DeviceName: name, AuthenticationType: 3 })),
    )
  const before = appsText()
  user.signInMethods.push({
    id: practiceGuid(`authenticator ${device} ${user.upn}`),
    type: "microsoftAuthenticator",
    name: device,
    createdAt: cloud.world.now(),
  })
  recordDirectoryChange(cloud.world, tenant, { user, ip: who.ip }, user, {
    operation: "Update user.",
    modified: [{ name: "StrongAuthenticationPhoneAppDetail", before, after: appsText() }],
  })
}

/** The person gives somebody a directory role. */
export function giveRoleAs(cloud: Stage, who: StoryActor, member: string, roleDefinitionId: string): void {
  const tenant = customer(cloud, who.tenant)
  const holder = userOf(tenant, member)
  tenant.roleAssignments.push({
    id: practiceGuid(`role assignment ${holder.objectId} ${roleDefinitionId}`),
    principalId: holder.objectId,
    roleDefinitionId,
    directoryScopeId: "/",
  })
  recordDirectoryChange(cloud.world, tenant, { user: userOf(tenant, who.alias), ip: who.ip }, holder, {
    operation: "Add member to role.",
    modified: roleChanges(roleDefinitionId, true),
  })
}
