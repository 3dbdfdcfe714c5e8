/**
 * The background life of a tenant: what Microsoft's own services and ordinary people leave in the audit log.
 * Pure: the same `random` gives the same records. None of them may ever alert.
 * Source: shapes of public audit records; almost all Exchange admin records are the service's own.
 */

import {
  common,
  type EverydayRecord,
  guid,
  hexDigits,
  pick,
  type Random,
  type Scene,
  timedId,
} from "./everyday-scene.ts"
import { SYSTEM_ACTS, systemRecord } from "./everyday-system.ts"
import { puidOf, withPort } from "./exchange/admin-record.ts"
import { canonicalPath, objectIdOf } from "./exchange/recipient.ts"
import type { PracticeTenant } from "./world/types.ts"

export type { EverydayRecord, Random } from "./everyday-scene.ts"

const OFFICE_IP = "198.51.100.24"
const EXCHANGE_APP = "00000002-0000-0ff1-ce00-000000000000"

const mailboxRecord = (scene: Scene, more: Record<string, unknown>): EverydayRecord => {
  const { tenant, mailbox } = scene
  const sid = "S-1-5-21-1376570662-3565232716-1187618197-25622886"
  const record = {
    ...common(scene, timedId(scene.at, scene.random)),
    ResultStatus: "Succeeded",
    UserKey: puidOf(mailbox.upn),
    UserType: 0,
    Workload: "Exchange",
    UserId: mailbox.upn,
    ClientIPAddress: OFFICE_IP,
    ExternalAccess: false,
    InternalLogonType: 0,
    LogonType: 0,
    LogonUserSid: sid,
    MailboxGuid: mailbox.guid,
    MailboxOwnerSid: sid,
    MailboxOwnerUPN: mailbox.upn,
    OrganizationName: tenant.initialDomain,
    OriginatingServer: "VI1PR04MB5056 (15.20.8093.014)\r\n",
    ...more,
  }
  return { contentType: "Audit.Exchange", record }
}

const messageId = (random: Random): string => `<${hexDigits(24, random).toUpperCase()}@mail.example>`

const itemsAccessed = (scene: Scene): EverydayRecord =>
  mailboxRecord(scene, {
    Operation: "MailItemsAccessed",
    RecordType: 50,
    ClientInfoString: "Client=REST;Client=RESTSystem;;",
    OperationProperties: [
      { Name: "MailAccessType", Value: "Bind" },
      { Name: "IsThrottled", Value: "False" },
    ],
    Folders: [
      {
        Id: hexDigits(32, scene.random),
        Path: "\\Inbox",
        FolderItems: [{ InternetMessageId: messageId(scene.random), SizeInBytes: 44_329 }],
      },
    ],
    OperationCount: 1,
  })

const sent = (scene: Scene): EverydayRecord =>
  mailboxRecord(scene, {
    Operation: "Send",
    RecordType: 2,
    ClientIP: OFFICE_IP,
    AppId: EXCHANGE_APP,
    ClientInfoString: "Client=OWA;Action=ViaProxy",
    SessionId: guid(scene.random),
    Item: {
      Id: hexDigits(40, scene.random),
      InternetMessageId: messageId(scene.random),
      ParentFolder: { Id: hexDigits(32, scene.random), Path: "\\Drafts" },
      SizeInBytes: 3360,
      Subject: "Minutes of today's meeting",
    },
  })

/** A person files the newsletters away in Outlook on the web: a rule, and nothing to worry about. */
const harmlessRule = (scene: Scene): EverydayRecord => {
  const { tenant, mailbox, random } = scene
  const record = {
    ...common(scene, timedId(scene.at, random)),
    Operation: "New-InboxRule",
    RecordType: 1,
    ResultStatus: "True",
    UserKey: mailbox.upn,
    UserType: 2,
    Workload: "Exchange",
    ClientIP: withPort(OFFICE_IP),
    ObjectId: `${canonicalPath(tenant, mailbox)}\\Invoices`,
    UserId: mailbox.upn,
    AppId: EXCHANGE_APP,
    AppPoolName: "MSExchangeOWAAppPool",
    ClientAppId: "",
    CorrelationID: "",
    ExternalAccess: false,
    OrganizationName: tenant.initialDomain,
    OriginatingServer: "AM0PR04MB4196 (15.20.8093.014)",
    Parameters: [
      { Name: "Name", Value: "Invoices" },
      { Name: "SubjectContainsWords", Value: "invoice" },
      { Name: "MoveToFolder", Value: "Invoices" },
    ],
    RequestId: guid(random),
    SessionId: guid(random),
  }
  return { contentType: "Audit.Exchange", record }
}

