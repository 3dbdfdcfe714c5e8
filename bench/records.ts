/**
 * Audit records as a tenant's feed brings them, made up for measuring: mostly everyday mailbox records, some sign-ins, few
 * administrative records, and among those the rare one that alerts.
 * Source of the shapes: Office 365 Management Activity API schema, mailbox auditing and sign-in schemas.
 */
import type { BenchMailbox, BenchTenant } from "./customers.ts"
import { base64, below, guid, hex, pick, pickUneven, type Random } from "./random.ts"

export type Scene = {
  readonly tenant: BenchTenant
  readonly mailbox: BenchMailbox
  /** Milliseconds UTC. */
  readonly at: number
  readonly random: Random
}

export type RecordKind = "mailbox" | "sign-in" | "admin" | "incident"

const EXCHANGE_APP = "00000002-0000-0ff1-ce00-000000000000"
const SERVER = "VI1PR04MB5056 (15.20.8093.014)\r\n"
const AGENT =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0"
const FOLDERS = ["\\Inbox", "\\Sent Items", "\\Archive\\2026", "\\Inbox\\Invoices", "\\Calendar", "\\Drafts"]
const SUBJECTS = ["Minutes of today's meeting", "Angebot für März", "RE: RE: delivery date", "Order 10045"]

/** One record of Exchange's own content type; which kind is decided by `random`, in the shares of a real tenant. */
export function exchangeRecord(scene: Scene): { readonly kind: RecordKind; readonly record: object } {
  const dice = scene.random()
  // One in two thousand; administrative records are six of a hundred, mailbox records the rest.
  if (dice < 0.0005) return { kind: "incident", record: incident(scene) }
  if (dice < 0.06) return { kind: "admin", record: everydayAdmin(scene) }
  if (dice < 0.13) return { kind: "mailbox", record: sentMail(scene) }
  if (dice < 0.22) return { kind: "mailbox", record: movedMail(scene) }
  return { kind: "mailbox", record: itemsAccessed(scene) }
}

const time = (at: number): string => new Date(at).toISOString().slice(0, 19)

const common = (scene: Scene, operation: string, recordType: number): Record<string, unknown> => ({
  CreationTime: time(scene.at),
  Id: guid(scene.random),
  Operation: operation,
  OrganizationId: scene.tenant.id,
  RecordType: recordType,
  Version: 1,
})

const mailboxCommon = (scene: Scene, operation: string, recordType: number): Record<string, unknown> => ({
  ...common(scene, operation, recordType),
  ResultStatus: "Succeeded",
  UserKey: scene.mailbox.puid,
  UserType: 0,
  Workload: "Exchange",
  UserId: scene.mailbox.upn,
  AppId: EXCHANGE_APP,
  ClientAppId: EXCHANGE_APP,
  ClientIPAddress: pickUneven(scene.random, scene.mailbox.addresses),
  ClientInfoString: `Client=OWA;${AGENT};`,
  ExternalAccess: false,
  InternalLogonType: 0,
  LogonType: 0,
  LogonUserSid: scene.mailbox.sid,
  MailboxGuid: scene.mailbox.mailboxGuid,
  MailboxOwnerSid: scene.mailbox.sid,
  MailboxOwnerUPN: scene.mailbox.upn,
  OrganizationName: `${scene.tenant.name}.onmicrosoft.com`,
  OriginatingServer: SERVER,
  SessionId: guid(scene.random),
})

const messageId = (random: Random): string =>
  `<${hex(random, 32).toUpperCase()}@VI1PR04MB${1000 + below(random, 9000)}.mail.example>`

function itemsAccessed(scene: Scene): object {
  const { random } = scene
  const folders = Array.from({ length: 1 + below(random, 2) }, () => ({
    Id: `LgAAAA${base64(random, 66)}`,
    Path: pick(random, FOLDERS),
    FolderItems: Array.from({ length: 1 + below(random, 4) }, () => ({
      Id: `RgAAAA${base64(random, 90)}`,
      InternetMessageId: messageId(random),
      SizeInBytes: 2000 + below(random, 90_000),
    })),
  }))
  return {
    ...mailboxCommon(scene, "MailItemsAccessed", 50),
    OperationProperties: [
      { Name: "MailAccessType", Value: "Bind" },
      { Name: "IsThrottled", Value: "False" },
    ],
    OperationCount: folders.length,
    Folders: folders,
  }
}

const item = (random: Random): object => ({
  Id: `RgAAAA${base64(random, 146)}`,
  InternetMessageId: messageId(random),
  ParentFolder: { Id: `LgAAAA${base64(random, 66)}`, Name: "Folder", Path: pick(random, FOLDERS) },
  SizeInBytes: 2000 + below(random, 90_000),
  Subject: pick(random, SUBJECTS),
  Attachments: random() < 0.2 ? `report-${hex(random, 4)}.pdf (${below(random, 900_000)}b)` : "",
})

const sentMail = (scene: Scene): object => ({
  ...mailboxCommon(scene, "Send", 2),
  Item: item(scene.random),
  SaveToSentItems: true,
})

const movedMail = (scene: Scene): object => ({
  ...mailboxCommon(
    scene,
    pick(scene.random, ["MoveToDeletedItems", "SoftDelete", "HardDelete", "Update"]),
    3,
  ),
  AffectedItems: Array.from({ length: 1 + below(scene.random, 2) }, () => item(scene.random)),
  CrossMailboxOperation: false,
  Folder: { Id: `LgAAAA${base64(scene.random, 66)}`, Path: pick(scene.random, FOLDERS) },
})

