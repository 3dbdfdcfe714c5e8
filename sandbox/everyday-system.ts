/** What Microsoft's own services do in a tenant all day: cmdlets by datacenter accounts, which look like attacks by name only. */

import { common, type EverydayRecord, type Scene, timedId } from "./everyday-scene.ts"
import { canonicalPath } from "./exchange/recipient.ts"

const SERVICE_HOST = "NT AUTHORITY\\SYSTEM (Microsoft.Exchange.ServiceHost)"
const ASSISTANTS = "NT AUTHORITY\\SYSTEM (MSExchangeMailboxAssistants)"

type SystemAct = {
  readonly operation: string
  readonly actor?: string
  /** 3 is Microsoft's datacenter; one assistant says 2, as an administrator would. */
  readonly userType?: number
  readonly object: string
  readonly parameters: Readonly<Record<string, string>>
}

export const systemRecord = (scene: Scene, act: SystemAct): EverydayRecord => {
  const actor = act.actor ?? SERVICE_HOST
  const userType = act.userType ?? 3
  const record = {
    ...common(scene, timedId(scene.at, scene.random)),
    Operation: act.operation,
    RecordType: 1,
    ResultStatus: "True",
    UserKey: actor,
    UserType: userType,
    Workload: "Exchange",
    ObjectId: act.object,
    UserId: actor,
    AppId: "",
    ClientAppId: "",
    ExternalAccess: userType === 3,
    OrganizationName: scene.tenant.initialDomain,
    OriginatingServer: "DB6PR04MB3206 (15.20.8093.014)",
    Parameters: Object.entries(act.parameters).map(([Name, Value]) => ({ Name, Value })),
  }
  return { contentType: "Audit.Exchange", record }
}

const systemPath = ({ tenant, mailbox }: Scene, name: string): string =>
  canonicalPath(tenant, mailbox).replace(/[^/]+$/, name)

const DISCOVERY = "DiscoverySearchMailbox{D919BA05-46A6-415f-80AD-7E09334BB852}"

export const SYSTEM_ACTS: readonly ((scene: Scene) => SystemAct)[] = [
  (scene) => ({
    operation: "Set-Mailbox",
    object: canonicalPath(scene.tenant, scene.mailbox),
    parameters: {
      Identity: canonicalPath(scene.tenant, scene.mailbox),
      ProhibitSendQuota: "99 GB (106,300,440,576 bytes)",
      UseDatabaseQuotaDefaults: "False",
      Force: "True",
    },
  }),
  (scene) => ({
    operation: "Add-MailboxPermission",
    object: systemPath(scene, DISCOVERY),
    parameters: {
      DomainController: "",
      Identity: systemPath(scene, DISCOVERY),
      User: systemPath(scene, "Discovery Management"),
      AccessRights: "FullAccess",
    },
  }),
  (scene) => ({
    operation: "Set-AdminAuditLogConfig",
    object: `${scene.tenant.initialDomain}\\Admin Audit Log Settings`,
    parameters: { AdminAuditLogEnabled: "True", AdminAuditLogCmdlets: "*" },
  }),
  (scene) => ({
    operation: "Set-OwaMailboxPolicy",
    object: `${scene.tenant.initialDomain}\\OwaMailboxPolicy-Default`,
    parameters: {
      InstantMessagingType: "Ocs",
      Identity: `${scene.tenant.initialDomain}\\OwaMailboxPolicy-Default`,
    },
  }),
  (scene) => ({
    operation: "Remove-UnifiedGroup",
    actor: ASSISTANTS,
    userType: 2,
    object: systemPath(scene, "Project-2019"),
    parameters: { Identity: systemPath(scene, "Project-2019"), Confirm: "False" },
  }),
]