/** One sign-in in ten is the "stay signed in?" interrupt, which the service calls failed and successful at once. */
const signIn = (scene: Scene): EverydayRecord => {
  const { tenant, mailbox, random } = scene
  const interrupted = random() < 0.1
  const id = guid(random)
  const objectId = objectIdOf(tenant, mailbox)
  const record = {
    ...common(scene, id),
    Operation: interrupted ? "UserLoginFailed" : "UserLoggedIn",
    RecordType: 15,
    ResultStatus: "Success",
    UserKey: objectId,
    UserType: 0,
    Workload: "AzureActiveDirectory",
    ClientIP: OFFICE_IP,
    ObjectId: EXCHANGE_APP,
    UserId: mailbox.upn,
    AzureActiveDirectoryEventType: 1,
    ExtendedProperties: [
      { Name: "ResultStatusDetail", Value: "Success" },
      { Name: "RequestType", Value: "OAuth2:Authorize" },
    ],
    ModifiedProperties: [],
    Actor: [
      { ID: objectId, Type: 0 },
      { ID: mailbox.upn, Type: 5 },
    ],
    ActorContextId: tenant.id,
    ActorIpAddress: OFFICE_IP,
    InterSystemsId: guid(random),
    IntraSystemId: id,
    SupportTicketId: "",
    Target: [{ ID: EXCHANGE_APP, Type: 0 }],
    TargetContextId: tenant.id,
    ApplicationId: EXCHANGE_APP,
    DeviceProperties: [{ Name: "OS", Value: "Windows10" }],
    ErrorNumber: interrupted ? "50140" : "0",
  }
  return { contentType: "Audit.AzureActiveDirectory", record }
}

const fileAccessed = (scene: Scene): EverydayRecord => {
  const { tenant, mailbox, random } = scene
  const site = `https://${tenant.name}.sharepoint.com/sites/team/`
  const record = {
    ...common(scene, timedId(scene.at, random)),
    Operation: "FileAccessed",
    RecordType: 6,
    UserKey: `i:0h.f|membership|${puidOf(mailbox.upn).toLowerCase()}@live.com`,
    UserType: 0,
    Workload: "SharePoint",
    ClientIP: OFFICE_IP,
    ObjectId: `${site}Shared Documents/Plan.docx`,
    UserId: mailbox.upn.toLowerCase(),
    EventSource: "SharePoint",
    ItemType: "File",
    Site: guid(random),
    SiteUrl: site,
    SourceFileExtension: "docx",
    SourceFileName: "Plan.docx",
    SourceRelativeUrl: "Shared Documents",
    UserAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64)",
  }
  return { contentType: "Audit.SharePoint", record }
}

const PEOPLE_ACTS = [itemsAccessed, sent, signIn, signIn, fileAccessed, harmlessRule] as const

/** A handful of records of the last minute, two thirds of them Microsoft's own. `now` in milliseconds UTC. */
export function everydayRecords(tenant: PracticeTenant, now: number, random: Random): EverydayRecord[] {
  const people = tenant.mailboxes.filter((mailbox) => mailbox.type === "UserMailbox")
  const count = 3 + Math.floor(random() * 4)
  return Array.from({ length: count }).flatMap(() => {
    const mailbox = pick(people, random)
    const act = pick(SYSTEM_ACTS, random)
    if (mailbox === undefined || act === undefined) return []
    const scene: Scene = { tenant, mailbox, at: now - Math.floor(random() * 60_000), random }
    if (random() < 0.66) return [systemRecord(scene, act(scene))]
    return [(pick(PEOPLE_ACTS, random) ?? signIn)(scene)]
  })
}
