/** What the control interface shows of the world. No password, secret or key is in it. */
import { STORIES } from "../stories/catalogue.ts"
import type { PracticeMailbox, PracticeTenant, World } from "../world/types.ts"

export const stateView = (world: World): object => ({
  mspTenantId: world.mspTenantId,
  botName: world.bot.name,
  botConnected: world.bot.endpoint !== undefined,
  people: world.people,
  channels: world.channels.map(({ messages: _, ...channel }) => channel),
  tenants: world.tenants.map(({ id, name, displayName, users }) => ({
    id,
    name,
    displayName,
    users: users.map(({ upn }) => upn),
  })),
  stories: STORIES.map(({ id, title, description }) => ({ id, title, description })),
})

const mailboxView = (mailbox: PracticeMailbox): object => ({
  upn: mailbox.upn,
  displayName: mailbox.displayName,
  type: mailbox.type,
  forwardingSmtpAddress: mailbox.forwardingSmtpAddress,
  forwardingAddress: mailbox.forwardingAddress,
  keepsCopy: mailbox.deliverToMailboxAndForward,
  auditEnabled: mailbox.auditEnabled,
  rules: mailbox.rules.map(({ ruleId, name, enabled, hidden, settings }) => ({
    ruleId,
    name,
    enabled,
    hidden,
    settings,
  })),
  permissions: mailbox.permissions,
  recipientPermissions: mailbox.recipientPermissions,
  grantSendOnBehalfTo: mailbox.grantSendOnBehalfTo,
})

/** One customer as its services hold it now; restore sessions newest first. */
export function worldView(world: World, tenant: PracticeTenant): object {
  const organizations = new Set(
    world.veeam.organizations.filter((one) => one.tenantId === tenant.id).map(({ id }) => id),
  )
  const { id, name, displayName, unifiedAuditEnabled } = tenant
  return {
    tenant: { id, name, displayName, unifiedAuditEnabled },
    mailboxes: tenant.mailboxes.map(mailboxView),
    restores: world.veeam.sessions
      .filter((session) => organizations.has(session.organizationId))
      .sort((one, other) => other.creationTime - one.creationTime),
  }
}
