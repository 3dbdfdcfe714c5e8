/** The customers' tenants: users, mailboxes, harmless inbox rules, delegates and contacts. */
import { createOutboundMail } from "./outbound-mail.ts"
import { practiceGuid, practiceRuleId } from "./practice-id.ts"
import type {
  PracticeApplication,
  PracticeGrant,
  PracticeInboxRule,
  PracticeMailbox,
  PracticeRoleAssignment,
  PracticeTenant,
  PracticeUser,
} from "./types.ts"

export type CustomerSeed = {
  readonly name: string
  readonly displayName: string
  /** Alias and name of each person; the first is the administrator. */
  readonly people: readonly (readonly [alias: string, name: string])[]
  readonly shared: readonly [alias: string, name: string]
  /** A mail contact of this customer that points outside. */
  readonly contact: readonly [name: string, address: string]
}

export const CUSTOMERS: readonly CustomerSeed[] = [
  {
    name: "contoso",
    displayName: "Contoso Manufacturing",
    people: [
      ["megan.ortiz", "Megan Ortiz"],
      ["adele.varga", "Adele Varga"],
      ["grady.archer", "Grady Archer"],
      ["isaiah.langer", "Isaiah Langer"],
      ["lidia.holm", "Lidia Holm"],
      ["patti.fern", "Patti Fern"],
      ["lynne.robin", "Lynne Robin"],
    ],
    shared: ["accounts", "Accounts Payable"],
    contact: ["Tax Adviser", "office@adviser.example"],
  },
  {
    name: "fabrikam",
    displayName: "Fabrikam Law",
    people: [
      ["henrietta.moss", "Henrietta Moss"],
      ["joni.sherman", "Joni Sherman"],
      ["diego.siciliani", "Diego Siciliani"],
      ["nestor.wilke", "Nestor Wilke"],
      ["pradeep.gupta", "Pradeep Gupta"],
      ["miriam.graham", "Miriam Graham"],
    ],
    shared: ["reception", "Reception"],
    contact: ["Court Filing", "filing@court.example"],
  },
  {
    name: "adatum",
    displayName: "Adatum Clinics",
    people: [
      ["johanna.lorenz", "Johanna Lorenz"],
      ["emily.braun", "Emily Braun"],
      ["lee.gu", "Lee Gu"],
      ["alex.wilber", "Alex Wilber"],
      ["ben.young", "Ben Young"],
      ["christie.cline", "Christie Cline"],
      ["debra.berger", "Debra Berger"],
      ["enrico.cattaneo", "Enrico Cattaneo"],
    ],
    shared: ["appointments", "Appointments"],
    contact: ["Laboratory", "results@lab.example"],
  },
]

const rule = (
  seed: string,
  name: string,
  settings: PracticeInboxRule["settings"],
  more: Partial<PracticeInboxRule> = {},
): PracticeInboxRule => ({
  ruleId: practiceRuleId(seed),
  name,
  enabled: true,
  priority: 1,
  hidden: false,
  settings,
  ...more,
})

/** Every real mailbox has it, hidden; Source: Get-InboxRule -IncludeHidden. */
const junkRule = (seed: string): PracticeInboxRule =>
  rule(`junk ${seed}`, "Junk E-mail Rule", {}, { hidden: true, priority: 0 })

const FOLDERS = [
  ["\\Inbox", "Inbox"],
  ["\\Calendar", "Calendar"],
  ["\\Contacts", "Contacts"],
  ["\\Sent Items", "SentItems"],
] as const

/** What a new mailbox has where nobody chose otherwise. Source: Get-CASMailbox, defaults. */
const PROTOCOLS: PracticeMailbox["protocols"] = {
  OWAEnabled: true,
  ActiveSyncEnabled: true,
  ImapEnabled: true,
  PopEnabled: true,
  MAPIEnabled: true,
  EwsEnabled: null,
  SmtpClientAuthenticationDisabled: null,
}

export const createMailbox = (
  tenant: string,
  alias: string,
  displayName: string,
  type: PracticeMailbox["type"],
): PracticeMailbox => ({
  guid: practiceGuid(`mailbox ${tenant} ${alias}`),
  alias,
  upn: `${alias}@${tenant}.example`,
  displayName,
  type,
  forwardingSmtpAddress: null,
  forwardingAddress: null,
  deliverToMailboxAndForward: false,
  auditEnabled: true,
  defaultAuditSet: ["Admin", "Delegate", "Owner"],
  auditBypassed: false,
  grantSendOnBehalfTo: [],
  protocols: { ...PROTOCOLS },
  folders: FOLDERS.map(([path, type]) => ({
    path,
    type,
    permissions: [
      {
        user: "Default",
        accessRights: [path === "\\Calendar" ? "AvailabilityOnly" : "None"],
        sharingFlags: [],
      },
      { user: "Anonymous", accessRights: ["None"], sharingFlags: [] },
    ],
  })),
  rules: [junkRule(`${tenant} ${alias}`)],
  permissions: [],
  recipientPermissions: [],
})

