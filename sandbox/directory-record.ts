/**
 * The audit record of a change in the directory (RecordType 8) made by an app or a person, as Entra writes it.
 * Source: Office 365 Management Activity API schema, "Microsoft Entra ID base schema"; field forms from public records.
 */
import { randomUUID } from "node:crypto"
import { creationTime, puidOf } from "./exchange/admin-record.ts"
import { emit } from "./world/feed.ts"
import type { PracticeApplication, PracticeTenant, PracticeUser, World } from "./world/types.ts"

/** An app in its own name, or a person at an address. */
export type DirectoryActor =
  | { readonly appId: string; readonly displayName: string; readonly servicePrincipal: string }
  | { readonly user: PracticeUser; readonly ip: string }

export type DirectoryChange = {
  /** As Entra spells it, with its dot: `Disable account.` */
  readonly operation: string
  readonly modified?: readonly { readonly name: string; readonly before: string; readonly after: string }[]
}

const objectIds = (kind: string, id: string): object[] => [
  { ID: `${kind}_${id}`, Type: 2 },
  { ID: id, Type: 2 },
  { ID: kind, Type: 2 },
]

const userIds = (user: PracticeUser): object[] => [
  ...objectIds("User", user.objectId),
  { ID: user.upn, Type: 5 },
  { ID: puidOf(user.upn), Type: 3 },
]

/** Types of identity: 1 name, 2 other, 3 PUID, 4 application, 5 UPN. */
const actorIds = (actor: DirectoryActor): object[] =>
  "user" in actor
    ? userIds(actor.user)
    : [
        { ID: actor.displayName, Type: 1 },
        { ID: actor.appId, Type: 2 },
        ...objectIds("ServicePrincipal", actor.servicePrincipal),
      ]

const isUser = (target: PracticeUser | PracticeApplication): target is PracticeUser => "upn" in target

const targetIds = (target: PracticeUser | PracticeApplication): object[] =>
  isUser(target)
    ? userIds(target)
    : [
        ...objectIds("ServicePrincipal", target.objectId),
        { ID: target.displayName, Type: 1 },
        { ID: target.appId, Type: 2 },
        { ID: target.appId, Type: 4 },
      ]

const actorFields = (actor: DirectoryActor): object =>
  "user" in actor
    ? {
        UserKey: `${puidOf(actor.user.upn)}@${actor.user.upn.split("@")[1]}`,
        UserType: 0,
        UserId: actor.user.upn,
        ClientIP: actor.ip,
      }
    : { UserKey: "Not Available", UserType: 4, UserId: `ServicePrincipal_${actor.servicePrincipal}` }

const detailsOf = (actor: DirectoryActor, target: PracticeUser | PracticeApplication): string =>
  JSON.stringify({
    ...(isUser(target) ? { UserType: "Member" } : {}),
    ...("user" in actor ? {} : { AppId: actor.appId }),
  })

/** Entra logs no address for what apps change, and its ids are random. `at` in milliseconds UTC. */
const directoryRecord = (
  tenant: PracticeTenant,
  actor: DirectoryActor,
  target: PracticeUser | PracticeApplication,
  change: DirectoryChange & { readonly at: number },
): object => ({
  CreationTime: creationTime(change.at),
  Id: randomUUID(),
  Operation: change.operation,
  OrganizationId: tenant.id,
  RecordType: 8,
  ResultStatus: "Success",
  Version: 1,
  Workload: "AzureActiveDirectory",
  ...actorFields(actor),
  ObjectId: isUser(target) ? target.upn : target.appId,
  AzureActiveDirectoryEventType: 1,
  ExtendedProperties: [
    { Name: "additionalDetails", Value: detailsOf(actor, target) },
    { Name: "extendedAuditEventCategory", Value: isUser(target) ? "User" : "ServicePrincipal" },
  ],
  ModifiedProperties: (change.modified ?? []).map(({ name, before, after }) => ({
    Name: name,
    NewValue: after,
    OldValue: before,
  })),
  Actor: actorIds(actor),
  ActorContextId: tenant.id,
  InterSystemsId: randomUUID(),
  IntraSystemId: randomUUID(),
  SupportTicketId: "",
  Target: targetIds(target),
  TargetContextId: tenant.id,
})

/** Who asked: an app by its token, or a person of a story. */
export type DirectoryCaller =
  | { readonly appId: string; readonly objectId: string }
  | { readonly user: PracticeUser; readonly ip: string }

/** Writes the record into the tenant's feed and tells who watches the world. */
export function recordDirectoryChange(
  world: World,
  tenant: PracticeTenant,
  by: DirectoryCaller,
  target: PracticeUser | PracticeApplication,
  change: DirectoryChange,
): void {
  const actor = "user" in by ? by : appActor(world, by)
  const record = directoryRecord(tenant, actor, target, { ...change, at: world.now() })
  emit(world, tenant, { contentType: "Audit.AzureActiveDirectory", record })
  world.changed({ kind: "tenant", tenantId: tenant.id })
}

const appActor = (
  world: World,
  by: { readonly appId: string; readonly objectId: string },
): DirectoryActor => ({
  appId: by.appId,
  displayName: world.apps.find((app) => app.appId === by.appId)?.displayName ?? by.appId,
  servicePrincipal: by.objectId,
})