const FAILURES = ["50074", "50074", "50140", "50074", "50140", "50126"]

export function signIn(scene: Scene): object {
  const { tenant, mailbox, random } = scene
  const ip = pickUneven(random, mailbox.addresses)
  const failed = random() < 0.08
  return {
    ...common(scene, failed ? "UserLoginFailed" : "UserLoggedIn", 15),
    ResultStatus: failed ? "Failed" : "Success",
    UserKey: mailbox.objectId,
    UserType: 0,
    Workload: "AzureActiveDirectory",
    ClientIP: ip,
    ObjectId: EXCHANGE_APP,
    UserId: mailbox.upn,
    AzureActiveDirectoryEventType: 1,
    ExtendedProperties: [
      { Name: "ResultStatusDetail", Value: "Success" },
      { Name: "UserAgent", Value: AGENT },
      { Name: "RequestType", Value: "OAuth2:Authorize" },
    ],
    ModifiedProperties: [],
    Actor: [
      { ID: mailbox.objectId, Type: 0 },
      { ID: mailbox.upn, Type: 5 },
    ],
    ActorContextId: tenant.id,
    ActorIpAddress: ip,
    InterSystemsId: guid(random),
    IntraSystemId: guid(random),
    SupportTicketId: "",
    Target: [{ ID: EXCHANGE_APP, Type: 0 }],
    TargetContextId: tenant.id,
    ApplicationId: EXCHANGE_APP,
    DeviceProperties: [
      { Name: "OS", Value: "Windows10" },
      { Name: "BrowserType", Value: "Edge" },
      { Name: "IsCompliantAndManaged", Value: "False" },
      { Name: "SessionId", Value: guid(random) },
    ],
    // Mostly another factor was wanted; wrong passwords all over a customer within an hour would be an attack.
    ErrorNumber: failed ? pick(random, FAILURES) : "0",
  }
}

type Cmdlet = {
  readonly cmdlet: string
  readonly user: string
  readonly userType: number
  readonly parameters: Readonly<Record<string, string>>
}

const adminRecord = (scene: Scene, { cmdlet, user, userType, parameters }: Cmdlet): object => ({
  ...common(scene, cmdlet, 1),
  ResultStatus: "True",
  UserKey: user,
  UserType: userType,
  Workload: "Exchange",
  ClientIP:
    userType === 3
      ? ""
      : `${pickUneven(scene.random, scene.mailbox.addresses.slice(0, 2))}:4${below(scene.random, 9999)}`,
  ObjectId: `EURPR04A001.PROD.OUTLOOK.COM/Microsoft Exchange Hosted Organizations/${scene.tenant.name}.onmicrosoft.com/${scene.mailbox.mailboxGuid}`,
  UserId: user,
  AppId: EXCHANGE_APP,
  AppPoolName: "MSExchangeAdminApiNetCore",
  ClientAppId: "",
  CorrelationID: guid(scene.random),
  ExternalAccess: userType === 3,
  OrganizationName: `${scene.tenant.name}.onmicrosoft.com`,
  OriginatingServer: SERVER,
  Parameters: Object.entries(parameters).map(([Name, Value]) => ({ Name, Value })),
  RequestId: guid(scene.random),
  SessionId: guid(scene.random),
})

const SERVICE = "NT AUTHORITY\\SYSTEM (Microsoft.Exchange.ServiceHost)"

/** Nine of ten administrative records are Microsoft's own maintenance; the tenth is somebody's everyday change. */
function everydayAdmin(scene: Scene): object {
  const { mailbox, random } = scene
  const identity = {
    Identity: mailbox.mailboxGuid,
    DomainController: "AM0PR04A001DC01.EURPR04A001.PROD.OUTLOOK.COM",
  }
  if (random() < 0.9) {
    const cmdlet = pick(random, [
      "Set-ConditionalAccessPolicy",
      "Set-Mailbox",
      "Set-User",
      "Set-TransportConfig",
    ])
    const parameters = { ...identity, ErrorAction: "Stop", ProvisioningOptions: base64(random, 700) }
    return adminRecord(scene, { cmdlet, user: SERVICE, userType: 3, parameters })
  }
  const parameters = { ...identity, Language: "en-US", TimeZone: "W. Europe Standard Time" }
  return adminRecord(scene, {
    cmdlet: "Set-MailboxRegionalConfiguration",
    user: mailbox.upn,
    userType: 0,
    parameters,
  })
}

/** What a rule must find: mail that leaves, a rule that hides, a mailbox opened for somebody else. */
function incident(scene: Scene): object {
  const { tenant, mailbox, random } = scene
  const outside = `smtp:drop-${hex(random, 6)}@mail-archive.example`
  const act = pick(random, ["Set-Mailbox", "New-InboxRule", "Add-MailboxPermission"])
  const parametersOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    "Set-Mailbox": {
      Identity: mailbox.upn,
      ForwardingSmtpAddress: outside,
      DeliverToMailboxAndForward: "False",
    },
    "New-InboxRule": { Name: `.${hex(random, 3)}`, ForwardTo: outside, DeleteMessage: "True" },
    "Add-MailboxPermission": {
      Identity: mailbox.upn,
      User: pick(random, tenant.mailboxes).upn,
      AccessRights: "FullAccess",
    },
  }
  return adminRecord(scene, {
    cmdlet: act,
    user: mailbox.upn,
    userType: 2,
    parameters: parametersOf[act] ?? {},
  })
}
