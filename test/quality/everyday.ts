/** What happens all day: Microsoft's own services, people at work, and honest administrators. */
import {
  cmdlet,
  type Draw,
  directoryAct,
  mailAct,
  type Raw,
  signIn,
  systemCmdlet,
  upn,
} from "./raw-records.ts"

const OFFICE = "198.51.100.24"
const PEOPLE = ["ana", "bo", "cem", "dora", "eli", "finn", "gita", "hugo", "ines", "jan", "kai", "lou"].map(
  upn,
)
const ADMIN = upn("admin")

type Maker = (at: number, draw: Draw) => Raw

const system =
  (name: string, object: string, parameters: Readonly<Record<string, string>>): Maker =>
  (at, draw) =>
    systemCmdlet({ at, draw, cmdlet: name, object, parameters })

/** The service's own acts. Nobody may ever be paged for one of them. */
export const SYSTEM: readonly Maker[] = [
  system("Set-Mailbox", "hugo", { ForwardingSmtpAddress: "", DeliverToMailboxAndForward: "False" }),
  system("Set-Mailbox", "DiscoverySearchMailbox{D919BA05-46A6-415f-80AD-7E09334BB852}", {
    AuditEnabled: "True",
  }),
  system("Add-MailboxPermission", "DiscoverySearchMailbox{D919BA05-46A6-415f-80AD-7E09334BB852}", {
    User: "Discovery Management",
    AccessRights: "FullAccess",
  }),
  system("Set-TransportConfig", "Transport Settings", { SmtpClientAuthenticationDisabled: "False" }),
  system("Set-AdminAuditLogConfig", "Admin Audit Log Settings", { AdminAuditLogEnabled: "True" }),
  system("Set-ConditionalAccessPolicy", "Default", { DisplayName: "Default" }),
  (at, draw) =>
    directoryAct({
      at,
      draw,
      user: "ServicePrincipal_1d2c3b4a-5968-4776-8655-443322110f0e",
      operation: "Add service principal.",
      object: draw.guid(),
      modified: { DisplayName: ["", "Microsoft Teams Retail Service"] },
      target: [{ ID: draw.guid(), Type: 2 }],
      additional: { AppId: "00000003-0000-0ff1-ce00-000000000000" },
    }),
]

const person: Maker = (at, draw) => {
  const user = draw.of(PEOPLE)
  const act = draw.below(100)
  if (act < 20) return signIn({ at, draw, user, ip: OFFICE })
  if (act < 22)
    return signIn({
      at,
      draw,
      user,
      ip: OFFICE,
      error: { number: "50126", name: "InvalidUserNameOrPassword" },
    })
  const operation = draw.of(["MailItemsAccessed", "Send", "Create", "MoveToDeletedItems", "SoftDelete"])
  return mailAct({
    at,
    draw,
    user,
    operation,
    owner: user,
    logonType: 0,
    ip: OFFICE,
    more: {
      OperationProperties: [
        { Name: "MailAccessType", Value: "Bind" },
        { Name: "IsThrottled", Value: "False" },
      ],
      OperationCount: 1,
      Item: { Subject: "Minutes of today's meeting", ParentFolder: { Path: "\\Inbox" } },
    },
  })
}
export const PERSON = person

const honest =
  (name: string, object: string, parameters: Readonly<Record<string, string>>): Maker =>
  (at, draw) =>
    cmdlet({ at, draw, user: ADMIN, cmdlet: name, object, parameters, ip: OFFICE })

const account =
  (operation: string, modified: Readonly<Record<string, readonly [string, string]>>): Maker =>
  (at, draw) => {
    const object = draw.of(PEOPLE)
    return directoryAct({
      at,
      draw,
      user: ADMIN,
      operation,
      object,
      modified,
      target: [{ ID: object, Type: 5 }],
    })
  }

/** An administrator's and people's normal work that looks a little like an attack. */
export const HONEST: readonly Maker[] = [
  honest("Set-Mailbox", upn("ana"), { ProhibitSendQuota: "49GB" }),
  honest("Set-Mailbox", upn("ana"), { ForwardingSmtpAddress: "", DeliverToMailboxAndForward: "False" }),
  honest("Set-Mailbox", upn("bo"), { ForwardingAddress: upn("ana"), DeliverToMailboxAndForward: "True" }),
  honest("New-InboxRule", `${upn("ana")}\\Newsletters`, {
    Name: "Newsletters",
    From: "news@shop.example",
    MoveToFolder: "Newsletters",
  }),
  honest("Set-MailboxFolderPermission", `${upn("ana")}:\\Calendar`, {
    User: "Default",
    AccessRights: "LimitedDetails",
  }),
  honest("Set-CASMailbox", upn("cem"), { ActiveSyncEnabled: "True" }),
  honest("New-DistributionGroup", "Sales", { Name: "Sales" }),
  honest("Set-TransportRule", "Disclaimer", { ApplyHtmlDisclaimerText: "Kind regards" }),
  account("Update user.", { Department: ['[\r\n  "Sales"\r\n]', '[\r\n  "Service"\r\n]'] }),
  account("Change user license.", { AssignedLicense: ["[]", '[\r\n  "[SkuName=ENTERPRISEPACK]"\r\n]'] }),
  account("Change user password.", {}),
  account("Add member to group.", { "Group.DisplayName": ["", "Sales"] }),
]
