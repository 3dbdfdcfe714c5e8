/** A person of a story signs in to Microsoft 365; the record of it comes as late as the story wants. */
import { randomUUID } from "node:crypto"
import { emit } from "../world/feed.ts"
import type { StoryActor } from "./run-as.ts"
import { userOf } from "./run-in-directory.ts"
import { customer, type Stage } from "./story.ts"

const VEEAM_APP = "b7d1c1a2-5f64-4d0c-9a3e-2c8f1e6d7a90"

/** `at`: when it happened, milliseconds UTC; told now. Source: public records of UserLoggedIn. */
export function tellSignIn(cloud: Stage, who: StoryActor, at: number): void {
  const tenant = customer(cloud, who.tenant)
  const { objectId, upn } = userOf(tenant, who.alias)
  const id = randomUUID()
  const record = {
    CreationTime: new Date(at).toISOString().slice(0, 19),
    Id: id,
    Operation: "UserLoggedIn",
    OrganizationId: tenant.id,
    RecordType: 15,
    ResultStatus: "Success",
    UserKey: objectId,
    UserType: 0,
    Version: 1,
    Workload: "AzureActiveDirectory",
    ClientIP: who.ip,
    ObjectId: VEEAM_APP,
    UserId: upn,
    AzureActiveDirectoryEventType: 1,
    ExtendedProperties: [
      { Name: "ResultStatusDetail", Value: "Success" },
      { Name: "RequestType", Value: "OAuth2:Token" },
    ],
    ModifiedProperties: [],
    Actor: [
      { ID: objectId, Type: 0 },
      { ID: upn, Type: 5 },
    ],
    ActorContextId: tenant.id,
    ActorIpAddress: who.ip,
    InterSystemsId: randomUUID(),
    IntraSystemId: id,
    SupportTicketId: "",
    Target: [{ ID: VEEAM_APP, Type: 0 }],
    TargetContextId: tenant.id,
    ApplicationId: VEEAM_APP,
    DeviceProperties: [{ Name: "OS", Value: "Windows10" }],
    ErrorNumber: "0",
  }
  emit(cloud.world, tenant, { contentType: "Audit.AzureActiveDirectory", record })
  cloud.world.changed({ kind: "tenant", tenantId: tenant.id })
}