/** Everyday rules of the second, third and fourth person: a folder, a hidden one, and one that the cmdlet can't fully show. */
const addEverydayRules = (mailboxes: readonly PracticeMailbox[], tenant: string): void => {
  mailboxes[1]?.rules.push(
    rule(`newsletters ${tenant}`, "Newsletters", {
      SubjectOrBodyContainsWords: ["unsubscribe"],
      MoveToFolder: "Newsletters",
      StopProcessingRules: true,
    }),
  )
  mailboxes[2]?.rules.push(
    rule(
      `sync ${tenant}`,
      "CRM sync",
      { From: [`crm@${tenant}.example`], MoveToFolder: "CRM" },
      { hidden: true, priority: 2 },
    ),
  )
  mailboxes[3]?.rules.push(
    rule(
      `team ${tenant}`,
      "Copy to reception",
      {
        SentTo: [`info@${tenant}.example`],
        CopyToFolder: "Info",
        MarkAsRead: true,
      },
      { enabled: false },
    ),
  )
}

const createUser = (tenant: string, mailbox: PracticeMailbox, now: number): PracticeUser => ({
  objectId: practiceGuid(`user ${tenant} ${mailbox.alias}`),
  upn: mailbox.upn,
  displayName: mailbox.displayName,
  accountEnabled: mailbox.type === "UserMailbox",
  onPremisesSyncEnabled: false,
  signInSessionsValidFrom: now - 90 * 86_400_000,
  lastPasswordChange: now - 90 * 86_400_000,
  signInMethods: [
    {
      id: practiceGuid(`authenticator ${mailbox.upn}`),
      type: "microsoftAuthenticator",
      name: "Phone",
      createdAt: now - 300 * 86_400_000,
    },
  ],
  signIns: [{ at: now - 3 * 3_600_000, ip: "192.0.2.61", app: "Microsoft Outlook", errorCode: 0 }],
})

/** Template ids. Source: Microsoft Entra built-in roles. */
export const GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10"

/** The first person administers; so does an emergency account that nobody uses. */
const administrators = (tenant: string, users: readonly PracticeUser[]): PracticeRoleAssignment[] =>
  [users[0]?.objectId ?? "", practiceGuid(`emergency account ${tenant}`)].map((principalId) => ({
    id: practiceGuid(`role assignment ${principalId}`),
    principalId,
    roleDefinitionId: GLOBAL_ADMINISTRATOR,
    directoryScopeId: "/",
  }))

/** Microsoft's own API, which apps ask to use, and an app that the customer uses every day. */
const applications = (tenant: string): PracticeApplication[] => [
  {
    objectId: practiceGuid(`sp graph ${tenant}`),
    appId: "00000003-0000-0000-c000-000000000000",
    displayName: "Microsoft Graph",
    accountEnabled: true,
  },
  {
    objectId: practiceGuid(`sp time sheets ${tenant}`),
    appId: practiceGuid("app time sheets"),
    displayName: "Time Sheets",
    accountEnabled: true,
  },
]

const everydayGrants = (tenant: string): PracticeGrant[] => [
  {
    id: practiceGuid(`grant time sheets ${tenant}`),
    clientId: practiceGuid(`sp time sheets ${tenant}`),
    principalId: null,
    resourceId: practiceGuid(`sp graph ${tenant}`),
    scope: "User.Read",
  },
]

/** `now` in milliseconds UTC. Consents are given by the caller: a tenant alone knows no app. */
export function createTenant(seed: CustomerSeed, now: number): PracticeTenant {
  const { name } = seed
  const mailboxes = seed.people.map(([alias, text]) => createMailbox(name, alias, text, "UserMailbox"))
  addEverydayRules(mailboxes, name)
  const shared = createMailbox(name, seed.shared[0], seed.shared[1], "SharedMailbox")
  for (const owner of mailboxes.slice(0, 2)) {
    shared.permissions.push({ user: owner.upn, accessRights: ["FullAccess"], inherited: false, deny: false })
    shared.recipientPermissions.push({
      user: owner.upn,
      accessRights: ["SendAs"],
      inherited: false,
      deny: false,
    })
  }
  const all = [...mailboxes, shared]
  const users = all.map((mailbox) => createUser(name, mailbox, now))

  return {
    id: practiceGuid(`tenant ${name}`),
    name,
    displayName: seed.displayName,
    initialDomain: `${name}.onmicrosoft.com`,
    domains: [`${name}.onmicrosoft.com`, `${name}.example`],
    users,
    mailboxes: all,
    contacts: [{ name: seed.contact[0], externalEmailAddress: seed.contact[1] }],
    roleGroups: [
      { name: "Organization Management", members: all.slice(0, 1).map(({ upn }) => upn) },
      { name: "Recipient Management", members: [] },
    ],
    blockedSenders: [],
    unifiedAuditEnabled: true,
    mailboxAuditDisabled: false,
    entraPremium: true,
    sharedSettings: false,
    transportRules: [],
    outboundMail: createOutboundMail(),
    applications: applications(name),
    oauthGrants: everydayGrants(name),
    roleAssignments: administrators(name, users),
    consents: {},
    directoryRoles: {},
    servicePrincipals: {},
    subscriptions: {},
    blobs: [],
    outgoing: [],
  }
}
