/**
 * The state of the practice cloud: what Microsoft's and Veeam's services would hold.
 * Every fake service reads and writes this one world; nothing here knows the product.
 */
import type { PracticeAuditMailbox } from "./audit-mailbox.ts"
import type { PracticeContact, PracticeProtocols, PracticeRoleGroup } from "./exchange-types.ts"
import type { PracticeOutboundMail } from "./outbound-mail.ts"
import type { PracticeVeeam } from "./veeam-types.ts"

export type PracticeInboxRule = {
  /** Decimal text of an unsigned 64-bit number: it doesn't fit a JavaScript number. */
  ruleId: string
  name: string
  enabled: boolean
  priority: number
  hidden: boolean
  /** True for a rule that only Outlook on one computer runs. Any cmdlet that changes a rule of the mailbox deletes these. */
  clientSide?: boolean
  /** Parameters in Exchange's own names, as Get-InboxRule would show them: ForwardTo, DeleteMessage, MoveToFolder … */
  settings: Record<string, string | boolean | string[]>
}

export type PracticePermission = {
  user: string
  accessRights: string[]
  inherited: boolean
  deny: boolean
  /** How folders inherit it, of a mailbox permission. Default `All`. */
  inheritance?: string
}

/**
 * `path` as Outlook shows it, in the owner's language: `\\Calendar`. `type` is the same in every language. Default and
 * Anonymous are users like others here.
 */
export type PracticeFolder = {
  path: string
  type: string
  permissions: { user: string; accessRights: string[]; sharingFlags: string[] }[]
}

export type PracticeMailbox = {
  /** ExchangeGuid */
  guid: string
  alias: string
  upn: string
  displayName: string
  type: "UserMailbox" | "SharedMailbox"
  forwardingSmtpAddress: string | null
  /** Identity of a recipient inside the tenant (which may be a mail contact that points outside). */
  forwardingAddress: string | null
  deliverToMailboxAndForward: boolean
  auditEnabled: boolean
  /** Sign-in types whose recorded acts Microsoft chooses; a custom list, as `auditOwner`, takes its type out. */
  defaultAuditSet: string[]
  auditOwner?: string[]
  /** True when mailbox auditing doesn't record what this account does. */
  auditBypassed: boolean
  grantSendOnBehalfTo: string[]
  protocols: PracticeProtocols
  folders: PracticeFolder[]
  rules: PracticeInboxRule[]
  /** Get-MailboxPermission rows besides NT AUTHORITY\SELF */
  permissions: PracticePermission[]
  /** Get-RecipientPermission rows (SendAs) */
  recipientPermissions: PracticePermission[]
}

export type PracticeUser = {
  objectId: string
  upn: string
  /** Mail addresses besides the sign-in name. */
  addresses?: string[]
  displayName: string
  accountEnabled: boolean
  onPremisesSyncEnabled: boolean
  signInSessionsValidFrom: number
  lastPasswordChange: number
  signInMethods: PracticeSignInMethod[]
  /** As Microsoft Graph shows them, oldest first. */
  signIns: PracticeSignIn[]
}

export type PracticeSignIn = {
  at: number
  ip: string
  app: string
  /** 0 for success. */
  errorCode: number
}

/** `type` without Graph's prefix and suffix: microsoftAuthenticator, phone, password … */
export type PracticeSignInMethod = {
  id: string
  type: string
  name: string
  /** Graph doesn't know it of every method. */
  createdAt?: number
  /** True of one that Graph removes only as the last. */
  isDefault?: boolean
}

/** A mail-flow rule of the organization; settings in Exchange's own names. */
export type PracticeTransportRule = {
  guid: string
  name: string
  enabled: boolean
  mode: string
  priority: number
  settings: Record<string, string | boolean | string[]>
}

/** An app as the tenant knows it: its service principal. */
export type PracticeApplication = {
  objectId: string
  appId: string
  displayName: string
  accountEnabled: boolean
  /** The object id of its registration; missing for an app of another tenant. */
  registrationId?: string
  credentials?: PracticeCredential[]
}

export type PracticeCredential = { keyId: string; kind: "secret" | "certificate"; name: string }

/** What an app may do in users' names. `principalId` null means in every user's. */
export type PracticeGrant = {
  id: string
  clientId: string
  principalId: string | null
  resourceId: string
  scope: string
}

/** A directory role that a user or an app holds; `roleDefinitionId` is the role's template id. */
export type PracticeRoleAssignment = {
  id: string
  principalId: string
  roleDefinitionId: string
  directoryScopeId: string
}

/** A content blob of the Management Activity API. */
export type PracticeBlob = {
  contentId: string
  contentType: string
  createdAt: number
  expiresAt: number
  records: object[]
  /** The exact bytes to send instead of `records` (cut bodies, HTML, huge blobs). */
  body?: string
}

export type PracticeSubscription = {
  enabled: boolean
  startedAt: number
  /** Older content isn't listed; missing means that all is. Set by the first start. */
  contentFrom?: number
  disabledBy?: "a tenant admin" | "a service admin"
}

