/**
 * The audit record of a change in the directory (RecordType 8) made by an app, as Entra writes it.
 * Source: Office 365 Management Activity API schema, "Microsoft Entra ID base schema"; field forms from public records.
 */
import { randomUUID } from "node:crypto"
import { creationTime, puidOf } from "./exchange/admin-record.ts"
import { emit } from "./world/feed.ts"
import type { PracticeTenant, PracticeUser, World } from "./world/types.ts"

export type DirectoryApp = {
  readonly appId: string
  readonly displayName: string
  readonly servicePrincipal: string
}

export type DirectoryChange = {
  /** As Entra spells it, with its dot: `Disable account.` */
  readonly operation: string
  readonly modified?: readonly { readonly name: string; readonly before: string; readonly after: string }[]
}

/** Types of identity: 1 name, 2 other, 3 PUID, 4 application, 5 UPN. */
const actorIds = (app: DirectoryApp): object[] => [
  { ID: app.displayName, Type: 1 },
  { ID: `ServicePrincipal_${app.servicePrincipal}`, Type: 2 },
  { ID: app.servicePrincipal, Type: 2 },
  { ID: "ServicePrincipal", Type: 2 },
  { ID: app.appId, Type: 4 },
]

const targetIds = (user: PracticeUser): object[] => [
  { ID: `User_${user.objectId}`, Type: 2 },
  { ID: user.objectId, Type: 2 },
  { ID: "User", Type: 2 },
  { ID: user.upn, Type: 5 },
  { ID: puidOf(user.upn), Type: 3 },
]

/** Entra logs no address for such changes, and its ids are random. `at` in milliseconds UTC. */
export const directoryRecord = (
  tenant: PracticeTenant,
  app: DirectoryApp,
  user: PracticeUser,
  change: DirectoryChange & { readonly at: number },
): object => ({
  CreationTime: creationTime(change.at),
  Id: randomUUID(),
  Operation: change.operation,
  OrganizationId: tenant.id,
  RecordType: 8,
  ResultStatus: "Success",
  UserKey: "Not Available",
  UserType: 4,
  Version: 1,
  Workload: "AzureActiveDirectory",
  ObjectId: user.upn,
  UserId: `ServicePrincipal_${app.servicePrincipal}`,
  AzureActiveDirectoryEventType: 1,
  ExtendedProperties: [
    { Name: "additionalDetails", Value: JSON.stringify({ UserType: "Member", AppId: app.appId }) },
    { Name: "extendedAuditEventCategory", Value: "User" },
  ],
  ModifiedProperties: (change.modified ?? []).map(({ name, before, after }) => ({
    Name: name,
    NewValue: after,
    OldValue: before,
  })),
  Actor: actorIds(app),
  ActorContextId: tenant.id,
  InterSystemsId: randomUUID(),
  IntraSystemId: randomUUID(),
  SupportTicketId: "",
  Target: targetIds(user),
  TargetContextId: tenant.id,
})

/** Writes the record into the tenant's feed and tells who watches the world. */
export function recordDirectoryChange(
  world: World,
  tenant: PracticeTenant,
  by: { readonly appId: string; readonly objectId: string },
  user: PracticeUser,
  change: DirectoryChange,
): void {
  const displayName = world.apps.find((app) => app.appId === by.appId)?.displayName ?? by.appId
  const app = { appId: by.appId, displayName, servicePrincipal: by.objectId }
  const record = directoryRecord(tenant, app, user, { ...change, at: world.now() })
  emit(world, tenant, { contentType: "Audit.AzureActiveDirectory", record })
  world.changed({ kind: "tenant", tenantId: tenant.id })
}
