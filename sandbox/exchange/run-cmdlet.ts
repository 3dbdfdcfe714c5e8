/** Runs one cmdlet: checks its parameters, changes the world, tells who watches, and writes the audit record. */
import { emit } from "../world/feed.ts"
import type { PracticeTenant, World } from "../world/types.ts"
import { type AdminActor, adminRecord } from "./admin-record.ts"
import * as bypass from "./audit-bypass.ts"
import * as blocked from "./blocked-sender.ts"
import * as access from "./cas-mailbox.ts"
import { type Cmdlet, CmdletFailure, type CmdletOutcome, Parameters } from "./cmdlet.ts"
import * as folders from "./folder-permission.ts"
import { getFolderStatistics } from "./folder-statistics.ts"
import * as rules from "./inbox-rule.ts"
import { getMailbox, setMailbox } from "./mailbox.ts"
import * as organization from "./organization.ts"
import * as outbound from "./outbound-mail.ts"
import * as permissions from "./permission.ts"
import { findMailbox, getRecipient } from "./recipient.ts"
import * as roles from "./role-group.ts"
import * as mailFlow from "./transport-rule.ts"

/** The cmdlets that the practice Exchange knows, by the name that records use. */
const CMDLETS: Readonly<Record<string, Cmdlet>> = {
  "Get-Mailbox": getMailbox,
  "Set-Mailbox": setMailbox,
  "Get-CASMailbox": access.getCasMailbox,
  "Set-CASMailbox": access.setCasMailbox,
  "Get-InboxRule": rules.getInboxRule,
  "New-InboxRule": rules.newInboxRule,
  "Set-InboxRule": rules.setInboxRule,
  "Enable-InboxRule": rules.enableInboxRule,
  "Disable-InboxRule": rules.disableInboxRule,
  "Remove-InboxRule": rules.removeInboxRule,
  "Get-MailboxPermission": permissions.getMailboxPermission,
  "Add-MailboxPermission": permissions.addMailboxPermission,
  "Remove-MailboxPermission": permissions.removeMailboxPermission,
  "Get-RecipientPermission": permissions.getRecipientPermission,
  "Add-RecipientPermission": permissions.addRecipientPermission,
  "Remove-RecipientPermission": permissions.removeRecipientPermission,
  "Get-MailboxFolderStatistics": getFolderStatistics,
  "Get-MailboxFolderPermission": folders.getFolderPermission,
  "Add-MailboxFolderPermission": folders.addFolderPermission,
  "Set-MailboxFolderPermission": folders.setFolderPermission,
  "Remove-MailboxFolderPermission": folders.removeFolderPermission,
  "Get-MailboxAuditBypassAssociation": bypass.getAuditBypass,
  "Set-MailboxAuditBypassAssociation": bypass.setAuditBypass,
  "Get-BlockedSenderAddress": blocked.getBlockedSender,
  "Remove-BlockedSenderAddress": blocked.removeBlockedSender,
  "Get-TransportRule": mailFlow.getTransportRule,
  "New-TransportRule": mailFlow.newTransportRule,
  "Enable-TransportRule": mailFlow.enableTransportRule,
  "Disable-TransportRule": mailFlow.disableTransportRule,
  "Remove-TransportRule": mailFlow.removeTransportRule,
  "Get-HostedOutboundSpamFilterPolicy": outbound.getSpamPolicy,
  "Get-HostedOutboundSpamFilterRule": outbound.getSpamRule,
  "Get-RemoteDomain": outbound.getRemoteDomain,
  "Get-TransportConfig": outbound.getTransportConfig,
  "Get-RoleGroup": roles.getRoleGroup,
  "Get-RoleGroupMember": roles.getRoleGroupMember,
  "Add-RoleGroupMember": roles.addRoleGroupMember,
  "Remove-RoleGroupMember": roles.removeRoleGroupMember,
  "Get-Recipient": getRecipient,
  "Get-AdminAuditLogConfig": organization.getAdminAuditLogConfig,
  "Set-AdminAuditLogConfig": organization.setAdminAuditLogConfig,
  "Write-AdminAuditLog": organization.writeAdminAuditLog,
  "Get-AcceptedDomain": organization.getAcceptedDomain,
  "Get-OrganizationConfig": organization.getOrganizationConfig,
  "Set-OrganizationConfig": organization.setOrganizationConfig,
  "Enable-OrganizationCustomization": organization.enableOrganizationCustomization,
}

/** Every cmdlet takes them. Source: about_CommonParameters. */
const COMMON = ["confirm", "erroraction", "warningaction", "verbose"]

/** The name as records spell it; undefined when there is no such cmdlet. */
export const cmdletName = (name: string): string | undefined =>
  Object.keys(CMDLETS).find((each) => each.toLowerCase() === name.toLowerCase())

const checkNames = (cmdlet: Cmdlet, parameters: Parameters): void => {
  const known = [...COMMON, ...cmdlet.allowed.map((each) => each.toLowerCase())].filter(
    (each) => each !== "confirm" || cmdlet.withoutConfirm !== true,
  )
  const unknown = Object.keys(parameters.given).filter((each) => !known.includes(each.toLowerCase()))
  if (unknown.length === 0) return
  throw new CmdletFailure(
    "bad-parameter",
    `Parameter set cannot be resolved using the specified named parameters. Invalid cmdlet parameters specified. ${unknown.join(", ")}`,
  )
}

export type CmdletCall = {
  readonly cmdlet: string
  readonly parameters: Readonly<Record<string, unknown>>
}

/** What the cmdlet returned, and the audit record of a write. Throws CmdletFailure; then nothing has changed. */
export function runCmdlet(
  world: World,
  tenant: PracticeTenant,
  actor: AdminActor,
  call: CmdletCall,
): CmdletOutcome & { readonly record?: object } {
  const operation = cmdletName(call.cmdlet)
  const cmdlet = operation === undefined ? undefined : CMDLETS[operation]
  if (operation === undefined || cmdlet === undefined) {
    throw new CmdletFailure("refused", `There is no cmdlet '${call.cmdlet}'.`)
  }
  const parameters = new Parameters(call.parameters)
  checkNames(cmdlet, parameters)
  const ownMailbox = actor.kind === "user" ? findMailbox(tenant, actor.upn) : undefined

  const wasAudited = tenant.unifiedAuditEnabled
  const outcome = cmdlet.run({ world, tenant, parameters, ...(ownMailbox ? { ownMailbox } : {}) })
  if (outcome.objectId === undefined) return outcome
  const { objectId, touched } = outcome
  const record = adminRecord(tenant, actor, { at: world.now(), operation, objectId, parameters })
  const evenIfOff = wasAudited !== tenant.unifiedAuditEnabled
  emit(world, tenant, { contentType: "Audit.Exchange", record, evenIfOff })
  if (touched === undefined) world.changed({ kind: "tenant", tenantId: tenant.id })
  else world.changed({ kind: "mailbox", tenantId: tenant.id, upn: touched.upn })
  return { ...outcome, record }
}