export type PracticeTenant = {
  id: string
  /** contoso */
  name: string
  displayName: string
  /** contoso.onmicrosoft.com */
  initialDomain: string
  domains: string[]
  users: PracticeUser[]
  mailboxes: PracticeMailbox[]
  contacts: PracticeContact[]
  roleGroups: PracticeRoleGroup[]
  /** Whom the service stopped from sending; `unblocked` counts how often somebody ended that. */
  blockedSenders: { address: string; blockedAt: number; unblocked: number }[]
  unifiedAuditEnabled: boolean
  /** True when mailbox auditing is off for the whole organization. */
  mailboxAuditDisabled: boolean
  /** False where no Microsoft Entra ID P1 was bought: then Graph shows no sign-ins. */
  entraPremium: boolean
  /** True while the organization shares its settings with others (IsDehydrated). */
  sharedSettings: boolean
  transportRules: PracticeTransportRule[]
  outboundMail: PracticeOutboundMail
  applications: PracticeApplication[]
  oauthGrants: PracticeGrant[]
  roleAssignments: PracticeRoleAssignment[]
  /** Roles that may be activated; missing without the license for Privileged Identity Management. */
  roleEligibilities?: PracticeRoleAssignment[]
  /** App ids that an administrator consented to, and the app roles that each was granted. */
  consents: Record<string, string[]>
  /** Entra roles that an administrator gave to each app's service principal: "Exchange Administrator" … */
  directoryRoles: Record<string, string[]>
  /** Object id of each consented app's service principal in this tenant. */
  servicePrincipals: Record<string, string>
  subscriptions: Record<string, PracticeSubscription>
  blobs: PracticeBlob[]
  /** Audit records made by the services and not yet put into a blob. */
  outgoing: { contentType: string; record: object }[]
  /** True keeps records in `outgoing` until somebody calls `publish()`. */
  feedPaused?: boolean
  /** Operations whose records get lost on their way, so that nobody is ever told of them. */
  swallowed?: string[]
}

export type PracticeApp = {
  appId: string
  displayName: string
  secret?: string
  /** Milliseconds UTC; missing without a secret. */
  secretEndsAt?: number
  /** PEM of the public certificate; a client assertion must be signed by its key. */
  certificate?: string
  /** What the operator keeps: no service reads it. Configure the product with it. */
  privateKey?: string
}

/** People who look at the practice Teams page. */
export type PracticePerson = {
  /** Entra object id */
  objectId: string
  tenantId: string
  /** Bot Framework's `29:…` id */
  teamsId: string
  name: string
  upn: string
  /** `user`: somebody of a customer who has the app in the own Teams, and no say in anything. */
  kind: "technician" | "contact" | "user"
}

export type PracticeMessage = {
  /** Activity id; the first message of a thread also names the thread. */
  id: string
  threadId: string
  from: { kind: "bot" } | { kind: "person"; objectId: string }
  at: number
  editedAt?: number
  text?: string
  cards: object[]
  /** The bot asks whether this file may be put into the person's OneDrive. */
  consent?: PracticeConsent
  /** It was put there. */
  file?: { readonly name: string; readonly url: string }
}

export type PracticeConsent = {
  readonly name: string
  readonly description: string
  readonly sizeInBytes: number
  readonly acceptContext: unknown
  readonly declineContext: unknown
}

export type PracticeChannel = {
  /** `19:…@thread.tacv2`, or `a:…` for the personal chats */
  id: string
  teamId: string
  name: string
  kind: "customer" | "triage" | "personal"
  /** The team's id in Graph; missing for chats. */
  groupId?: string
  /** The customer whose channel it is. */
  customerTenantId?: string
  /** For a personal chat: whose. */
  personObjectId?: string
  messages: PracticeMessage[]
}

export type World = {
  /** Milliseconds UTC; every service asks this clock. */
  now(): number
  mspTenantId: string
  /** The three customers; the first is where `--records` go. */
  tenants: PracticeTenant[]
  apps: PracticeApp[]
  bot: {
    appId: string
    name: string
    endpoint: string | undefined
    /** What the teams' owners accepted when they added the app (resource-specific consent). */
    teamPermissions: string[]
    /** What the provider's own administrator consented to, of Microsoft Graph. */
    permissions: string[]
  }
  veeam: PracticeVeeam
  auditMailbox: PracticeAuditMailbox
  people: PracticePerson[]
  channels: PracticeChannel[]
  /** Called by the services after every change, so that the page and the tests can follow. */
  changed(what: WorldChange): void
  onChange(listener: (what: WorldChange) => void): () => void
}

export type WorldChange =
  | { kind: "message"; channelId: string; messageId: string }
  | { kind: "mailbox"; tenantId: string; upn: string }
  | { kind: "tenant"; tenantId: string }
  | { kind: "veeam" }
  | { kind: "story"; id: string; step: string; state: "playing" | "done" | "failed" }
  | { kind: "feed"; tenantId: string; contentType: string }
