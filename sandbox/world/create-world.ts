/** A new practice world: one MSP, three customers, their people, apps, channels and backups. The same in every run. */
import { randomBytes } from "node:crypto"
import { createAuditMailbox } from "./audit-mailbox.ts"
import { createChannels, createPeople } from "./create-people.ts"
import { CUSTOMERS, createTenant } from "./create-tenant.ts"
import { createVeeam } from "./create-veeam.ts"
import { practiceGuid } from "./practice-id.ts"
import type { PracticeApp, PracticeTenant, World, WorldChange } from "./types.ts"

export const MSP_TENANT_ID = practiceGuid("tenant northwind")
export const MSP_NAME = "Northwind IT Services"
export const MONITOR_APP_ID = practiceGuid("app monitor")
export const RESPOND_APP_ID = practiceGuid("app respond")
export const BOT_APP_ID = practiceGuid("app bot")

/** Secrets are random in every run: nobody can learn to rely on one. */
const secret = (): string => randomBytes(24).toString("base64url")

const YEAR_MS = 365 * 86_400_000

const createApps = (secretEndsAt: number): PracticeApp[] => [
  { appId: MONITOR_APP_ID, displayName: "Watchpost Monitor", secret: secret(), secretEndsAt },
  { appId: RESPOND_APP_ID, displayName: "Watchpost Respond", secret: secret(), secretEndsAt },
  { appId: BOT_APP_ID, displayName: "Watchpost Bot", secret: secret(), secretEndsAt },
]

/** App roles that the two registrations ask for. Source: Microsoft permissions reference; Exchange app-only authentication page. */
const MONITOR_ROLES = ["ActivityFeed.Read", "Domain.Read.All"]
const RESPOND_ROLES = [
  "Exchange.ManageAsApp",
  "User.Read.All",
  "User.EnableDisableAccount.All",
  "User.RevokeSessions.All",
  "User-PasswordProfile.ReadWrite.All",
  "UserAuthenticationMethod.ReadWrite.All",
  "DelegatedPermissionGrant.ReadWrite.All",
  "Application.ReadWrite.All",
  "RoleManagement.ReadWrite.Directory",
  "AuditLog.Read.All",
]

const consentToBoth = (tenant: PracticeTenant): PracticeTenant => ({
  ...tenant,
  consents: { [MONITOR_APP_ID]: [...MONITOR_ROLES], [RESPOND_APP_ID]: [...RESPOND_ROLES] },
  directoryRoles: { [RESPOND_APP_ID]: ["Exchange Administrator", "User Administrator"] },
  servicePrincipals: {
    [MONITOR_APP_ID]: practiceGuid(`sp monitor ${tenant.name}`),
    [RESPOND_APP_ID]: practiceGuid(`sp respond ${tenant.name}`),
  },
})

/** `now` returns milliseconds UTC; without it the computer's clock is the world's. */
export function createWorld(options: { now?: () => number } = {}): World {
  const now = options.now ?? Date.now
  const tenants = CUSTOMERS.map((customer) => consentToBoth(createTenant(customer, now())))
  const people = createPeople(MSP_TENANT_ID, tenants)
  const listeners = new Set<(what: WorldChange) => void>()

  return {
    now,
    mspTenantId: MSP_TENANT_ID,
    tenants,
    apps: createApps(now() + YEAR_MS),
    bot: {
      appId: BOT_APP_ID,
      name: "Watchpost",
      endpoint: undefined,
      teamPermissions: ["ChannelMessage.Read.Group"],
      permissions: ["Application.Read.All"],
    },
    auditMailbox: createAuditMailbox(),
    veeam: createVeeam(tenants, now()),
    people,
    channels: createChannels(tenants, people),
    changed: (what) => {
      for (const listener of listeners) listener(what)
    },
    onChange: (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}
